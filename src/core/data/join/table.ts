import type { Column, Dataset } from '../dataset.ts'

/** What of a dataset a join works on. */
export type Table = Pick<Dataset, 'name' | 'rowCount' | 'columns' | 'lines' | 'files' | 'source'>

/** A column's values at other rows; missing where the row is −1. */
export function taken(column: Column, name: string, rows: Int32Array): Column {
  if (column.kind === 'numeric') {
    const { values } = column
    const out = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      out[i] = row < 0 ? Number.NaN : (values[row] as number)
    }
    return { kind: 'numeric', name, values: out }
  }
  const { codes, levels } = column
  const out = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    out[i] = row < 0 ? -1 : (codes[row] as number)
  }
  return { kind: 'categorical', name, codes: out, levels }
}

/** A file's name without its folder and endings. */
export const stemOf = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? name).replace(/(\.(csv|tsv|txt|dat|gz|zip|parquet))+$/i, '')

/** Columns by name, in order. */
export const byName = (columns: Iterable<Column>): ReadonlyMap<string, Column> =>
  new Map(Array.from(columns, (column) => [column.name, column]))
