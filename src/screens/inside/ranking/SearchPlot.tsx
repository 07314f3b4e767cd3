import { NativeSelect } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, plainText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { TradeOffPlot } from '../../../charts/TradeOffPlot.tsx'
import type { SearchAnswer } from '../../../core/ranking/question.ts'
import { useMeasures } from './use-measures.ts'
import { type Measure, measureOf, searchPoints } from './view.ts'

interface SearchPlotProps {
  readonly answer: SearchAnswer | null
  readonly isAsking: boolean
  readonly tasks: readonly string[]
  readonly style: number
  readonly provenance: ProvenanceFacts
  readonly controls: ReactNode
}

const HEIGHT = 320

/** Weights drawn at random: chosen on validation, drawn by what they give on test. */
export function SearchPlot({ answer, isAsking, tasks, style, provenance, controls }: SearchPlotProps) {
  const { t } = useTranslation('ranking')
  const { options, nameOf } = useMeasures(tasks, answer?.trials[0]?.test.producer != null)
  const [x, setX] = useState<Measure>(`ndcg|${tasks[0]}`)
  const [y, setY] = useState<Measure>(`ndcg|${tasks[1]}`)
  const points = answer === null ? [] : searchPoints(answer, x, y)
  const best = answer === null || answer.best === null ? undefined : answer.trials[answer.best]
  const weightsText = (weights: readonly number[]): string => weights.map(plainText).join(' : ')
  const select = (label: string, value: Measure, set: (measure: Measure) => void) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      onChange={(event) =>
        set(options.find((one) => one.value === event.currentTarget.value)?.value ?? value)
      }
      data={[...options]}
    />
  )
  return (
    <>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
        {controls}
        {answer !== null && select(t('search.x'), x, setX)}
        {answer !== null && select(t('search.y'), y, setY)}
        {isAsking && <span className="sc-sub">{t('search.running')}</span>}
      </div>
      <ChartFrame
        chart="weight-search"
        title={t('search.title')}
        finding={
          best === undefined
            ? null
            : t('search.reading', {
                weights: weightsText(best.weights),
                utility: t(`search.${answer?.utility}`),
                value: metricText(best.utility ?? Number.NaN),
                lambda: answer?.fusion.lambda,
                count: answer?.fusion.places,
              })
        }
        provenance={provenance}
        badges={[t('search.legend')]}
        height={HEIGHT}
        empty={answer === null ? t('search.empty') : points.length === 0 ? t('search.none') : null}
        table={{
          columns: [t('search.weights'), t('search.onValid'), ...options.map(({ label }) => label)],
          rows: (answer?.trials ?? []).map((trial) => [
            weightsText(trial.weights),
            metricText(trial.utility ?? Number.NaN),
            ...options.map(({ value }) => metricText(measureOf(trial.test, value) ?? Number.NaN)),
          ]),
        }}
      >
        <TradeOffPlot
          points={points}
          joined={false}
          color={groupColor(style)}
          xName={nameOf(x)}
          yName={nameOf(y)}
          label={t('search.title')}
          height={HEIGHT}
        />
      </ChartFrame>
    </>
  )
}
