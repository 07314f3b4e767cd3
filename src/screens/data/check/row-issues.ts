import { csvOf } from '../../../charts/data-table.ts'
import type { Finding } from '../../../core/data/passport/finding.ts'

/** Rows that the radar names, one a line: where, in what, by which rule, and what would mend it. */
export function findingsCsv(findings: readonly Finding[]): string {
  return csvOf({
    columns: ['row', 'column', 'value', 'rule', 'fix'],
    rows: findings.flatMap(({ lines, subject, params, rule, fixes }) =>
      lines.map((line) => [
        typeof line === 'number' ? { text: String(line), value: line } : line,
        subject,
        cellOf(params),
        rule,
        fixes
          .filter(({ kind }) => kind !== 'keep')
          .map(({ kind }) => kind)
          .join(' | '),
      ]),
    ),
  })
}

/** What the row holds there, where all rows of a finding hold the same. */
const cellOf = (params: Finding['params']): string =>
  params.required === undefined ? '' : `1, ${params.required} 0`

export const namesRows = (findings: readonly Finding[]): boolean =>
  findings.some(({ lines }) => lines.length > 0)
