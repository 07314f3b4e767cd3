import type { Schema, SplitRule } from '../core/data/schema.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { parseSchema, parseSplit } from './parse.ts'
import { isRecord, reader } from './reader.ts'

/** How a person reads a dataset: what a template file holds. */
export interface Mapping {
  readonly schema: Schema
  readonly split: SplitRule
}

const FORMAT = 'soundcheck template'
const VERSION = 1
/** Far more than any mapping needs. */
const LONGEST = 1_000_000

export const mappingJson = ({ schema, split }: Mapping): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, schema, split }, null, 2)}\n`

/** A mapping from the text of a file; every fault is named. */
export function parseMapping(text: string): Result<Mapping> {
  if (text.length > LONGEST) {
    return fail([issue('file', 'mapping.tooLong', { length: text.length, most: LONGEST })])
  }
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return fail([issue('file', 'mapping.notJson', { detail })])
  }
  const format: unknown = isRecord(input) ? input.format : undefined
  if (!isRecord(input) || format !== FORMAT) return fail([issue('format', 'mapping.other')])
  if (input.version !== VERSION) {
    const got = JSON.stringify(input.version) ?? 'none'
    return fail([issue('version', 'mapping.version', { got, known: VERSION })])
  }
  const issues: Issue[] = []
  const r = reader(issues)
  const top = r.record(input, 'template', ['format', 'version', 'schema', 'split'])
  const mapping = { schema: parseSchema(r, top.schema), split: parseSplit(r, top.split) }
  return issues.length > 0 ? fail(issues) : ok(mapping)
}

export interface Fitted {
  readonly mapping: Mapping
  /** Columns of features and filters that the dataset lacks: they are left out. */
  readonly left: readonly string[]
}

/** A mapping on a dataset of these columns. One that ids, scene, tasks or the split need must be there. */
export function fitted({ schema, split }: Mapping, columns: ReadonlySet<string>): Result<Fitted> {
  const derived = (schema.derived ?? []).filter(({ left, right }) => columns.has(left) && columns.has(right))
  const known = new Set([...columns, ...derived.map(({ name }) => name)])
  const needed = [
    ...(['user', 'item', 'time', 'scene'] as const).map((use) => ({ use, column: schema[use] })),
    { use: 'request', column: schema.request ?? null },
    ...schema.tasks.map(({ id, column }) => ({ use: id, column })),
    { use: 'split', column: 'column' in split ? split.column : null },
  ]
  const issues = needed.flatMap(({ use, column }) =>
    column === null || columns.has(column) ? [] : [issue(use, 'mapping.noColumn', { column, use })],
  )
  if (issues.length > 0) return fail(issues)
  const features = schema.features.filter(({ column }) => known.has(column))
  const filters = schema.filters.filter(({ column }) => columns.has(column))
  const { derived: _derived, ...rest } = schema
  const left = [...schema.features, ...schema.filters].map(({ column }) => column)
  return ok({
    mapping: {
      schema: { ...rest, features, filters, ...(derived.length > 0 ? { derived } : {}) },
      split,
    },
    left: [...new Set(left.filter((column) => !known.has(column)))],
  })
}
