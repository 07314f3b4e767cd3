import type { ColumnOverview } from '../core/data/passport/finding.ts'
import { type DataCell, type DataTable, NONE, numberCell } from './data-table.ts'
import { countText, metricText, percentText } from './format.ts'

export const COLUMN_SORTS = ['column', 'kind', 'missing', 'levels', 'psi', 'nmi', 'auc'] as const
export type ColumnSort = (typeof COLUMN_SORTS)[number]

/** A column of the table, with what the file says of it where the rows do not. */
export interface ColumnLine extends ColumnOverview {
  /** Null where nothing is read. */
  readonly missingShare: number | null
}

export const columnLines = (
  columns: readonly ColumnOverview[],
  levelsOf: ReadonlyMap<string, number>,
): readonly ColumnLine[] =>
  columns.map((column) => ({
    ...column,
    levels: column.levels ?? levelsOf.get(column.column) ?? null,
    missingShare: column.rows === 0 ? null : column.missing / column.rows,
  }))

/** Names from A to Z, numbers from the largest; what has no value comes last, equal ones keep their order. */
export function sortedColumns(columns: readonly ColumnLine[], by: ColumnSort): readonly ColumnLine[] {
  if (by === 'column' || by === 'kind') return columns.toSorted((a, b) => a[by].localeCompare(b[by]))
  const numberOf = (line: ColumnLine): number => {
    const value = by === 'missing' ? line.missingShare : by === 'auc' ? line.tie?.auc : line[by]
    return value ?? Number.NEGATIVE_INFINITY
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
      .map(({ label, train, test }) => words.share(label ?? words.others, shareText(train), shareText(test)))
      .join('; '),
  ]
  return { columns: words.heads, rows: lines.map(row) }
}

/** `–` where there is nothing to have a share of. */
export const shareText = (share: number | null): string => (share === null ? NONE : percentText(share, 1))

interface BinShare {
  readonly label: string | null
  readonly train: number | null
  readonly test: number | null
}

/** Each bin's share of the train rows that have a value, and of such test rows; null where no row of the two has one. */
export function binShares({ histogram }: ColumnOverview): readonly BinShare[] {
  const sum = (of: 'train' | 'test'): number => histogram.reduce((total, bin) => total + bin[of], 0)
  const [train, test] = [sum('train'), sum('test')]
  const share = (count: number, total: number): number | null => (total === 0 ? null : count / total)
  return histogram.map((bin) => ({
    label: bin.label,
    train: share(bin.train, train),
    test: share(bin.test, test),
  }))
}
