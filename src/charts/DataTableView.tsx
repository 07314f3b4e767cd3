/** Values behind a chart, already written as text. */
export interface DataTable {
  readonly columns: readonly string[]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[]
}

export function DataTableView({ table }: { readonly table: DataTable }) {
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
        {table.rows.map((row) => (
          <tr key={row.join('|')}>
            {row.map((cell, index) =>
              index === 0 ? (
                <th key={table.columns[index]} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={table.columns[index]} className="sc-number">
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
