import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText, plainText, signedText } from '../../../charts/format.ts'
import { HexMap } from '../../../charts/HexMap.tsx'
import { ReliabilityPlot } from '../../../charts/ReliabilityPlot.tsx'
import type { RankQuestion } from '../../../core/ranking/question.ts'
import type { Region } from '../../../core/ranking/region.ts'
import type { TransitionAnswer } from '../../../core/ranking/transition.ts'
import { guaranteeOf } from '../../../modules/task-chain/view.ts'
import { Issues } from '../../../ui/Issues.tsx'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { type Part, PartPick } from '../slices/PartPick.tsx'
import { SliceSelect } from '../slices/SliceSelect.tsx'
import { usePart } from '../slices/use-part.ts'
import { useSliceChoice } from '../slices/use-slice-choice.ts'
import type { SlicePicking } from '../slices/use-slice-pick.ts'
import type { InsideSubject } from '../view.ts'
import { PartnerSelect } from './PartnerSelect.tsx'
import { useRanking } from './use-ranking.ts'
import { hexagonDigits, reliabilityPoints } from './view.ts'

interface TransitionProps {
  readonly subject: InsideSubject
  readonly partners: readonly InsideSubject[]
  readonly onPick: SlicePicking['pick']
}

const SIZE = 300

/** C20: p(later) against p(required), row by row, and the transition's own reliability. Only where a task requires another. */
export function Transition({ subject, partners, onPick }: TransitionProps) {
  const { t } = useTranslation(['ranking', 'task-chain'])
  const choice = useSliceChoice(subject.run)
  const { asked, textOf } = choice
  const { run } = subject
  const later = run.config.schema.tasks.flatMap(({ id, requires }) => (requires === null ? [] : [id]))
  const [wantedTask, setTask] = useState<string | null>(null)
  const task = wantedTask !== null && later.includes(wantedTask) ? wantedTask : (later[0] ?? '')
  const [partnerId, setPartner] = useState('')
  const partner = partners.find(({ group }) => group.id === partnerId) ?? null
  const question = useMemo<RankQuestion & { readonly kind: 'transition' }>(
    () => ({ kind: 'transition', task, ...asked }),
    [task, asked],
  )
  const { answer, isAsking, issues } = useRanking(run, partner?.run ?? null, 'transition', question)
  const [part, setPart] = usePart(answer)
  const isOwn = answer !== null && answer.task === task && answer.slice === asked.slice
  const parts = useParts(isOwn ? answer : null)
  const chain = run.config.modules['task-chain']
  const points = answer === null ? [] : reliabilityPoints(answer.reliability)
  const happened = (of: string): string => t('transition.probability', { task: of })
  return (
    <ChartFrame
      chart="C20"
      title={t('transition.title')}
      finding={t(`task-chain:panel.${chain === undefined ? 'free' : guaranteeOf(chain.coupling)}`)}
      provenance={{
        split: 'test',
        task: answer?.task ?? task,
        slice: textOf(answer === null ? choice.slice : answer.slice),
        rows: answer?.rows ?? 0,
        positives: answer?.positives ?? 0,
        seeds: [run.config.seed],
      }}
      badges={[t('transition.interval'), ...(isAsking ? [t('asking')] : [])]}
      empty={answer === null ? t(issues.length > 0 ? 'refused' : 'asking') : null}
      controls={
        <>
          <NativeSelect
            size="xs"
            aria-label={t('slope.task')}
            value={task}
            onChange={(event) => setTask(event.currentTarget.value)}
            data={later}
          />
          <PartnerSelect partners={partners} value={partnerId} onChange={setPartner} />
          <SliceSelect label={t('transition.slice')} choice={choice} />
          <PartPick label={t('transition.part')} {...{ parts, part, choice, onPick }} onChoose={setPart} />
        </>
      }
      table={{
        columns: [t('transition.predicted'), t('transition.observed'), t('trust.range'), t('trust.rows')],
        rows: (answer?.reliability ?? []).map(({ predicted, observed, low, high, rows }) => [
          metricText(predicted),
          metricText(observed),
          `${metricText(low, 3)}–${metricText(high, 3)}`,
          countText(rows),
        ]),
      }}
    >
      {issues.length > 0 && <Issues issues={issues} />}
      {answer !== null && (
        <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap', alignItems: 'flex-start' }}>
          <HexMap
            {...answer.map}
            xName={happened(answer.requires)}
            yName={happened(answer.task)}
            aboveName={t('transition.above')}
            size={SIZE}
            picked={part === null || part === OVER ? [] : [Number(part)]}
            onPick={(cell) => setPart(String(cell))}
          />
          <ReliabilityPlot
            points={points}
            others={[]}
            histogram={null}
            xName={t('transition.predicted')}
            yName={t('transition.observed')}
            residualName={t('trust.residual')}
            size={SIZE - 80}
          />
          <Violations answer={answer} partner={partner?.group.name ?? null} />
        </div>
      )}
    </ChartFrame>
  )
}

/** Value of the rows above the diagonal in the list of parts; a hexagon's is its place. */
const OVER = 'over'

/** What can be picked of the map: the rows above the diagonal, where there are some, and each hexagon, the fullest first. */
function useParts(answer: TransitionAnswer | null): readonly Part[] {
  const picks = usePickTexts()
  if (answer === null) return []
  const { task, requires, violations, map } = answer
  const part = (value: string, region: Region, name: string, count: number): Part => ({
    ...{ value, region, name },
    label: picks('part.rows', { what: name, count }),
  })
  const over = picks('part.violations', { task, requires })
  const digits = hexagonDigits(map)
  return [
    ...(violations.count === 0 ? [] : [part(OVER, { kind: 'violations', task }, over, violations.count)]),
    ...[...map.cells.entries()]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([cell, { x, y, count }]) => {
        const at = { task, requires, x: metricText(x, digits), y: metricText(y, digits) }
        return part(String(cell), { kind: 'hexagon', task, cell }, picks('part.hexagon', at), count)
      }),
  ]
}

function Violations({
  answer,
  partner,
}: {
  readonly answer: TransitionAnswer
  readonly partner: string | null
}) {
  const { t } = useTranslation('ranking')
  const { violations, rows, required, positives } = answer
  const { count, share, low, high, excess } = violations
  const lines: readonly (readonly [string, string])[] = [
    [t('transition.violations'), t('transition.countOf', { count, rows: countText(rows) })],
    [
      t('transition.share'),
      `${percentText(share, 2)} ${low === null || high === null ? '' : `[${percentText(low, 2)}, ${percentText(high, 2)}]`}`,
    ],
    [t('transition.excess'), excess === null ? '–' : plainText(excess)],
    [t('transition.required'), countText(required)],
    [t('transition.positives'), countText(positives)],
    ...(answer.partner === null
      ? []
      : [
          [t('transition.partner', { group: partner ?? '' }), percentText(answer.partner.share, 2)] as const,
          [
            t('transition.delta'),
            `${signedText(answer.partner.delta)} [${signedText(answer.partner.low ?? Number.NaN)}, ${signedText(answer.partner.high ?? Number.NaN)}]`,
          ] as const,
        ]),
  ]
  return (
    <table className="sc-table" style={{ width: 'auto' }}>
      <tbody>
        {lines.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="sc-number">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
