import { fail, type Issue, issue, ok, type Result } from '../result.ts'
import type { Column, Dataset } from './dataset.ts'
import type { Derived, Schema } from './schema.ts'
import { categoriesOf, isMissing } from './values.ts'

/** The dataset with the schema's derived columns beside its own; a name that is taken or a side that is absent is an issue. */
export function withDerived(dataset: Dataset, schema: Schema): Result<Dataset> {
  const derived = schema.derived ?? []
  if (derived.length === 0) return ok(dataset)
  const columns = new Map(dataset.columns)
  const issues: Issue[] = []
  for (const one of derived) {
    const path = `schema.derived.${one.name}`
    if (columns.has(one.name)) issues.push(issue(path, 'data.derivedTaken', { column: one.name }))
    const [left, right] = [columns.get(one.left), columns.get(one.right)]
    for (const [name, column] of [
      [one.left, left],
      [one.right, right],
    ] as const) {
      if (column === undefined) issues.push(issue(path, 'data.noColumn', { column: name }))
    }
    if (left === undefined || right === undefined || columns.has(one.name)) continue
    columns.set(one.name, derivedColumn(one, left, right, dataset.rowCount))
  }
  return issues.length > 0 ? fail(issues) : ok({ ...dataset, columns })
}

/** One derived column, row by row. */
export function derivedColumn({ name, rule }: Derived, left: Column, right: Column, rows: number): Column {
  const isAbsent = (row: number): boolean => isMissing(left, row) || isMissing(right, row)
  switch (rule.kind) {
    case 'equal': {
      const [a, b] = [textOf(left), textOf(right)]
      return numbers(name, rows, (row) => (isAbsent(row) ? Number.NaN : a(row) === b(row) ? 1 : 0))
    }
    case 'difference': {
      const [a, b] = [numberOf(left), numberOf(right)]
      return numbers(name, rows, (row) => {
        const gap = isAbsent(row) ? Number.NaN : Math.abs(a(row) - b(row))
        return Number.isNaN(gap) ? gap : rule.cuts.filter((cut) => cut <= gap).length
      })
    }
    case 'lookup': {
      const [a, b] = [textOf(left), textOf(right)]
      const values = new Map(rule.pairs.map((pair) => [JSON.stringify([pair.left, pair.right]), pair.value]))
      const levels = [...new Set([...values.values(), ...(rule.otherwise === null ? [] : [rule.otherwise])])]
      const codeOf = new Map(levels.map((level, code) => [level, code] as const))
      const codes = Int32Array.from({ length: rows }, (_, row) => {
        if (isAbsent(row)) return -1
        const value = values.get(JSON.stringify([a(row), b(row)])) ?? rule.otherwise
        return value === null ? -1 : (codeOf.get(value) as number)
      })
      return { kind: 'categorical', name, codes, levels }
    }
    default:
      return rule satisfies never
  }
}

const numbers = (name: string, rows: number, at: (row: number) => number): Column => ({
  kind: 'numeric',
  name,
  values: Float64Array.from({ length: rows }, (_, row) => at(row)),
})

/** A row's value as text; the row has one. */
function textOf(column: Column): (row: number) => string {
  const { codes, levels } = categoriesOf(column)
  return (row) => levels[codes[row] as number] as string
}

/** A row's value as a number, NaN where it is none. Levels are read by their text, so "31" is 31 and "31-36" is not. */
function numberOf(column: Column): (row: number) => number {
  if (column.kind === 'numeric') return (row) => column.values[row] as number
  const values = column.levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)))
  return (row) => values[column.codes[row] as number] ?? Number.NaN
}
