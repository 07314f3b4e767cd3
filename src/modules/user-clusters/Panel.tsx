import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PanelProps } from '../panel-props.ts'
import { ClusterMapChart } from './panel/ClusterMapChart.tsx'
import { CompositionChart } from './panel/CompositionChart.tsx'
import { MotionChart } from './panel/MotionChart.tsx'
import { OccupancyChart } from './panel/OccupancyChart.tsx'
import { QualityTable } from './panel/QualityTable.tsx'
import { SettlingChart } from './panel/SettlingChart.tsx'
import { StabilityChart } from './panel/StabilityChart.tsx'
import { useClusterPick } from './panel/use-cluster-pick.ts'
import { useSteadyPeers } from './panel/use-steady-peers.ts'
import { WritesChart } from './panel/WritesChart.tsx'
import { diagnosticsOf, motionOf } from './view/diagnostics.ts'
import { clusteringOf, referenceOf } from './view/identity.ts'
import { matesOf } from './view/occupancy.ts'
import { foundRuns, settlingOf } from './view/stability.ts'
import { writesOf } from './view/writes.ts'

/** Map, occupancy, composition by activity, stability, figures, movement over training, and what a rule writes. */
export default function Panel({ config, run: latest, peers: all, onSlice }: PanelProps<'user-clusters'>) {
  const { t } = useTranslation('clusters')
  const peers = useSteadyPeers(all)
  const run = peers.find((peer) => peer.run.id === latest.id)?.run ?? latest
  const reference = useMemo(() => referenceOf(run, peers), [run, peers])
  const clustering = useMemo(() => clusteringOf(run, reference), [run, reference])
  const pick = useClusterPick(clustering, onSlice)
  const mates = useMemo(() => matesOf(run, peers), [run, peers])
  const ofMates = useMemo(
    () => mates.flatMap((mate) => clusteringOf(mate.run, reference) ?? []),
    [mates, reference],
  )
  const found = useMemo(() => foundRuns(peers, reference), [peers, reference])
  const settling = useMemo(() => settlingOf(run), [run])
  const diagnostics = useMemo(() => diagnosticsOf(run), [run])
  const step = run.snapshots.get('user-clusters/assignment')?.step
  const provenance = {
    ...(clustering === null ? {} : { observed: clustering.occupancy.users }),
    seeds: [run.config.seed],
    ...(step === undefined ? {} : { step }),
  }
  return (
    <div style={{ display: 'grid', gap: 14, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      {(['shuffleInput', 'randomFrozen'] as const).map(
        (control) =>
          config[control] && (
            <p key={control} role="note" style={{ margin: 0 }}>
              {t(`panel.${control}`)}
            </p>
          ),
      )}
      {reference !== null && (
        <p className="sc-sub" style={{ margin: 0 }}>
          {t('panel.reference', { group: reference.peer.group, seed: reference.peer.run.config.seed })}
        </p>
      )}
      <div
        style={{
          display: 'grid',
          gap: 14,
          gridTemplateColumns: 'repeat(auto-fit, minmax(420px, 1fr))',
        }}
      >
        <ClusterMapChart
          run={run}
          reference={reference}
          mates={mates}
          provenance={provenance}
          onSlice={pick}
        />
        <OccupancyChart clustering={clustering} mates={ofMates} provenance={provenance} onSlice={pick} />
      </div>
      <CompositionChart
        clustering={clustering}
        observed={run.observed}
        provenance={provenance}
        onSlice={pick}
      />
      <StabilityChart runs={found} provenance={provenance} />
      <SettlingChart settling={settling} provenance={provenance} />
      <QualityTable diagnostics={diagnostics} provenance={provenance} />
      <MotionChart motion={motionOf(run)} provenance={provenance} />
      <WritesChart
        writes={clustering === null ? null : writesOf(run, clustering)}
        isRuled={config.mode !== 'e2e'}
        provenance={provenance}
      />
    </div>
  )
}
