import { cellText, type DataTable } from './data-table.ts'
import type { Place } from './walk.ts'

interface DataTableViewProps {
  readonly table: DataTable
  /** The cell that the arrow keys are at; null: none. */
  readonly place?: Place | null
}

export function DataTableView({ table, place = null }: DataTableViewProps) {
  const here = (row: number, column: number) => place?.row === row && place.column === column
  return (
    <table className="sc-table">
      <thead>
        <tr>
          {table.columns.map((column, index) => (
            <th key={column} scope="col" className={index === 0 ? undefined : 'sc-number'}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, at) => (
          <tr key={row.map(cellText).join('|')}>
            {row.map((cell, index) =>
              index === 0 ? (
                <th key={table.columns[index]} scope="row" data-here={here(at, index) || undefined}>
                  {cellText(cell)}
                </th>
              ) : (
                <td key={table.columns[index]} className="sc-number" data-here={here(at, index) || undefined}>
                  {cellText(cell)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
