import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import '../../charts/charts.css'
import { countText, halfText, metricText, signedText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import { IntervalAxis, IntervalCell } from '../../charts/IntervalCell.tsx'
import { intervalScale } from '../../charts/interval-scale.ts'
import { VerdictCell } from '../../charts/VerdictCell.tsx'
import type { Plan } from '../../experiment/plan.ts'
import { looksOf } from '../../experiment/plan.ts'
import { cellOf, claimedGroups } from '../../run/claimed-runs.ts'
import type { Claimed } from '../../run/claims.ts'
import { compareGroups } from '../../run/compare.ts'
import type { Selection } from '../../run/comparison.ts'
import type { Stamp } from '../../run/verify.ts'
import { GroupStamps } from './GroupStamps.tsx'
import { usePlanNames } from './use-plan-names.ts'

interface ClaimedTableProps {
  readonly plan: Plan
  readonly claimed: Claimed
  readonly view: {
    readonly task: string | null
    readonly slice: string | null
    readonly metric: 'auc' | 'gauc'
  } | null
  /** Numbers that were held against runs of this device; absent on a link that is only reviewed. */
  readonly stamps?: readonly Stamp[]
}

/** What a link claims, drawn hollow; the verdicts follow from the seeds' numbers by the rules of every comparison. */
export function ClaimedTable({ plan, claimed, view, stamps }: ClaimedTableProps) {
  const { t } = useTranslation('share')
  const { t: words } = useTranslation('charts')
  const names = usePlanNames(plan)
  const selection = useMemo(() => shownOf(claimed, view), [claimed, view])
  const comparison = useMemo(
    () =>
      selection === null
        ? null
        : compareGroups(claimedGroups(claimed.claims, plan), plan.groups[0]?.id ?? '', selection, {
            adaptive: looksOf(plan),
          }),
    [claimed, plan, selection],
  )
  if (selection === null || comparison === null) return null
  const { task, slice, metric } = selection
  const cell = cellOf(claimed.claims, selection)
  const scale = intervalScale(comparison)
  return (
    <figure className="sc-figure" style={{ overflowX: 'auto' }} data-testid="claimed">
      <figcaption className="sc-sub">
        {t('claimed.of', {
          metric: words(`metric.${metric}`),
          task,
          slice: slice ?? t('claimed.all'),
          rows: countText(cell?.rows ?? 0),
          users: countText(cell?.users ?? 0),
        })}
      </figcaption>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('review.group')}</th>
            <th scope="col" className="sc-number">
              {words('verdict.level', { metric: words(`metric.${metric}`) })}
            </th>
            <th scope="col">
              <IntervalAxis scale={scale} label={words('verdict.interval')} />
            </th>
            <th scope="col">{t('claimed.verdict')}</th>
            {stamps === undefined ? null : <th scope="col">{t('claimed.here')}</th>}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row, g) => (
            <tr key={row.groupId} data-verdict={row.state}>
              <th scope="row" className="sc-group-cell">
                <GroupName name={names[g]?.name ?? ''} style={names[g]?.group.style ?? 0} />
              </th>
              <td className="sc-number">
                {row.mean === null ? '–' : metricText(row.mean)}
                <div className="sc-sub">
                  {row.meanHalf === null ? '' : `${halfText(row.meanHalf)} `}
                  {words('verdict.seeds', { count: row.seeds })}
                </div>
              </td>
              <td>
                <IntervalCell row={row} scale={scale} style={names[g]?.group.style ?? 0} isClaimed />
                <div className="sc-sub">
                  {row.delta === null || row.half === null || row.state === 'baseline'
                    ? ''
                    : `${signedText(row.delta)} [${signedText(row.delta - row.half)}, ${signedText(row.delta + row.half)}]`}
                </div>
              </td>
              <td>
                <div className="sc-sub">{t('claimed.word')}</div>
                <VerdictCell row={row} metric={metric} comparison={comparison} />
              </td>
              {stamps === undefined ? null : (
                <td>
                  <GroupStamps stamps={stamps.filter((stamp) => stamp.group === g)} selection={selection} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

/** What the sender looked at, where the link has numbers of it; else its first. */
function shownOf({ claims: { cells } }: Claimed, view: ClaimedTableProps['view']): Selection | null {
  const wanted = cells.find(
    (cell) => cell.task === view?.task && cell.slice === view.slice && cell.metric === view.metric,
  )
  const cell = wanted ?? cells.find((one) => one.task === view?.task) ?? cells[0]
  return cell === undefined ? null : { task: cell.task, slice: cell.slice, metric: cell.metric }
}
