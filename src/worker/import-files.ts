import { guessPlan } from '../core/data/join/guess-plan.ts'
import { isPlain, type JoinPlan } from '../core/data/join/plan.ts'
import { runPlan } from '../core/data/join/run-plan.ts'
import type { ReadSettings } from '../core/data/read-settings.ts'
import { joinedReport } from '../core/data/row-issues.ts'
import { headlessOf, planOf, recognise } from '../core/data/templates/recognise.ts'
import { canonicalJson, sha256Text } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { firstLine, isUtf8 } from '../ingest/peek.ts'
import type { ReadCsv, ReadOptions, TextFormat } from '../ingest/read-csv.ts'
import { readTable } from '../ingest/read-table.ts'
import type { ImportProgress } from './library.ts'
import type { NamedFile } from './protocol.ts'

type Reading = Pick<ReadOptions, 'signal' | 'breathe'>

/**
 * Reads files one after another and makes one dataset of them: by the template that knows them, else by the columns that
 * they share. One file that no template changes stays as it is. Of several all rows are read. Null when stopped.
 */
export async function readFiles(
  files: readonly NamedFile[],
  { encoding, amount }: ReadSettings,
  progress: (progress: ImportProgress) => void,
  options: Reading,
): Promise<Result<ReadCsv> | null> {
  const read: ReadCsv[] = []
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  let before = { bytes: 0, rows: 0 }
  for (const { name, file } of files) {
    const format = await formatOf(name, file)
    const from = before
    const onProgress: ReadOptions['onProgress'] = ({ bytes, rows, isCounting = false }) => {
      before = { bytes: from.bytes + bytes, rows: from.rows + rows }
      progress({ ...before, totalBytes, isCounting })
    }
    const one = await readTable(file, name, {
      ...options,
      onProgress,
      encoding,
      // Users drawn of each file by itself would not be the same ones.
      amount: files.length === 1 ? amount : { kind: 'all' },
      ...(format ? { format } : {}),
    })
    if (one === null) return null
    if (!one.ok) return files.length === 1 ? one : { ok: false, error: one.error.map(inFile(name)) }
    read.push(one.value)
  }
  return combined(read)
}

/** The form of a file without header, where its name and the cells of its first line both say so. */
async function formatOf(name: string, file: Blob): Promise<TextFormat | null> {
  const form = headlessOf(name)
  if (form === null) return null
  const cells = (await firstLine(file)).split(form.delimiter)
  const isHeader = cells.some((cell) => form.columns.includes(cell.trim()))
  if (cells.length !== form.columns.length || isHeader) return null
  // A later release of the same files is in UTF-8.
  const encoding = form.encoding === 'utf-8' || (await isUtf8(file)) ? 'utf-8' : form.encoding
  return { ...form, encoding }
}

/** One dataset of those read, called by a hash of theirs and of the plan; the order in which they came decides nothing. */
function combined(read: readonly ReadCsv[]): Result<ReadCsv> {
  const sorted = [...read].sort(({ dataset: a }, { dataset: b }) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const tables = sorted.map(({ dataset }) => dataset)
  const [first] = sorted
  if (first === undefined) throw new Error('no file was given')
  const twice = tables.find(({ id }, place) => tables.findIndex((one) => one.id === id) !== place)
  if (twice !== undefined) return fail([issue(twice.name, 'join.sameFile', { file: twice.name })])
  const template = recognise(tables)
  const plan: Result<JoinPlan> = template !== null ? ok(planOf(template, tables)) : guessPlan(tables)
  if (!plan.ok) return plan
  if (sorted.length === 1 && isPlain(plan.value)) return ok(first)
  const joined = runPlan(tables, plan.value)
  if (!joined.ok) return joined
  const { table, report } = joined.value
  const id = sha256Text(canonicalJson({ files: tables.map((one) => one.id), plan: plan.value }))
  const origin = { template: template?.id ?? null, join: sorted.length === 1 ? null : report }
  const issues =
    sorted.length === 1
      ? first.issues
      : sorted.flatMap(({ dataset, issues: own }) => own.map(inFile(dataset.name)))
  const { source } = first.dataset
  return ok({
    dataset: {
      ...table,
      id,
      truth: null,
      origin,
      ...(sorted.length === 1 && source !== undefined ? { source } : {}),
    },
    rows:
      sorted.length === 1
        ? first.rows
        : joinedReport(sorted.map(({ dataset, rows }) => ({ file: dataset.name, rows }))),
    issues,
    issueCount: sorted.reduce((sum, { issueCount }) => sum + issueCount, 0),
  })
}

const keyOf = ({ name, id }: { readonly name: string; readonly id: string }): string => `${name} ${id}`

const inFile =
  (name: string) =>
  (issue: Issue): Issue => ({ ...issue, path: `${name}, ${issue.path}` })
