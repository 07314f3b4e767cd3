import './columns.css'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ColumnOverview } from '../core/data/passport/finding.ts'
import { ChartFrame } from './ChartFrame.tsx'
import {
  COLUMN_SORTS,
  type ColumnLine,
  type ColumnSort,
  columnLines,
  columnTable,
  shareText,
  sortedColumns,
} from './column-data.ts'
import { countText, metricText } from './format.ts'
import { SharesSpark } from './SharesSpark.tsx'

interface ColumnTableProps {
  readonly columns: readonly ColumnOverview[]
  /** Distinct values that the file has, for columns whose rows were not counted. */
  readonly levelsOf: ReadonlyMap<string, number>
}

/** C24: each column before training. */
export function ColumnTable({ columns, levelsOf }: ColumnTableProps) {
  const { t } = useTranslation('passport')
  const [by, setBy] = useState<ColumnSort>('psi')
  const lines = useMemo(() => sortedColumns(columnLines(columns, levelsOf), by), [columns, levelsOf, by])
  const worst = sortedColumns(lines, 'psi')[0]
  const finding =
    worst === undefined || worst.psi === null
      ? t('overview.findingNone')
      : t('overview.finding', { column: worst.column, psi: metricText(worst.psi, 3) })
  const table = columnTable(lines, {
    heads: [...COLUMN_SORTS, 'values' as const].map((sort) => t(`overview.${sort}`)),
    kind: (kind) => t(`data:kind.${kind}`),
    share: (label, train, test) => t('overview.share', { label, train, test }),
    others: t('overview.others'),
  })
  return (
    <ChartFrame
      title={t('overview.title')}
      chart="C24"
      finding={finding}
      reading={t('overview.reading')}
      provenance={columns[0] === undefined ? {} : { rows: columns[0].rows }}
      table={table}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div style={{ overflowX: 'auto' }} role="group" tabIndex={0} aria-label={t('overview.title')}>
        <table className="sc-table">
          <thead>
            <tr>
              {COLUMN_SORTS.map((sort) => (
                <th
                  key={sort}
                  scope="col"
                  className={isText(sort) ? undefined : 'sc-number'}
                  aria-sort={sort === by ? (isText(sort) ? 'ascending' : 'descending') : 'none'}
                >
                  <button
                    type="button"
                    className="sc-sort"
                    aria-label={t('overview.sort', { column: t(`overview.${sort}`) })}
                    onClick={() => setBy(sort)}
                  >
                    {t(`overview.${sort}`)}
                    {sort === by ? ' ▾' : ''}
                  </button>
                </th>
              ))}
              <th scope="col">{t('overview.values')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.column} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </ChartFrame>
  )
}

const isText = (sort: ColumnSort): boolean => sort === 'column' || sort === 'kind'

function Line({ line }: { readonly line: ColumnLine }) {
  const { t } = useTranslation('passport')
  const three = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : metricText(value, 3)
  const flag = (isOn: boolean) =>
    isOn ? (
      <span className="sc-flag" role="img" aria-label={t('overview.flagged')}>
        ⚑{' '}
      </span>
    ) : null
  return (
    <tr data-column={line.column}>
      <th scope="row">{line.column}</th>
      <td>{t(`data:kind.${line.kind}`)}</td>
      <td className="sc-number">{shareText(line.missingShare)}</td>
      <td className="sc-number">{line.levels === null ? '–' : countText(line.levels)}</td>
      <td className="sc-number">
        {flag(line.isSkewed)}
        {three(line.psi)}
      </td>
      <td className="sc-number">
        {flag(line.isTied)}
        {three(line.nmi)}
      </td>
      <td className="sc-number" title={line.tie?.task}>
        {three(line.tie?.auc)}
      </td>
      <td>
        <SharesSpark column={line} />
      </td>
    </tr>
  )
}
