import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import type { PanelProps } from '../panel-props.ts'
import { FieldWeightsChart } from './panel/FieldWeightsChart.tsx'
import { SceneWeightsChart } from './panel/SceneWeightsChart.tsx'
import { ValueWeightsChart } from './panel/ValueWeightsChart.tsx'
import { seedBins } from './view/seeds.ts'
import {
  axisOf,
  binaryPriors,
  relative,
  splitters,
  type WeightScale,
  weightsByField,
  weightsOf,
} from './view.ts'

/** Weights by field, by value of a prior, by scene. */
export default function Panel({ config, run, peers, onSlice }: PanelProps<'prior-gate'>) {
  const { t } = useTranslation('prior-gate')
  const [scale, setScale] = useState<WeightScale>('relative')
  const axis = useMemo(() => axisOf(config), [config])
  const raw = useMemo(() => weightsOf(run), [run])
  const { observed } = run
  const priors = useMemo(() => (observed === null ? [] : binaryPriors(observed)), [observed])
  const rows = useMemo(
    () => (raw === null ? [] : weightsByField(raw, scale, axis, priors)),
    [raw, scale, axis, priors],
  )
  const shown = useMemo(() => (raw === null || scale === 'raw' ? raw : relative(raw)), [raw, scale])
  const hairlines = useMemo(() => seedBins(run, peers, scale, axis), [run, peers, scale, axis])
  const choices = useMemo(() => (observed === null ? [] : splitters(observed)), [observed])
  const step = run.snapshots.get('prior-gate/weights')?.step
  const provenance = {
    ...(raw === null ? {} : { observed: raw.rows }),
    seeds: [run.config.seed],
    ...(step === undefined ? {} : { step }),
  }
  if (!config.gate || config.position === 'hidden') {
    const reason = config.gate ? 'panel.hiddenOnly' : 'panel.gateOff'
    return (
      <ChartFrame title={t('fields.title')} height={160} empty={t(reason)}>
        {null}
      </ChartFrame>
    )
  }
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <FieldWeightsChart
        rows={rows}
        hairlines={hairlines}
        priors={priors}
        axis={axis}
        scale={scale}
        onScale={setScale}
        provenance={provenance}
      />
      <ValueWeightsChart
        shown={shown}
        splitters={choices}
        scale={scale}
        provenance={provenance}
        onSlice={onSlice}
      />
      <SceneWeightsChart shown={shown} observed={observed} axis={axis} provenance={provenance} />
    </div>
  )
}
