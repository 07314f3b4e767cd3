import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PanelProps } from '../panel-props.ts'
import { ClusterMapChart } from './panel/ClusterMapChart.tsx'
import { CompositionChart } from './panel/CompositionChart.tsx'
import { OccupancyChart } from './panel/OccupancyChart.tsx'
import { clusterMapOf, composition, occupancyOf } from './view.ts'

/** Map, composition by activity, occupancy. */
export default function Panel({ config, run }: PanelProps<'user-clusters'>) {
  const { t } = useTranslation('user-clusters')
  const occupancy = useMemo(() => occupancyOf(run), [run])
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
    </div>
  )
}
