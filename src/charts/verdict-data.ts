import { type DataCell, type DataTable, numberCell } from './data-table.ts'
import { metricText, signedText } from './format.ts'
import type { VerdictTableProps } from './VerdictTable.tsx'
import type { ChartWords } from './words.ts'

/** The verdict table as values: a row for each group that is shown, then the reference lines. */
export function verdictData(
  t: ChartWords,
  {
    groups,
    comparison,
    metric,
    floor,
    oracle,
  }: Omit<VerdictTableProps, 'provenance' | 'badges' | 'emptyText'>,
): DataTable {
  const rows = new Map(comparison.rows.map((row) => [row.groupId, row]))
  const level = (value: number | null | undefined) => numberCell(value, metricText)
  const difference = (value: number | null | undefined) => numberCell(value, signedText)
  const columns = [
    t('verdict.group'),
    t('verdict.level', { metric: t(`metric.${metric}`) }),
    t('verdict.levelHalf'),
    t('verdict.seedCount'),
    t('verdict.delta'),
    t('verdict.seedHalf'),
    t('verdict.half'),
    t('verdict.verdict'),
    t('verdict.low'),
    t('verdict.lowHalf'),
    t('verdict.cost'),
    t('verdict.parameterCount'),
  ]
  const reference = (name: string, value: number | null): readonly DataCell[] => [
    name,
    level(value),
    ...columns.slice(2).map(() => level(null)),
  ]
  return {
    columns,
    rows: [
      ...groups.flatMap(({ id, name }) => {
        const row = rows.get(id)
        if (row === undefined) return []
        return [
          [
            name,
            level(row.mean),
            level(row.meanHalf),
            numberCell(row.seeds, String),
            difference(row.delta),
            level(row.seedHalf),
            level(row.half),
            t(`verdict.state.${row.state}`),
            difference(row.low?.delta),
            level(row.low?.half),
            numberCell(row.cost, (cost) => cost.toFixed(2)),
            numberCell(row.parameterCount, String),
          ],
        ]
      }),
      ...(floor === null ? [] : [reference(t('verdict.floor'), floor[metric])]),
      ...(oracle === null ? [] : [reference(t('verdict.oracle'), oracle[metric])]),
    ],
  }
}
