import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Curve } from '../core/metrics/slice-metrics.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { rocFinding } from './findings.ts'
import { metricText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { isSame } from './same.ts'
import { UNIT_HEIGHT, type UnitGroup, UnitPlot } from './UnitPlot.tsx'
import { unitData } from './unit-data.ts'

interface RocChartProps {
  readonly groups: readonly UnitGroup[]
  readonly floor: Curve | null
  readonly oracle: Curve | null
  readonly provenance: ProvenanceFacts
}

/** C3: where on the curve the gain is. */
export const RocChart = memo(Drawn, isSame)

function Drawn({ groups, floor, oracle, provenance }: RocChartProps) {
  const { t } = useTranslation('charts')
  const found = rocFinding(groups, floor, provenance)
  return (
    <ChartFrame
      chart="C3"
      title={t('roc.title')}
      finding={found === null ? null : t(found.key, found.params)}
      reading={t('roc.reading')}
      provenance={provenance}
      height={UNIT_HEIGHT}
      empty={groups.length > 0 ? null : t('frame.noData')}
      table={unitData(t, groups, t('roc.fpr'), (x) => metricText(x, 3))}
    >
      <UnitPlot
        groups={groups}
        floor={floor}
        oracle={oracle}
        chance={[0, 1]}
        chanceName={t('roc.chance')}
        xName={t('roc.fpr')}
        yName={t('roc.tpr')}
        valueName={t('metric.auc')}
      />
    </ChartFrame>
  )
}
