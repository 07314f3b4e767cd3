import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { TradeOffPlot } from '../../../charts/TradeOffPlot.tsx'
import type { SweepAnswer } from '../../../core/ranking/question.ts'
import { useMeasures } from './use-measures.ts'
import { type Measure, measureOf, sweepPoints } from './view.ts'

interface SweepPlotProps {
  readonly answer: SweepAnswer
  readonly style: number
  readonly provenance: ProvenanceFacts
}

const HEIGHT = 280

/** The price of spreading exposure: from no penalty to the largest. */
export function SweepPlot({ answer, style, provenance }: SweepPlotProps) {
  const { t } = useTranslation('ranking')
  const tasks = answer.points[0]?.axes.consumer.tasks.map(({ task }) => task) ?? []
  const { options, nameOf } = useMeasures(tasks, false)
  const [wanted, setWanted] = useState<Measure | null>(null)
  const measure = options.find(({ value }) => value === wanted)?.value ?? options[0]?.value ?? 'gini'
  const points = sweepPoints(answer, measure)
  return (
    <ChartFrame
      chart="exposure"
      title={t('sweep.title')}
      finding={t('sweep.reading')}
      provenance={provenance}
      height={HEIGHT}
      empty={points.length > 0 ? null : t('axes.noHosts')}
      controls={
        <NativeSelect
          size="xs"
          aria-label={t('search.y')}
          value={measure}
          onChange={(event) =>
            setWanted(options.find(({ value }) => value === event.currentTarget.value)?.value ?? null)
          }
          data={[...options]}
        />
      }
      table={{
        columns: ['λ', t('measure.gini'), ...options.map(({ label }) => label)],
        rows: answer.points.map(({ lambda, axes }) => [
          String(lambda),
          metricText(axes.producer?.gini ?? Number.NaN, 4),
          ...options.map(({ value }) => metricText(measureOf(axes, value) ?? Number.NaN, 4)),
        ]),
      }}
    >
      <TradeOffPlot
        points={points}
        joined
        color={groupColor(style)}
        xName={nameOf('gini')}
        yName={nameOf(measure)}
        label={t('sweep.title')}
        height={HEIGHT}
      />
    </ChartFrame>
  )
}
