import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { differenceAxis } from '../../../charts/DeltaBar.tsx'
import { metricText, signedText } from '../../../charts/format.ts'
import type { HeldEffect, HoldAt, NeutraliseAnswer, QuestionOf } from '../../../core/inspect/question.ts'
import { isThin, LEAST_OF_CLASS } from '../../../core/metrics/thin.ts'
import { useWorkbench } from '../../../store/hooks.ts'
import { canBeAsked } from '../ranking/view.ts'
import { SliceSelect } from '../slices/SliceSelect.tsx'
import { useSliceChoice } from '../slices/use-slice-choice.ts'
import { useInspection } from '../use-inspection.ts'
import type { InsideSubject } from '../view.ts'
import { WeightsGone } from '../WeightsGone.tsx'
import { EffectTable } from './EffectTable.tsx'
import { orderedEffects, seedDeltas, toldOf } from './view.ts'

/** C14: what the weights alone are worth, without training: Δ AUC on test when some are held. */
export function Neutralise({ subject }: { readonly subject: InsideSubject }) {
  const { t } = useTranslation('inside')
  const { run } = subject
  const viewTask = useWorkbench((state) => state.view.task)
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const choice = useSliceChoice(run)
  const { asked, textOf } = choice
  const [wantedTask, setTask] = useState(viewTask)
  const [wantedAt, setAt] = useState<HoldAt>('one')
  const [ticked, setTicked] = useState<readonly string[]>([])
  const isHiddenOnly = run.config.modules['prior-gate']?.position === 'hidden'
  const at = isHiddenOnly ? 'one' : wantedAt
  const task = wantedTask !== null && tasks.includes(wantedTask) ? wantedTask : (tasks[0] ?? '')
  const able = canBeAsked(run)
  const question = useMemo<QuestionOf<'neutralise'> | null>(
    () => (able ? { kind: 'neutralise', task, ...asked, at, ticked } : null),
    [able, task, asked, at, ticked],
  )
  const { answer, isAsking, issues } = useInspection(run, 'neutralise', question)
  const effects = answer === null ? [] : orderedEffects(answer.effects)
  const nameOf = useEffectName(answer?.question.at ?? at)
  const finding = useFinding()
  const thin = answer !== null && isThin(answer)
  const seeds = useMemo(
    () => (answer === null ? [] : seedDeltas(subject.group.runs, run, answer.question)),
    [answer, subject, run],
  )
  if (issues.length > 0) return <WeightsGone title={t('neutralise.title')} run={run} issues={issues} />
  const rangeOf = ({ low, high }: HeldEffect): string =>
    low === null || high === null ? '–' : `[${signedText(low)}, ${signedText(high)}]`
  return (
    <ChartFrame
      chart="C14"
      title={t('neutralise.title')}
      finding={answer === null ? null : finding(answer)}
      provenance={{
        split: 'test',
        task: answer?.question.task ?? task,
        slice: textOf(answer === null ? choice.slice : answer.question.slice),
        ...(answer === null ? {} : { rows: answer.rows, positives: answer.positives, users: answer.users }),
        seeds: [run.config.seed],
      }}
      badges={[
        t('neutralise.interval'),
        ...(seeds.length > 0 ? [t('neutralise.seeds', { count: seeds.length })] : []),
        ...(thin ? [t('neutralise.thin', { least: LEAST_OF_CLASS })] : []),
        ...(isAsking ? [t('neutralise.asking')] : []),
      ]}
      empty={answer !== null ? null : able ? t('neutralise.asking') : t('neutralise.notEnded')}
      controls={
        <>
          <NativeSelect
            size="xs"
            aria-label={t('neutralise.task')}
            value={task}
            onChange={(event) => setTask(event.currentTarget.value)}
            data={tasks}
          />
          <SliceSelect label={t('neutralise.slice')} choice={choice} />
          {!isHiddenOnly && (
            <SegmentedControl
              size="xs"
              aria-label={t('neutralise.at')}
              value={at}
              onChange={(value) => setAt(value === 'mean' ? 'mean' : 'one')}
              data={[
                { value: 'one', label: t('neutralise.atOne') },
                { value: 'mean', label: t('neutralise.atMean') },
              ]}
            />
          )}
        </>
      }
      table={{
        columns: [t('neutralise.held'), 'Δ AUC', t('neutralise.range'), t('neutralise.auc')],
        rows: effects.map((effect) => [
          nameOf(effect),
          effect.delta === null ? '–' : signedText(effect.delta),
          rangeOf(effect),
          effect.auc === null ? '–' : metricText(effect.auc),
        ]),
      }}
    >
      <EffectTable
        effects={effects}
        axis={differenceAxis([...effects, ...seeds.map((delta) => ({ delta, low: null, high: null }))])}
        seeds={seeds}
        isThin={thin}
        nameOf={nameOf}
        rangeOf={rangeOf}
        ticked={ticked}
        onTick={(field, isOn) =>
          setTicked(isOn ? [...ticked, field] : ticked.filter((other) => other !== field))
        }
      />
    </ChartFrame>
  )
}

/** What all weights together are worth, as far as the rows tell. */
function useFinding(): (answer: NeutraliseAnswer) => string {
  const { t } = useTranslation('inside')
  return (answer) => {
    const all = answer.effects.find(({ what }) => what === 'all')
    const told = all === undefined ? 'none' : toldOf(all)
    if (all === undefined || told === 'none' || isThin(answer)) return t('neutralise.reading')
    return t(`neutralise.finding.${told}`, {
      delta: signedText(all.delta ?? 0),
      low: signedText(all.low ?? 0),
      high: signedText(all.high ?? 0),
    })
  }
}

/** What is held, in words. */
function useEffectName(at: HoldAt): (effect: HeldEffect) => string {
  const { t } = useTranslation('inside')
  return ({ what, fields }) => {
    switch (what) {
      case 'field':
        return fields[0]?.field ?? ''
      case 'ticked':
        return t('neutralise.together', { fields: fields.map(({ field }) => field).join(', ') })
      case 'all':
        return t(at === 'one' ? 'neutralise.allOne' : 'neutralise.allMean')
      default:
        return what satisfies never
    }
  }
}
