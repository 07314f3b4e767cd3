import type { ReactNode } from 'react'
import { Spark } from './Spark.tsx'
import './cells.css'

export interface HeatCell {
  /** null: nothing to show. */
  readonly value: number | null
  readonly text: string
  /** Too few rows: hatched. */
  readonly isThin: boolean
  /** What pointing at it tells. */
  readonly title?: string
  /** What choosing it does, where its number alone does not tell. */
  readonly label?: string
  /** How it moved over training, on [0, 1]. */
  readonly course?: readonly number[]
}
export interface HeatRow {
  readonly key: string
  readonly name: ReactNode
  readonly cells: readonly HeatCell[]
  /** Plain columns after the cells. */
  readonly extra?: readonly ReactNode[]
}
interface HeatTableProps {
  readonly corner: string
  readonly columns: readonly { readonly key: string; readonly name: ReactNode }[]
  readonly extraColumns?: readonly string[]
  readonly rows: readonly HeatRow[]
  /** Where the scale is neutral; null: from 0 upwards in one hue. */
  readonly center: number | null
  /** Value of full colour (distance from the centre when there is one). */
  readonly full: number
  /** A cell with a value was chosen: cells are buttons. */
  onPick?(row: number, column: number): void
  /** The cell that is chosen; absent where choosing one does something and is over. */
  readonly picked?: readonly [row: number, column: number] | null
}

/** C15: a matrix of numbers, filled by value. A table, so that it reads without its colours. */
export function HeatTable(props: HeatTableProps) {
  const { corner, columns, extraColumns = [], rows, center, full, onPick, picked } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    <div style={{ overflowX: 'auto' }} role="group" tabIndex={0} aria-label={corner}>
      <table className="sc-table" style={{ width: 'auto', minWidth: '60%' }}>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => (
              <th key={column.key} scope="col" className="sc-number sc-wrap" style={{ minWidth: 64 }}>
                {column.name}
              </th>
            ))}
            {extraColumns.map((name) => (
              <th key={name} scope="col" className="sc-number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, index) => (
                <td
                  key={columns[index]?.key}
                  className={cell.isThin ? 'sc-number sc-hatched' : 'sc-number'}
                  style={{ backgroundColor: fill(cell.value, center, full), minWidth: 56 }}
                  title={cell.title}
                >
                  {onPick === undefined || cell.value === null ? (
                    cell.text
                  ) : (
                    <button
                      type="button"
                      className="sc-cell"
                      aria-label={cell.label}
                      aria-pressed={
                        picked === undefined ? undefined : picked?.[0] === at && picked[1] === index
                      }
                      onClick={() => onPick(at, index)}
                    >
                      {cell.text}
                    </button>
                  )}
                  {cell.course !== undefined && cell.course.length > 1 && <Spark values={cell.course} />}
                </td>
              ))}
              {(row.extra ?? []).map((content, index) => (
                <td key={extraColumns[index]} className="sc-number">
                  {content}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** At most 42 % of the hue, so that text keeps its contrast in both themes. */
function fill(value: number | null, center: number | null, full: number): string {
  if (value === null) return 'transparent'
  const distance = center === null ? value : value - center
  const share = Math.min(1, Math.abs(distance) / full) * 42
  const hue = center === null ? '--sc-heat' : distance > 0 ? '--sc-above' : '--sc-below'
  return `color-mix(in srgb, var(${hue}) ${share.toFixed(1)}%, transparent)`
}
