import type { Column, Dataset } from './dataset.ts'
import type { Schema } from './schema.ts'

/** A column that the schema names, one value for each of `rows`; null for a column that it does not name. */
export function mappedColumn(
  dataset: Dataset,
  schema: Schema,
  rows: Uint32Array,
  name: string,
): Column | null {
  const column = dataset.columns.get(name)
  if (column === undefined || !namedColumns(schema).includes(name)) return null
  return column.kind === 'numeric'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] as number) }
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) }
}

/** Columns that a schema names, whatever for. */
export function namedColumns(schema: Schema): readonly string[] {
  const { user, item, time, scene, request = null, tasks, features, filters } = schema
  const named = [
    ...[user, item, time, scene, request].filter((name) => name !== null),
    ...[...tasks, ...features, ...filters].map(({ column }) => column),
  ]
  return [...new Set(named)]
}
