import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import { LineSwatch } from '../../../charts/LineSwatch.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { type Found, flowOf, type Range, stabilityOf } from '../view/stability.ts'
import { FlowTable } from './FlowTable.tsx'

interface StabilityChartProps {
  readonly runs: readonly Found[]
  readonly provenance: ProvenanceFacts
}

/** C7: agreement of every pair of runs; a pair shows where the users of one are in the other. */
export function StabilityChart({ runs, provenance }: StabilityChartProps) {
  const { t } = useTranslation('clusters')
  const stability = useMemo(() => stabilityOf(runs), [runs])
  const [picked, setPicked] = useState<readonly [number, number] | null>(null)
  const [from, to] = [runs[picked?.[0] ?? -1], runs[picked?.[1] ?? -1]]
  const flow = useMemo(() => (from === undefined || to === undefined ? null : flowOf(from, to)), [from, to])
  const runName = ({ peer }: Found): string =>
    t('stability.run', { group: peer.group, seed: peer.run.config.seed })
  const pairText = (i: number, j: number): string => {
    const pair = stability.pairs[i]?.[j]
    return pair === undefined || pair === null ? '–' : metricText(pair.ari, 2)
  }
  const span = (range: Range | null): string =>
    range === null
      ? '–'
      : t('stability.range', { low: metricText(range.low, 2), high: metricText(range.high, 2) })
  return (
    <ChartFrame
      chart="C7"
      title={t('stability.title')}
      finding={t('stability.finding', {
        within: span(stability.within),
        between: span(stability.between),
      })}
      provenance={{ ...provenance, seeds: [...new Set(runs.map(({ peer }) => peer.run.config.seed))] }}
      badges={[t('stability.notIndependent')]}
      empty={runs.length < 2 ? t('stability.needsTwo') : null}
      table={{
        columns: [
          t('stability.from'),
          t('stability.to'),
          t('stability.ari'),
          t('stability.ami'),
          t('stability.nmi'),
        ],
        rows: runs.flatMap((one, i) =>
          runs.slice(0, i).map((other, j) => {
            const pair = stability.pairs[i]?.[j] ?? null
            return [
              runName(one),
              runName(other),
              ...(['ari', 'ami', 'nmi'] as const).map((key) =>
                pair === null ? '–' : metricText(pair[key], 3),
              ),
            ]
          }),
        ),
      }}
    >
      <HeatTable
        corner={t('stability.ari')}
        columns={runs.map((one) => ({
          key: one.peer.run.id,
          name: (
            <span className="sc-name" style={{ gap: 4 }} title={runName(one)}>
              <LineSwatch style={one.peer.style} width={14} />
              {one.peer.run.config.seed}
            </span>
          ),
        }))}
        rows={runs.map((one, i) => ({
          key: one.peer.run.id,
          name: (
            <span className="sc-name">
              <LineSwatch style={one.peer.style} width={14} />
              {runName(one)}
            </span>
          ),
          cells: runs.map((_, j) => ({
            value: stability.pairs[i]?.[j]?.ari ?? null,
            text: pairText(i, j),
            isThin: false,
          })),
        }))}
        center={0}
        full={1}
        picked={picked}
        onPick={(row, column) => setPicked([row, column])}
      />
      {flow !== null && from !== undefined && to !== undefined ? (
        <FlowTable flow={flow} from={runName(from)} to={runName(to)} />
      ) : (
        <p className="sc-sub" style={{ margin: '8px 0 0' }}>
          {t('stability.pick')}
        </p>
      )}
    </ChartFrame>
  )
}
