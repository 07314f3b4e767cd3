import type { Comparison, VerdictState } from '../run/comparison.ts'
import { type DataTable, numberCell } from './data-table.ts'
import { countText, metricText, signedText } from './format.ts'

export const VERDICT_COLUMNS = [
  'group',
  'value',
  'half',
  'seeds',
  'delta',
  'low',
  'high',
  'seedHalf',
  'verdict',
  'lowActivity',
  'cost',
  'parameters',
] as const

/** The numbers behind the verdicts, a row for each group that is shown, then the reference lines. */
export function verdictData(
  groups: readonly { readonly id: string; readonly name: string }[],
  { rows }: Comparison,
  columns: readonly string[],
  stateText: (state: VerdictState) => string,
  references: readonly { readonly name: string; readonly value: number | null }[] = [],
): DataTable {
  const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b)
  return {
    columns,
    rows: [
      ...groups.flatMap(({ id, name }) => {
        const row = rows.find(({ groupId }) => groupId === id)
        if (row === undefined) return []
        const delta = row.state === 'baseline' ? null : row.delta
        return [
          [
            name,
            numberCell(row.mean, metricText),
            numberCell(row.meanHalf, metricText),
            numberCell(row.seeds, countText),
            numberCell(delta, signedText),
            numberCell(minus(delta, row.half), signedText),
            numberCell(minus(delta, row.half === null ? null : -row.half), signedText),
            numberCell(row.seedHalf, metricText),
            stateText(row.state),
            numberCell(row.low?.delta, signedText),
            numberCell(row.cost, (cost) => `${cost.toFixed(2)}×`),
            numberCell(row.parameterCount, countText),
          ],
        ]
      }),
      ...references.map(({ name, value }) => [
        name,
        numberCell(value, metricText),
        ...columns.slice(2).map(() => numberCell(null, metricText)),
      ]),
    ],
  }
}
