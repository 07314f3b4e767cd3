import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PanelProps } from '../panel-props.ts'
import { ClusterMapChart } from './panel/ClusterMapChart.tsx'
import { CompositionChart } from './panel/CompositionChart.tsx'
import { MotionChart } from './panel/MotionChart.tsx'
import { OccupancyChart } from './panel/OccupancyChart.tsx'
import { QualityTable } from './panel/QualityTable.tsx'
import { WritesChart } from './panel/WritesChart.tsx'
import { diagnosticsOf, motionOf, writesOf } from './view/diagnostics.ts'
import { clusterMapOf, composition, occupancyOf } from './view.ts'

/** Map, occupancy, composition by activity, figures, movement over training, and what a rule writes. */
export default function Panel({ config, run }: PanelProps<'user-clusters'>) {
  const { t } = useTranslation('user-clusters')
  const occupancy = useMemo(() => occupancyOf(run), [run])
  const diagnostics = useMemo(() => diagnosticsOf(run), [run])
  const map = useMemo(() => clusterMapOf(run), [run])
  const deciles = run.observed?.deciles ?? null
  const mix = useMemo(
    () =>
      occupancy === null || deciles === null
        ? null
        : composition(occupancy.assigned, deciles, occupancy.shares.length),
    [occupancy, deciles],
  )
  const step = run.snapshots.get('user-clusters/assignment')?.step
  const provenance = {
    ...(occupancy === null ? {} : { observed: occupancy.users }),
    seeds: [run.config.seed],
    ...(step === undefined ? {} : { step }),
  }
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      {config.shuffleInput && (
        <p role="note" style={{ margin: 0 }}>
          {t('panel.shuffled')}
        </p>
      )}
      {config.randomFrozen && (
        <p role="note" style={{ margin: 0 }}>
          {t('panel.frozen')}
        </p>
      )}
      <div
        style={{
          display: 'grid',
          gap: 14,
          gridTemplateColumns: 'repeat(auto-fit, minmax(420px, 1fr))',
        }}
      >
        <ClusterMapChart map={map} occupancy={occupancy} deciles={deciles} provenance={provenance} />
        <OccupancyChart occupancy={occupancy} provenance={provenance} />
      </div>
      <CompositionChart composition={mix} provenance={provenance} />
      <QualityTable diagnostics={diagnostics} provenance={provenance} />
      <MotionChart motion={motionOf(run)} provenance={provenance} />
      <WritesChart writes={writesOf(run)} isRuled={config.mode !== 'e2e'} provenance={provenance} />
    </div>
  )
}
