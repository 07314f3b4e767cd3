import { TagsInput, Textarea, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countText, metricText, signedText } from '../../../charts/format.ts'
import { settingsTable } from '../../../experiment/diff.ts'
import type { Selection } from '../../../run/comparison.ts'
import { gapText, hasChangedBackend } from '../../../run/interruption.ts'
import { isTrainedHere, type Run } from '../../../run/run.ts'
import { useActions } from '../../../store/hooks.ts'
import { RunFiles } from './RunFiles.tsx'
import type { RunRow } from './runs-view.ts'
import { spreadsOf } from './spread.ts'

interface RunDetailProps {
  readonly row: RunRow
  /** Runs of its group. */
  readonly group: readonly Run[]
  readonly baseline: readonly Run[]
}

/** A run opened: what is noted of it, what happened, where it stands among seeds, its settings, and files to take along. */
export function RunDetail({ row, group, baseline }: RunDetailProps) {
  const { t } = useTranslation('compare')
  const { run } = row
  const settings = useMemo(() => settingsTable([run.config]), [run.config])
  return (
    <div className="sc-detail" data-testid="run-detail">
      <section>
        <h3>{t('detail.notes')}</h3>
        <Notes row={row} />
        <RunFiles run={run} title={`${row.groupName}, seed ${run.config.seed}`} />
      </section>
      <section>
        <h3>{t('detail.events')}</h3>
        <Events run={run} />
        <h3>{t('detail.spreads')}</h3>
        <Spreads run={run} group={group} baseline={baseline} />
      </section>
      <section>
        <h3>{t('detail.settings')}</h3>
        <div style={{ maxHeight: 260, overflow: 'auto' }}>
          <table className="sc-table">
            <tbody>
              {settings.map(({ path, label, values }) => (
                <tr key={path}>
                  <th scope="row" className="sc-wrap" title={path}>
                    {label}
                  </th>
                  <td className="sc-clip" title={values[0] ?? undefined}>
                    {values[0]}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  )
}

function Notes({ row: { id, mark } }: { readonly row: RunRow }) {
  const { t } = useTranslation('compare')
  const { markRuns } = useActions()
  return (
    <>
      <TextInput
        size="xs"
        label={t('runs.name')}
        value={mark.name ?? ''}
        onChange={(event) => {
          const name = event.currentTarget.value
          markRuns([id], { name: name.trim() === '' ? null : name })
        }}
      />
      <TagsInput
        size="xs"
        label={t('runs.tags')}
        value={[...mark.tags]}
        onChange={(tags) => markRuns([id], { tags })}
      />
      <Textarea
        size="xs"
        label={t('runs.note')}
        autosize
        value={mark.note}
        onChange={(event) => markRuns([id], { note: event.currentTarget.value })}
      />
    </>
  )
}

/** What happened to it, in order. */
function Events({ run }: { readonly run: Run }) {
  const { t } = useTranslation('compare')
  const { status, report } = run
  const evaluations = Math.max(
    0,
    ...[...run.series.values()].map(({ key, length }) => (key.split === 'valid' ? length : 0)),
  )
  const told = [
    ...(isTrainedHere(run) ? [] : [t('event.fromArchive')]),
    ...(run.how === null
      ? []
      : [
          t('event.started', {
            how: run.how,
            parameters: countText(run.parameterCount ?? 0),
            steps: countText(run.totalSteps ?? 0),
          }),
        ]),
    ...(evaluations > 0 ? [t('event.evaluated', { count: evaluations })] : []),
    ...run.interruptions.map((one) =>
      t(`event.${one.cause}`, {
        step: countText(one.step),
        time: gapText(one),
        how: one.how,
        repeated: (one.repeated ?? 0).toFixed(1),
      }),
    ),
    ...(hasChangedBackend(run.interruptions) ? [t('event.changedBackend')] : []),
    ...(run.bestStep === null ? [] : [t('event.kept', { step: countText(run.bestStep) })]),
    ...(report === null
      ? []
      : [t('event.tested', { count: report.metrics.find(({ slice }) => slice === null)?.rows ?? 0 })]),
    ...(status.kind === 'failed' ? [t('event.failed', { detail: status.detail })] : []),
    ...(status.kind === 'ended'
      ? [
          t('event.ended', {
            reason: t(`runs.state.${status.reason}`),
            step: countText(status.step),
            seconds: (run.seconds ?? 0).toFixed(1),
          }),
        ]
      : []),
  ]
  return (
    <ol className="sc-events">
      {told.length === 0 ? (
        <li>{t('event.none')}</li>
      ) : (
        [...new Set(told)].map((text) => <li key={text}>{text}</li>)
      )}
    </ol>
  )
}

function Spreads({ run, group, baseline }: Omit<RunDetailProps, 'row'> & { readonly run: Run }) {
  const { t } = useTranslation('compare')
  const spreads = useMemo(() => spreadsOf(run, group, baseline), [run, group, baseline])
  if (spreads.length === 0) return <p className="sc-sub">{t('spread.none')}</p>
  const metricName = (metric: Selection['metric']): string => t(`metric.${metric}`)
  return (
    <table className="sc-table">
      <thead>
        <tr>
          <th scope="col">{t('spread.of')}</th>
          {(['value', 'mean', 'deviation', 'place', 'delta'] as const).map((key) => (
            <th key={key} scope="col" className="sc-number">
              {t(`spread.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {spreads.map((spread) => (
          <tr key={`${spread.task}|${spread.metric}`}>
            <th scope="row">
              {spread.task} {metricName(spread.metric)}
            </th>
            <td className="sc-number">{metricText(spread.value)}</td>
            <td className="sc-number">{metricText(spread.mean)}</td>
            <td className="sc-number">{spread.deviation === null ? '–' : metricText(spread.deviation)}</td>
            <td className="sc-number">{t('spread.among', { place: spread.place, seeds: spread.seeds })}</td>
            <td className="sc-number">{spread.delta === null ? '–' : signedText(spread.delta)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
