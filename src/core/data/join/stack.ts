import type { Column } from '../dataset.ts'
import { asLevels } from '../values.ts'
import { byName, type Table } from './table.ts'

/** One of the tables laid under one another, with the columns that its rows alone get. */
export interface Layer {
  readonly table: Table
  readonly constants: Readonly<Record<string, number>>
}

/**
 * Tables laid under one another: all columns of any, in order of appearance, missing where a table has no such column. A
 * column that is numeric in some and text in others becomes text. Of which file a row is stays known where the name is not
 * that of the one file.
 */
export function stacked(layers: readonly Layer[], name: string): Table {
  const tables = layers.map(({ table, constants }) => withConstants(table, constants))
  const [first] = tables
  if (first === undefined) throw new Error('there is nothing to stack')
  if (tables.length === 1 && first.name === name) return first
  const files = tables.map((table) => ({ name: table.name, rows: table.rowCount }))
  if (tables.length === 1) return { ...first, name, files }
  const names = [...new Set(tables.flatMap(({ columns }) => [...columns.keys()]))]
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0)
  const lines = new Uint32Array(rowCount)
  let at = 0
  for (const table of tables) {
    lines.set(table.lines, at)
    at += table.rowCount
  }
  const columns = byName(names.map((own) => stackedColumn(own, tables, rowCount)))
  return { name, rowCount, columns, lines, files }
}

function withConstants(table: Table, constants: Readonly<Record<string, number>>): Table {
  const entries = Object.entries(constants).filter(([name]) => !table.columns.has(name))
  if (entries.length === 0) return table
  const made = entries.map(
    ([name, value]): Column => ({
      kind: 'numeric',
      name,
      values: new Float64Array(table.rowCount).fill(value),
    }),
  )
  return { ...table, columns: byName([...table.columns.values(), ...made]) }
}

/** A column without any value says nothing of its kind. */
const isEmpty = (column: Column): boolean => column.kind === 'categorical' && column.levels.length === 0

function stackedColumn(name: string, tables: readonly Table[], rowCount: number): Column {
  const parts = tables.map((table) => table.columns.get(name))
  const isNumeric = parts.every((part) => part === undefined || part.kind === 'numeric' || isEmpty(part))
  return isNumeric && parts.some((part) => part?.kind === 'numeric')
    ? stackedNumbers(name, parts, tables, rowCount)
    : stackedLevels(name, parts, tables, rowCount)
}

function stackedNumbers(
  name: string,
  parts: readonly (Column | undefined)[],
  tables: readonly Table[],
  rowCount: number,
): Column {
  const values = new Float64Array(rowCount).fill(Number.NaN)
  let at = 0
  for (const [i, part] of parts.entries()) {
    if (part?.kind === 'numeric') values.set(part.values, at)
    at += (tables[i] as Table).rowCount
  }
  return { kind: 'numeric', name, values }
}

function stackedLevels(
  name: string,
  parts: readonly (Column | undefined)[],
  tables: readonly Table[],
  rowCount: number,
): Column {
  const codes = new Int32Array(rowCount).fill(-1)
  const codeOf = new Map<string, number>()
  let at = 0
  for (const [i, part] of parts.entries()) {
    const column = part === undefined ? undefined : asLevels(part)
    if (column?.kind === 'categorical') {
      const own = Int32Array.from(column.levels, (level) => {
        const code = codeOf.get(level) ?? codeOf.size
        codeOf.set(level, code)
        return code
      })
      for (let row = 0; row < column.codes.length; row++) {
        const code = column.codes[row] as number
        if (code >= 0) codes[at + row] = own[code] as number
      }
    }
    at += (tables[i] as Table).rowCount
  }
  return { kind: 'categorical', name, codes, levels: [...codeOf.keys()] }
}
