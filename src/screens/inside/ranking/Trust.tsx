import { NativeSelect, Switch } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../../charts/format.ts'
import { ReliabilityPlot } from '../../../charts/ReliabilityPlot.tsx'
import { LEAST_OF_CLASS } from '../../../core/metrics/thin.ts'
import type { RankQuestion } from '../../../core/ranking/question.ts'
import type { Reliability } from '../../../core/ranking/trust.ts'
import { Issues } from '../../../ui/Issues.tsx'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { type Part, PartPick } from '../slices/PartPick.tsx'
import { SliceSelect } from '../slices/SliceSelect.tsx'
import { usePart } from '../slices/use-part.ts'
import { useSliceChoice } from '../slices/use-slice-choice.ts'
import type { SlicePicking } from '../slices/use-slice-pick.ts'
import type { InsideSubject } from '../view.ts'
import { useRanking } from './use-ranking.ts'
import { reliabilityPoints } from './view.ts'

const SIZE = 320

interface TrustProps {
  readonly subject: InsideSubject
  readonly onPick: SlicePicking['pick']
}

/** C19: whether a probability can be believed, on all rows or on a scene or decile, and after an isotonic map. */
export function Trust({ subject, onPick }: TrustProps) {
  const { t } = useTranslation('ranking')
  const picks = usePickTexts()
  const { run } = subject
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const choice = useSliceChoice(run)
  const { asked, textOf } = choice
  const [wantedTask, setTask] = useState<string | null>(null)
  const [isMapped, setMapped] = useState(false)
  const task = wantedTask !== null && tasks.includes(wantedTask) ? wantedTask : (tasks[0] ?? '')
  const question = useMemo<RankQuestion & { readonly kind: 'calibration' }>(
    () => ({ kind: 'calibration', task, ...asked }),
    [task, asked],
  )
  const { answer, isAsking, issues } = useRanking(run, null, 'calibration', question)
  const points = answer === null ? [] : reliabilityPoints(answer.asIs.bins)
  const hasRows = answer !== null && answer.positives > 0
  const [part, setPart] = usePart(answer)
  const isOwn = answer !== null && answer.task === task && answer.slice === asked.slice
  const parts = (isOwn ? answer.asIs.bins : []).map(({ from, to, rows }, bin): Part => {
    const name = picks('part.reliability', { task, from: metricText(from), to: metricText(to) })
    return {
      value: String(bin),
      label: picks('part.rows', { what: name, count: rows }),
      region: { kind: 'reliability', task, bin },
      name,
    }
  })
  const shown = isMapped ? (answer?.isotonic ?? null) : null
  return (
    <ChartFrame
      chart="C19"
      title={t('trust.title')}
      finding={hasRows ? t('trust.reading') : null}
      provenance={{
        split: 'test',
        task: answer?.task ?? task,
        slice: textOf(answer === null ? choice.slice : answer.slice),
        rows: answer?.rows ?? 0,
        positives: answer?.positives ?? 0,
        seeds: [run.config.seed],
      }}
      badges={[
        t('trust.wilson'),
        ...(points.some(({ isThin }) => isThin) ? [t('trust.thin', { least: LEAST_OF_CLASS })] : []),
        ...(isAsking ? [t('asking')] : []),
      ]}
      empty={
        hasRows ? null : issues.length > 0 ? t('refused') : answer === null ? t('asking') : t('trust.none')
      }
      controls={
        <>
          <NativeSelect
            size="xs"
            aria-label={t('slope.task')}
            value={task}
            onChange={(event) => setTask(event.currentTarget.value)}
            data={tasks}
          />
          <SliceSelect label={t('trust.slice')} choice={choice} />
          <PartPick label={picks('part.bin')} {...{ parts, part, choice, onPick }} onChoose={setPart} />
          <Switch
            size="xs"
            label={t('trust.isotonic')}
            checked={isMapped}
            onChange={(event) => setMapped(event.currentTarget.checked)}
          />
        </>
      }
      table={{
        columns: [t('trust.predicted'), t('trust.observed'), t('trust.range'), t('trust.rows')],
        rows: (answer?.asIs.bins ?? []).map(({ predicted, observed, low, high, rows }) => [
          metricText(predicted),
          metricText(observed),
          `${metricText(low, 3)}–${metricText(high, 3)}`,
          countText(rows),
        ]),
      }}
    >
      {issues.length > 0 && <Issues issues={issues} />}
      <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <ReliabilityPlot
          points={points}
          others={shown?.bins ?? []}
          picked={part === null ? null : Number(part)}
          onPick={(bin) => setPart(String(bin))}
          histogram={answer?.histogram ?? null}
          xName={t('trust.predicted')}
          yName={t('trust.observed')}
          residualName={t('trust.residual')}
          size={SIZE}
        />
        {answer !== null && <Measures asIs={answer.asIs} isotonic={shown} />}
      </div>
    </ChartFrame>
  )
}

/** The same in numbers. */
function Measures({ asIs, isotonic }: { readonly asIs: Reliability; readonly isotonic: Reliability | null }) {
  const { t } = useTranslation('ranking')
  const columns = [
    { key: 'trust.asIs', of: asIs },
    ...(isotonic === null ? [] : [{ key: 'trust.mapped', of: isotonic }]),
  ]
  const text = (value: number | null, digits = 3): string =>
    value === null ? '–' : metricText(value, digits)
  const lines: readonly { readonly key: string; of(one: Reliability): string }[] = [
    { key: 'trust.calibration', of: ({ calibration }) => text(calibration) },
    {
      key: 'trust.ece',
      of: ({ error: { ece, low, high } }) =>
        low === null || high === null ? text(ece, 4) : `${text(ece, 4)} [${text(low, 4)}, ${text(high, 4)}]`,
    },
    { key: 'trust.perfect', of: ({ error }) => text(error.perfect, 4) },
    { key: 'trust.slope', of: ({ slope }) => text(slope) },
    { key: 'trust.intercept', of: ({ intercept }) => text(intercept) },
  ]
  return (
    <table className="sc-table" style={{ width: 'auto' }}>
      <thead>
        <tr>
          <td />
          {columns.map(({ key }) => (
            <th key={key} scope="col" className="sc-number">
              {t(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key}>
            <th scope="row">{t(line.key)}</th>
            {columns.map(({ key, of }) => (
              <td key={key} className="sc-number">
                {line.of(of)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
