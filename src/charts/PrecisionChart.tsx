import { useTranslation } from 'react-i18next'
import type { Curve } from '../core/metrics/slice-metrics.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { metricText, percentText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { UNIT_HEIGHT, type UnitGroup, UnitPlot } from './UnitPlot.tsx'
import { unitData } from './unit-data.ts'

interface PrecisionChartProps {
  readonly groups: readonly UnitGroup[]
  readonly floor: Curve | null
  readonly oracle: Curve | null
  /** Share of positives; null before a run was tested. */
  readonly prevalence: number | null
  readonly provenance: ProvenanceFacts
}

/** C3's other half: how many of those that are taken up are right. */
export function PrecisionChart({ groups, floor, oracle, prevalence, provenance }: PrecisionChartProps) {
  const { t } = useTranslation('charts')
  const reason = prevalence === 0 ? t('pr.noPositives') : t('frame.noData')
  return (
    <ChartFrame
      chart="C3-pr"
      title={t('pr.title')}
      reading={t('pr.reading')}
      provenance={provenance}
      height={UNIT_HEIGHT}
      empty={groups.length > 0 ? null : reason}
      table={unitData(t, groups, t('pr.recall'), (x) => metricText(x, 3))}
    >
      <UnitPlot
        groups={groups}
        floor={floor}
        oracle={oracle}
        chance={prevalence === null ? null : [prevalence, prevalence]}
        chanceName={t('pr.prevalence', { share: percentText(prevalence ?? 0, 1) })}
        xName={t('pr.recall')}
        yName={t('pr.precision')}
        valueName={t('pr.average')}
      />
    </ChartFrame>
  )
}
