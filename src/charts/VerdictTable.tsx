import { useTranslation } from 'react-i18next'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Comparison, VerdictRow } from '../run/comparison.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { verdictFinding } from './findings.ts'
import { countText, halfText, metricText, percentText, signedText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import { IntervalAxis, IntervalCell } from './IntervalCell.tsx'
import { type IntervalScale, intervalScale } from './interval-scale.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { VerdictCell, VerdictSign } from './VerdictCell.tsx'
import { VERDICT_COLUMNS, verdictData } from './verdict-data.ts'

export interface VerdictGroup {
  readonly id: string
  readonly name: string
  readonly style: number
}
export interface VerdictTableProps {
  readonly groups: readonly VerdictGroup[]
  readonly comparison: Comparison
  readonly metric: 'auc' | 'gauc'
  /** Of the same task and slice on test; null where there is none. */
  readonly floor: SliceMetrics | null
  readonly oracle: SliceMetrics | null
  /** GAUC's left-out share of users. */
  readonly gaucExcluded: number | null
  /** Experiments that were read on this test split (V12). */
  readonly looks: number
  /** Why there is no value yet; absent: no run has finished. */
  readonly emptyText?: string | undefined
  readonly badges: readonly string[]
  readonly provenance: ProvenanceFacts
}

/** C2: what each module bought. Differences with intervals, and the verdict that they allow. */
export function VerdictTable(props: VerdictTableProps) {
  const { groups, comparison, metric, floor, oracle, gaucExcluded, looks, provenance } = props
  const { t } = useTranslation('charts')
  const scale = intervalScale(comparison)
  const rows = new Map(comparison.rows.map((row) => [row.groupId, row]))
  const hasValue = comparison.rows.some((row) => row.mean !== null)
  const notes = [
    ...(comparison.compared > 0 ? [t('verdict.holm', { count: comparison.compared })] : []),
    t('verdict.bars'),
    t('verdict.zone', { rope: metricText(comparison.rope, 3) }),
    ...(comparison.replicates === null ? [] : [t('verdict.replicates', { count: comparison.replicates })]),
    ...(comparison.adaptive === null ? [] : [t('verdict.adaptive', { count: comparison.adaptive.maxSeeds })]),
    ...(looks > 1 ? [t('verdict.looks', { count: looks })] : []),
  ]
  const found = verdictFinding(groups, comparison)
  return (
    <ChartFrame
      chart="C2"
      title={t('verdict.title')}
      finding={found === null ? null : t(found.key, found.params)}
      provenance={provenance}
      reading={notes.join(' · ')}
      badges={[...(comparison.adaptive === null ? [] : [t('verdict.adaptiveBadge')]), ...props.badges]}
      empty={hasValue ? null : (props.emptyText ?? t('verdict.empty'))}
      table={verdictData(
        groups,
        comparison,
        VERDICT_COLUMNS.map((column) => t(`verdict.data.${column}`, { metric: t(`metric.${metric}`) })),
        (state) => t(`verdict.state.${state}`),
        [
          ...(floor === null ? [] : [{ name: t('verdict.floor'), value: floor[metric] }]),
          ...(oracle === null ? [] : [{ name: t('verdict.oracle'), value: oracle[metric] }]),
        ],
      )}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('verdict.group')}</th>
            <th scope="col" className="sc-number">
              {t('verdict.level', { metric: t(`metric.${metric}`) })}
            </th>
            <th scope="col">
              <IntervalAxis scale={scale} label={t('verdict.interval')} />
            </th>
            <th scope="col" className="sc-number">
              {t('verdict.delta')}
            </th>
            <th scope="col" style={{ minWidth: 190 }}>
              {t('verdict.verdict')}
            </th>
            <th scope="col" className="sc-number" title={t('verdict.lowHelp')}>
              {t('verdict.low')}
            </th>
            <th scope="col" className="sc-number" title={t('verdict.costHelp')}>
              {t('verdict.cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const row = rows.get(group.id)
            return row === undefined ? null : (
              <GroupRow
                key={group.id}
                metric={metric}
                comparison={comparison}
                group={group}
                row={row}
                scale={scale}
                floor={floor?.[metric] ?? null}
              />
            )
          })}
          {floor !== null && <ReferenceRow name={t('verdict.floor')} metrics={floor} metric={metric} />}
          {oracle !== null && <ReferenceRow name={t('verdict.oracle')} metrics={oracle} metric={metric} />}
        </tbody>
      </table>
      {gaucExcluded !== null && (
        <p className="sc-sub">{t('verdict.gauc', { share: percentText(gaucExcluded) })}</p>
      )}
    </ChartFrame>
  )
}

interface GroupRowProps {
  readonly metric: 'auc' | 'gauc'
  readonly comparison: Comparison
  readonly group: VerdictGroup
  readonly row: VerdictRow
  readonly scale: IntervalScale
  readonly floor: number | null
}

function GroupRow({ group, row, scale, floor, metric, comparison }: GroupRowProps) {
  const { t } = useTranslation('charts')
  const isBelow = floor !== null && row.mean !== null && row.mean < floor
  return (
    <tr data-group={group.id} data-verdict={row.state}>
      <th scope="row" className="sc-group-cell">
        <GroupName name={group.name} style={group.style} />
        {isBelow && <span className="sc-badge sc-sub">{t('verdict.belowFloor')}</span>}
      </th>
      <td className="sc-number">
        {row.mean === null ? '–' : metricText(row.mean)}
        <div className="sc-sub">
          {row.meanHalf === null ? '' : `${halfText(row.meanHalf)} `}
          {t('verdict.seeds', { count: row.seeds })}
        </div>
      </td>
      <td>
        <IntervalCell row={row} scale={scale} style={group.style} />
      </td>
      <td className="sc-number">
        {row.delta === null || row.state === 'baseline' ? '–' : signedText(row.delta)}
        <div className="sc-sub">
          {row.delta === null || row.half === null
            ? ''
            : `[${signedText(row.delta - row.half)}, ${signedText(row.delta + row.half)}]`}
        </div>
      </td>
      <td>
        <VerdictCell row={row} metric={metric} comparison={comparison} />
      </td>
      <td className="sc-number" title={row.low === null ? undefined : t(`verdict.state.${row.low.state}`)}>
        {row.low === null ? '–' : signedText(row.low.delta)}
        {row.low !== null && <VerdictSign state={row.low.state} />}
        <div className="sc-sub">
          {row.low === null || row.low.half === null ? '' : halfText(row.low.half)}
        </div>
      </td>
      <td className="sc-number">
        {row.cost === null ? '–' : `${row.cost.toFixed(2)}×`}
        <div className="sc-sub">
          {row.parameterCount === null
            ? ''
            : t('verdict.parameters', { count: countText(row.parameterCount) })}
        </div>
      </td>
    </tr>
  )
}

interface ReferenceRowProps {
  readonly name: string
  readonly metrics: SliceMetrics
  readonly metric: 'auc' | 'gauc'
}

function ReferenceRow({ name, metrics, metric }: ReferenceRowProps) {
  const value = metrics[metric]
  return (
    <tr style={{ color: 'var(--sc-dim)' }}>
      <th scope="row" style={{ color: 'inherit', fontWeight: 400 }}>
        {name}
      </th>
      <td className="sc-number">{value === null ? '–' : metricText(value)}</td>
      <td colSpan={5} />
    </tr>
  )
}
