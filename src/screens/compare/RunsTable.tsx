import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import type { Selection } from '../../run/comparison.ts'
import type { Run } from '../../run/run.ts'
import { metricsOf, type NamedGroup } from './view.ts'

interface RunsTableProps {
  readonly groups: readonly NamedGroup[]
  readonly selection: Selection
}

/** Every run of the comparison, the ones that stopped or diverged included. */
export function RunsTable({ groups, selection }: RunsTableProps) {
  const { t } = useTranslation('compare')
  const { task, slice, metric } = selection
  const whole = (value: number | null): string => (value === null ? '–' : countText(value))
  return (
    <ChartFrame chart="runs" title={t('runs.title')}>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('runs.group')}</th>
            <th scope="col" className="sc-number">
              {t('runs.seed')}
            </th>
            <th scope="col">{t('runs.status')}</th>
            {(['steps', 'best'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`runs.${key}`)}
              </th>
            ))}
            <th scope="col" className="sc-number">
              {t('runs.metric', { metric: t(`metric.${metric}`) })}
            </th>
            {(['parameters', 'seconds', 'speed'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`runs.${key}`)}
              </th>
            ))}
            <th scope="col">{t('runs.how')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.flatMap((group) =>
            group.runs.map((run) => {
              const value = metricsOf(run.report?.metrics, 'test', task, slice)?.[metric] ?? null
              return (
                <tr key={`${group.id}|${run.config.seed}`} data-status={run.status.kind}>
                  <th scope="row" className="sc-group-cell">
                    <GroupName name={group.name} style={group.style} />
                  </th>
                  <td className="sc-number">{run.config.seed}</td>
                  <td title={run.status.kind === 'failed' ? run.status.detail : undefined}>
                    {t(`runs.state.${statusOf(run)}`)}
                  </td>
                  <td className="sc-number">{stepOf(run)}</td>
                  <td className="sc-number">{whole(run.bestStep)}</td>
                  <td className="sc-number">{value === null ? '–' : metricText(value)}</td>
                  <td className="sc-number">{whole(run.parameterCount)}</td>
                  <td className="sc-number">{run.seconds === null ? '–' : run.seconds.toFixed(1)}</td>
                  <td className="sc-number">{whole(run.rowsPerSecond)}</td>
                  <td style={{ whiteSpace: 'nowrap' }}>{run.how ?? '–'}</td>
                </tr>
              )
            }),
          )}
        </tbody>
      </table>
    </ChartFrame>
  )
}

const statusOf = ({ status }: Run): string => (status.kind === 'ended' ? status.reason : status.kind)

function stepOf({ status, totalSteps }: Run): string {
  const total = totalSteps === null ? '' : ` / ${countText(totalSteps)}`
  switch (status.kind) {
    case 'queued':
    case 'failed':
      return '–'
    case 'running':
    case 'paused':
    case 'ended':
      return `${countText(status.step)}${total}`
    default:
      return status satisfies never
  }
}
