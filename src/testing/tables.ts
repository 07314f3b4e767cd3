import type { Column } from '../core/data/dataset.ts'
import { byName, type Table } from '../core/data/join/table.ts'

type Cell = number | string | null

/** A table from columns of plain values: all numbers make a numeric column, null is missing. */
export function tableOf(name: string, columns: Readonly<Record<string, readonly Cell[]>>): Table {
  const rowCount = Object.values(columns)[0]?.length ?? 0
  return {
    name,
    rowCount,
    columns: byName(Object.entries(columns).map(([own, cells]) => columnOf(own, cells))),
    lines: Uint32Array.from({ length: rowCount }, (_, row) => row + 2),
  }
}

function columnOf(name: string, cells: readonly Cell[]): Column {
  if (cells.every((cell) => cell === null || typeof cell === 'number')) {
    return { kind: 'numeric', name, values: Float64Array.from(cells, (cell) => cell ?? Number.NaN) }
  }
  const levels = [...new Set(cells.flatMap((cell) => (cell === null ? [] : [String(cell)])))]
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(String(cell))))
  return { kind: 'categorical', name, codes, levels }
}

/** The values of a table's column as they were given. */
export function cellsOf(table: Pick<Table, 'columns'>, name: string): readonly Cell[] {
  const column = table.columns.get(name)
  if (column === undefined) throw new Error(`no column ${name}`)
  return column.kind === 'numeric'
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => column.levels[code] ?? null)
}
