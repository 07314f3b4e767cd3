import { csvField, csvLines } from '../core/csv.ts'

/** Text as it is read, or text beside the number that it rounds; null where there is no value. */
export type DataCell = string | { readonly text: string; readonly value: number | null }

/** Values behind a chart. */
export interface DataTable {
  readonly columns: readonly string[]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly DataCell[])[]
}

/** Where there is no value. */
export const NONE = '–'

/** A number with its text: the table shows the text, the CSV carries the number. */
export function numberCell(value: number | null | undefined, text: (value: number) => string): DataCell {
  return value === null || value === undefined || !Number.isFinite(value)
    ? { text: NONE, value: null }
    : { text: text(value), value }
}

export const cellText = (cell: DataCell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text

/**
 * The table as comma-separated values. A number is written with all its digits, so that it reads back as
 * the same number; a cell without a value stays empty.
 */
export function csvOf({ columns, rows }: DataTable): string {
  return csvLines([columns.map(csvField), ...rows.map((row) => row.map(fieldOf))])
}

function fieldOf(cell: DataCell): string {
  if (typeof cell === 'string') return csvField(cell === NONE ? '' : cell)
  return cell.value === null ? '' : String(cell.value)
}
