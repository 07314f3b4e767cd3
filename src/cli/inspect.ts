import type { DatasetInfo } from '../core/data/dataset.ts'
import { describeDataset } from '../core/data/summary.ts'
import type { CliCommand } from './args.ts'
import { delivered, jsonText, type Outcome, refused, worded } from './output.ts'
import { readData } from './read-data.ts'

/** What is in a file: columns, kinds, guessed roles, issues. */
export async function inspect(
  options: Extract<CliCommand, { readonly command: 'inspect' }>,
): Promise<Outcome> {
  const read = await readData(options.data)
  if (!read.ok) return refused(read.error)
  const { dataset, issues, issueCount } = read.value
  const info = describeDataset(dataset, issues, issueCount)
  const text = options.text ? tableOf(info) : jsonText({ ...info, issues: worded(info.issues) })
  return delivered(text, options.out, jsonText({ id: info.id, rowCount: info.rowCount, issueCount }))
}

function tableOf(info: DatasetInfo): string {
  const roles = new Map(info.guesses.map((guess) => [guess.column, guess]))
  const rows = info.columns.map((column) => {
    const guess = roles.get(column.name)
    const role = guess === undefined ? '' : `${guess.role} ${Math.round(guess.confidence * 100)}%`
    const range = column.min === null ? '' : `${column.min} … ${column.max}`
    return [column.name, column.kind, String(column.distinct), String(column.missing), range, role]
  })
  const table = [['column', 'kind', 'distinct', 'missing', 'range', 'guessed role'], ...rows]
  const widths = table[0]?.map((_, c) => Math.max(...table.map((row) => row[c]?.length ?? 0))) ?? []
  const lines = table.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const remarks = worded(info.issues).map(({ path, text }) => `${path}: ${text}`)
  return `${[`${info.name}: ${info.rowCount} rows, SHA-256 ${info.id}`, '', ...lines, ...remarks].join('\n')}\n`
}
