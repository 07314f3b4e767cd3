import { cellText, type DataTable } from './data-table.ts'

/** A cell of a chart's table, where the arrow keys are. */
export interface Place {
  readonly row: number
  readonly column: number
}

/** Keys that walk. */
export const WALK_KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'] as const
export type WalkKey = (typeof WALK_KEYS)[number]

/**
 * The cell after one more key. Up and down go through the rows, left and right through the values of a row, Home and End
 * to the first and the last row; the walk begins at the first value and stops at the edges.
 */
export function walked(place: Place | null, key: WalkKey, table: DataTable): Place {
  const last = table.rows.length - 1
  const { row, column } = place ?? { row: 0, column: Math.min(1, table.columns.length - 1) }
  if (place === null && key !== 'End') return { row, column }
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column }
    case 'ArrowDown':
      return { row: Math.min(last, row + 1), column }
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) }
    case 'ArrowRight':
      return { row, column: Math.min(table.columns.length - 1, column + 1) }
    case 'Home':
      return { row: 0, column }
    case 'End':
      return { row: last, column }
    default:
      return key satisfies never
  }
}

/** What is said at a cell: the whole row after a step to another row, else its name and the one value. */
export function spoken(table: DataTable, place: Place, wholeRow: boolean): string {
  const row = table.rows[place.row]
  if (row === undefined) return ''
  const value = (column: number) => `${table.columns[column] ?? ''} ${cellText(row[column])}`
  const name = cellText(row[0])
  if (!wholeRow) return place.column === 0 ? name : `${name} · ${value(place.column)}`
  return [name, ...row.slice(1).map((_, index) => value(index + 1))].join(' · ')
}
