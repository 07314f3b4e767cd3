import type { ColumnOverview } from '../core/data/passport/finding.ts'
import { type DataCell, type DataTable, numberCell } from './data-table.ts'
import { countText, metricText, percentText } from './format.ts'

export const COLUMN_SORTS = ['column', 'kind', 'missing', 'levels', 'psi', 'nmi', 'auc'] as const
export type ColumnSort = (typeof COLUMN_SORTS)[number]

/** A column of the table, with what the file says of it where the rows do not. */
export interface ColumnLine extends ColumnOverview {
  readonly missingShare: number
}

export const columnLines = (
  columns: readonly ColumnOverview[],
  levelsOf: ReadonlyMap<string, number>,
): readonly ColumnLine[] =>
  columns.map((column) => ({
    ...column,
    levels: column.levels ?? levelsOf.get(column.column) ?? null,
    missingShare: column.rows === 0 ? 0 : column.missing / column.rows,
  }))

/** Names from A to Z, numbers from the largest; what has no value comes last, equal ones keep their order. */
export function sortedColumns(columns: readonly ColumnLine[], by: ColumnSort): readonly ColumnLine[] {
  if (by === 'column' || by === 'kind') return columns.toSorted((a, b) => a[by].localeCompare(b[by]))
  const numberOf = (line: ColumnLine): number => {
    if (by === 'missing') return line.missingShare
    return (by === 'auc' ? line.tie?.auc : line[by]) ?? Number.NEGATIVE_INFINITY
  }
  return columns.toSorted((a, b) => Math.sign(numberOf(b) - numberOf(a)) || 0)
}

export interface ColumnWords {
  readonly heads: readonly string[]
  kind(kind: ColumnLine['kind']): string
  share(label: string, train: string, test: string): string
  readonly others: string
}

/** The values behind the chart; the last cell has every bin with its share of train and of test. */
export function columnTable(lines: readonly ColumnLine[], words: ColumnWords): DataTable {
  const three = (value: number): string => metricText(value, 3)
  const row = (line: ColumnLine): readonly DataCell[] => [
    line.column,
    words.kind(line.kind),
    numberCell(line.missingShare, (share) => percentText(share, 1)),
    numberCell(line.levels, countText),
    numberCell(line.psi, three),
    numberCell(line.nmi, three),
    numberCell(line.tie?.auc, three),
    binShares(line)
      .map(({ label, train, test }) =>
        words.share(label ?? words.others, percentText(train, 1), percentText(test, 1)),
      )
      .join('; '),
  ]
  return { columns: words.heads, rows: lines.map(row) }
}

/** Each bin's share of the train rows that have a value, and of such test rows. */
export function binShares({ histogram }: ColumnOverview) {
  const sum = (of: 'train' | 'test'): number =>
    Math.max(
      1,
      histogram.reduce((total, bin) => total + bin[of], 0),
    )
  const [train, test] = [sum('train'), sum('test')]
  return histogram.map((bin) => ({ label: bin.label, train: bin.train / train, test: bin.test / test }))
}
