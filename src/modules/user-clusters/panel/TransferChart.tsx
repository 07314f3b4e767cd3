import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, signedText } from '../../../charts/format.ts'
import { IntervalScatter } from '../../../charts/IntervalScatter.tsx'
import { axisOf } from '../../../charts/ticks.ts'
import type { TransferAnswer } from '../../../core/ranking/question.ts'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import type { PanelProps } from '../../panel-props.ts'
import { clusteringOf, referenceOf } from '../view/identity.ts'
import { type TransferLine, type TransferView, transferView } from '../view/transfer.ts'
import { appearanceOf, useClusterName } from './appearance.ts'
import { type TransferSort, TransferTable } from './TransferTable.tsx'
import { useClusterPick } from './use-cluster-pick.ts'
import { useSteadyPeers } from './use-steady-peers.ts'

export interface TransferChartProps {
  readonly run: Run
  readonly peers: readonly Peer[]
  readonly answer: TransferAnswer | null
  /** Why there is no answer; null while one is shown. */
  readonly empty: string | null
  /** Seed of the run without clusters. */
  readonly otherSeed: number | null
  readonly controls: ReactNode
  readonly onSlice: PanelProps<'user-clusters'>['onSlice']
}

/** C23: what low-activity users of each cluster gained, beside how far the cluster bridges activity. */
export function TransferChart(props: TransferChartProps) {
  const { run, answer, empty, otherSeed, controls } = props
  const peers = useSteadyPeers(props.peers)
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const [sort, setSort] = useState<TransferSort>('bridge')
  const clustering = useMemo(() => clusteringOf(run, referenceOf(run, peers)), [run, peers])
  const deciles = run.observed?.deciles ?? null
  const pickCluster = useClusterPick(clustering, props.onSlice)
  const view = useMemo(
    () =>
      answer === null || clustering === null || deciles === null
        ? null
        : transferView(answer, clustering, deciles),
    [answer, clustering, deciles],
  )
  const lines = useMemo(() => sorted(view?.lines ?? [], sort), [view, sort])
  const drawn = lines.filter((line) => line.delta !== null)
  const missing = empty ?? (view === null ? t('panel.notRecorded') : null)
  const seeds = otherSeed === null || otherSeed === run.config.seed ? [] : [otherSeed]
  return (
    <ChartFrame
      chart="C23"
      title={t('transfer.title')}
      finding={view === null ? null : findingOf(view)}
      provenance={{
        split: 'test',
        seeds: [run.config.seed, ...seeds],
        ...(answer === null
          ? {}
          : {
              task: answer.task,
              slice: t('transfer.slice'),
              rows: answer.all.rows,
              positives: answer.all.positives,
              users: answer.all.users,
            }),
      }}
      badges={[t('transfer.unadjusted'), ...(lines.some(({ isThin }) => isThin) ? [t('transfer.thin')] : [])]}
      empty={missing ?? (lines.length === 0 ? t('transfer.noLow') : null)}
      controls={controls}
      table={{
        columns: [
          t('cluster'),
          t('composition.bridge'),
          t('transfer.members'),
          t('transfer.positives'),
          t('transfer.delta'),
          t('transfer.low'),
          t('transfer.high'),
        ],
        rows: lines.map(({ name, bridge, users, positives, delta, low, high }) => [
          nameOf(name),
          metricText(bridge, 3),
          countText(users),
          countText(positives),
          ...[delta, low, high].map((value) => (value === null ? '–' : signedText(value))),
        ]),
      }}
    >
      <div
        style={{
          display: 'grid',
          gap: 20,
          gridTemplateColumns: 'repeat(auto-fit, minmax(420px, 1fr))',
          alignItems: 'start',
        }}
      >
        <IntervalScatter
          points={drawn.map((line) => ({
            key: line.name.key,
            x: line.bridge,
            y: line.delta ?? 0,
            low: line.low,
            high: line.high,
            color: appearanceOf(line.name).color,
            label: nameOf(line.name),
            isThin: line.isThin,
          }))}
          xDomain={axisOf([1, ...drawn.map(({ bridge }) => bridge)], 4, 0.05).domain}
          xName={t('transfer.bridge')}
          yName={t('transfer.delta')}
          mark={
            view === null || view.all.delta === null || view.all.isThin
              ? null
              : { at: view.all.delta, text: t('transfer.allMark') }
          }
          label={t('transfer.title')}
          height={320}
        />
        {view !== null && (
          <TransferTable
            lines={lines}
            all={view.all}
            sort={sort}
            onSort={setSort}
            onPick={pickCluster === null ? null : ({ name }) => pickCluster(name.key)}
          />
        )}
      </div>
    </ChartFrame>
  )

  function findingOf({ all, read, apart }: TransferView): string {
    if (all.isThin || all.delta === null || all.low === null || all.high === null)
      return t('transfer.findingThin')
    const total = { delta: signedText(all.delta), low: signedText(all.low), high: signedText(all.high) }
    if (read === 0) return t('transfer.findingAll', total)
    return t('transfer.finding', {
      ...total,
      read,
      apart,
      chance: metricText(read * 0.05, 1),
    })
  }
}

function sorted(lines: readonly TransferLine[], sort: TransferSort): readonly TransferLine[] {
  if (sort === 'bridge') return lines
  const value = ({ delta, isThin }: TransferLine): number =>
    delta === null || isThin ? Number.NEGATIVE_INFINITY : delta
  return [...lines].sort((a, b) => value(b) - value(a) || b.bridge - a.bridge)
}
