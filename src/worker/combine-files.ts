import type { Dataset, DatasetSource } from '../core/data/dataset.ts'
import { type Draw, drawnId, MOST_ROWS, noUserColumn } from '../core/data/draw.ts'
import { idColumns } from '../core/data/guess.ts'
import type { LogDraw } from '../core/data/join/draw-log.ts'
import { guessPlan } from '../core/data/join/guess-plan.ts'
import { isPlain, type JoinPlan } from '../core/data/join/plan.ts'
import { runPlan } from '../core/data/join/run-plan.ts'
import type { Table } from '../core/data/join/table.ts'
import type { Amount } from '../core/data/read-settings.ts'
import { joinedReport } from '../core/data/row-issues.ts'
import { planOf, recognise } from '../core/data/templates/recognise.ts'
import type { Template } from '../core/data/templates/template.ts'
import { canonicalJson, sha256Text } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import type { ReadCsv } from '../ingest/read-csv.ts'

/** One dataset of those read, called by a hash of theirs and of the plan; the order in which they came decides nothing. */
export function combined(read: readonly ReadCsv[], amount: Amount, mostRows = MOST_ROWS): Result<ReadCsv> {
  const sorted = [...read].sort(({ dataset: a }, { dataset: b }) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const tables = sorted.map(({ dataset }) => dataset)
  const [first, second] = sorted
  if (first === undefined) throw new Error('no file was given')
  const twice = tables.find(({ id }, place) => tables.findIndex((one) => one.id === id) !== place)
  if (twice !== undefined) return fail([issue(twice.name, 'join.sameFile', { file: twice.name })])
  const template = recognise(tables)
  const plan = template !== null ? ok(planOf(template, tables)) : guessPlan(tables)
  if (!plan.ok) return plan
  if (second === undefined && isPlain(plan.value)) return ok(first)
  // A single file was drawn of when it was read.
  const limit = second === undefined ? ok(null) : limitOf(plan.value, tables, template, amount, mostRows)
  if (!limit.ok) return limit
  const joined = runPlan(tables, plan.value, limit.value)
  if (!joined.ok) return joined
  const { table, report, draw } = joined.value
  const files = sha256Text(canonicalJson({ files: tables.map(({ id }) => id), plan: plan.value }))
  const origin = { template: template?.id ?? null, join: second === undefined ? null : report }
  const dataset = { ...table, id: drawnId(files, draw), truth: null, origin }
  if (second === undefined) return ok({ ...first, dataset: { ...dataset, ...sourceOf(first) } })
  return ok({
    dataset: { ...dataset, source: joinedSource(tables, draw) },
    rows: joinedReport(sorted.map((one) => ({ file: one.dataset.name, rows: one.rows }))),
    issues: sorted.flatMap((one) => one.issues.map(inFile(one.dataset.name))),
    issueCount: sorted.reduce((sum, { issueCount }) => sum + issueCount, 0),
  })
}

/** By which users a log that is too long is drawn; null where all of it is read. */
function limitOf(
  plan: JoinPlan,
  tables: readonly Table[],
  template: Template | null,
  amount: Amount,
  mostRows: number,
): Result<LogDraw | null> {
  const logs = plan.log.map(({ table }) => tables[table] as Table)
  const rows = logs.reduce((sum, { rowCount }) => sum + rowCount, 0)
  if (amount.kind === 'all' || rows <= mostRows) return ok(null)
  const names = [...new Set(logs.flatMap(({ columns }) => [...columns.keys()]))]
  // A log that does not name its users may name what is joined to them, or what was shown together.
  const known = [
    ...[template?.user, template?.request, idColumns(names).user],
    ...plan.sides.flatMap(({ keys }) => keys),
  ]
  const user = (amount.user === null ? known : [amount.user]).find((name) => names.includes(name ?? ''))
  if (user === undefined || user === null) return fail([noUserColumn(names, amount.user)])
  return ok({ user, seed: amount.seed, mostRows })
}

const sourceOf = ({ dataset: { source } }: ReadCsv) => (source === undefined ? {} : { source })

/** What the files have in common. */
function joinedSource(tables: readonly Dataset[], draw: Draw | null): DatasetSource {
  const sources = tables.flatMap(({ source }) => source ?? [])
  const only = <T>(values: readonly T[]): T | null => (new Set(values).size === 1 ? (values[0] as T) : null)
  const texts = sources.filter(({ format }) => format === 'text')
  return {
    format: only(sources.map(({ format }) => format)) ?? 'mixed',
    encoding: only(texts.map(({ encoding }) => encoding)),
    draw,
  }
}

const keyOf = ({ name, id }: { readonly name: string; readonly id: string }): string => `${name} ${id}`

/** An issue of one of several files. */
export const inFile =
  (name: string) =>
  (one: Issue): Issue => ({ ...one, path: `${name}, ${one.path}` })
