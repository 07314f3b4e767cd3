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
 * The table as comma-separated values by RFC 4180. A number is written with all its digits, so that it reads back as
 * the same number; a cell without a value stays empty.
 */
export function csvOf({ columns, rows }: DataTable): string {
  const lines = [columns.map(quoted), ...rows.map((row) => row.map(fieldOf))]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

function fieldOf(cell: DataCell): string {
  if (typeof cell === 'string') return quoted(cell === NONE ? '' : cell)
  return cell.value === null ? '' : String(cell.value)
}

/** A text that a spreadsheet would run as a formula is kept a text by a leading apostrophe. */
function quoted(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
