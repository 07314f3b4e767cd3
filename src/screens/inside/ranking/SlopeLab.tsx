import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText, weightText } from '../../../charts/format.ts'
import { groupColor } from '../../../charts/palette.ts'
import { RatePlot } from '../../../charts/RatePlot.tsx'
import { axisOf } from '../../../charts/ticks.ts'
import type { RankQuestion, Rule, ScoreSlope } from '../../../core/ranking/question.ts'
import { SLOPE_BINS } from '../../../core/ranking/slope.ts'
import { Issues } from '../../../ui/Issues.tsx'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { type Part, PartPick } from '../slices/PartPick.tsx'
import { SliceSelect } from '../slices/SliceSelect.tsx'
import { usePart } from '../slices/use-part.ts'
import { useSliceChoice } from '../slices/use-slice-choice.ts'
import type { SlicePicking } from '../slices/use-slice-pick.ts'
import type { InsideSubject } from '../view.ts'
import { PartnerSelect } from './PartnerSelect.tsx'
import { SlopeTable } from './SlopeTable.tsx'
import { UpliftForest } from './UpliftForest.tsx'
import { useRanking } from './use-ranking.ts'
import { rulesIn, ruleText, slopeRows } from './view.ts'

interface SlopeLabProps {
  readonly subject: InsideSubject
  readonly partners: readonly InsideSubject[]
  readonly onPick: SlicePicking['pick']
}

const HEIGHT = 300

/** C18: the label against the rank of each score on the same rows of a slice, and what a rule still tells. */
export function SlopeLab({ subject, partners, onPick }: SlopeLabProps) {
  const { t } = useTranslation('ranking')
  const picks = usePickTexts()
  const { run, group } = subject
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const [wantedTask, setTask] = useState<string | null>(null)
  const task = wantedTask !== null && tasks.includes(wantedTask) ? wantedTask : (tasks[0] ?? '')
  const [rule, setRule] = useState<Rule | null>(null)
  const [partnerId, setPartner] = useState('')
  const partner = partners.find((one) => one.group.id === partnerId) ?? null
  const choice = useSliceChoice(run)
  const { asked, textOf } = choice
  const question = useMemo<RankQuestion & { readonly kind: 'slope' }>(
    () => ({ kind: 'slope', task, rule, ...asked }),
    [task, rule, asked],
  )
  const { answer, isAsking, issues } = useRanking(run, partner?.run ?? null, 'slope', question)
  const colorOf = (score: ScoreSlope['score']): string =>
    groupColor(score === 'partner' ? (partner?.group.style ?? group.style) : group.style)
  const nameOf = (score: ScoreSlope['score']): string =>
    score === 'model'
      ? group.name
      : score === 'partner'
        ? (partner?.group.name ?? t('slope.partnerGone'))
        : t('slope.lifted', {
            rule: answer?.rule == null ? '' : ruleText(answer.rule),
            lift: liftText(answer?.lift ?? 0),
          })
  const curves = (answer?.curves ?? []).filter(({ slope }) => slope !== null)
  const rates = curves.flatMap(({ slope }) => slope?.bins.flatMap(({ low, high }) => [low, high]) ?? [])
  const [part, setPart] = usePart(answer)
  const isOwn = answer !== null && answer.task === task && answer.slice === asked.slice
  const own = curves.find(({ score }) => score === 'model')?.slope?.bins ?? []
  const parts = (isOwn ? own : []).map(({ bin, rows: count }): Part => {
    const ends = { from: rankText(bin), to: rankText(bin + 1) }
    const name = picks('part.rank', { task, ...ends })
    return {
      value: String(bin),
      label: picks('part.rows', { what: name, count }),
      region: { kind: 'rank', task, bin },
      name,
    }
  })
  const slice = textOf(answer === null ? choice.slice : answer.slice)
  const rows = answer === null ? [] : slopeRows(answer)
  const rules = answer === null ? [] : rulesIn(answer)
  const empty = issues.length > 0 ? t('refused') : answer === null ? t('asking') : t('slope.empty')
  return (
    <>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        <NativeSelect
          size="xs"
          aria-label={t('slope.task')}
          value={task}
          onChange={(event) => setTask(event.currentTarget.value)}
          data={tasks}
        />
        <NativeSelect
          size="xs"
          aria-label={t('slope.rule')}
          value={answer?.rule == null ? '' : ruleText(answer.rule)}
          disabled={rules.length === 0}
          onChange={(event) =>
            setRule(rules.find((one) => ruleText(one) === event.currentTarget.value) ?? null)
          }
          data={rules.length === 0 ? [{ value: '', label: t('slope.noPrior') }] : rules.map(ruleText)}
        />
        <PartnerSelect partners={partners} value={partnerId} onChange={setPartner} />
        <SliceSelect label={t('slope.slice')} choice={choice} />
      </div>
      {issues.length > 0 && <Issues issues={issues} />}
      <ChartFrame
        chart="C18"
        title={t('slope.title')}
        finding={t('slope.reading')}
        height={HEIGHT}
        empty={curves.length > 0 ? null : empty}
        badges={[t('slope.wilson'), ...(isAsking ? [t('asking')] : [])]}
        provenance={{
          split: 'test',
          task: answer?.task ?? task,
          slice,
          rows: answer?.rows ?? 0,
          positives: answer?.positives ?? 0,
          seeds: [run.config.seed],
        }}
        controls={
          <PartPick label={picks('part.bin')} {...{ parts, part, choice, onPick }} onChoose={setPart} />
        }
        table={{
          columns: [t('slope.rank'), ...curves.map(({ score }) => nameOf(score))],
          rows: (curves[0]?.slope?.bins ?? []).map(({ centre }) => [
            metricText(centre, 3),
            ...curves.map(({ slope }) => {
              const bin = slope?.bins.find((one) => one.centre === centre)
              return bin === undefined ? '–' : `${metricText(bin.rate, 3)} (${countText(bin.rows)})`
            }),
          ]),
        }}
      >
        <RatePlot
          curves={curves.map(({ score, slope }) => ({
            key: score,
            name: nameOf(score),
            value: `β ${metricText(slope?.slope ?? 0, 3)}`,
            color: colorOf(score),
            dash: score === 'rule' ? '5 4' : '',
            points:
              slope?.bins.map(({ centre, rate, low, high }) => ({ x: centre, y: rate, low, high })) ?? [],
          }))}
          axis={axisOf([0, ...rates], 5, 0.01)}
          yName={t('slope.rate')}
          xName={t('slope.rank')}
          height={HEIGHT}
          picked={own.find(({ bin }) => String(bin) === part)?.centre ?? null}
          onPick={(x) => setPart(String(own.find(({ centre }) => centre === x)?.bin ?? ''))}
          tip={(x) => (
            <>
              {t('slope.at', { rank: metricText(x, 3) })}
              {curves.map(({ score, slope }) => {
                const bin = slope?.bins.find((one) => one.centre === x)
                return bin === undefined ? null : (
                  <div key={score} className="sc-tip-row">
                    {nameOf(score)} <strong>{percentText(bin.rate, 1)}</strong>
                  </div>
                )
              })}
            </>
          )}
        />
      </ChartFrame>
      {answer !== null && rows.length > 0 && (
        <SlopeTable answer={answer} rows={rows} slice={slice} nameOf={nameOf} />
      )}
      {answer !== null && <UpliftForest answer={answer} slice={slice} nameOf={nameOf} colorOf={colorOf} />}
    </>
  )
}

/** Where a bin of rank begins: `.95`. */
const rankText = (bin: number): string => metricText(bin / SLOPE_BINS, 2)

/** `+ .5`, `− .3`: what is added to a logit. */
const liftText = (lift: number): string => `${lift < 0 ? '−' : '+'} ${weightText(Math.abs(lift))}`
