import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { plainText, signedText } from '../../../charts/format.ts'
import { PlanePlot } from '../../../charts/PlanePlot.tsx'
import { groupColor } from '../../../charts/palette.ts'
import type { Peer } from '../../../run/peers.ts'
import { lambdaPlane, type PlaneRun } from './separation.ts'

/** Δ AUC of full colour. */
const FULL = 0.02

interface LambdaPlaneProps {
  readonly peers: readonly Peer[]
  readonly task: string
}

/** C8: every run of the comparison by how compact and how separate its clusters are, filled by what that gave on test. */
export function LambdaPlane({ peers, task }: LambdaPlaneProps) {
  const { t } = useTranslation('inside')
  const { runs, front } = useMemo(() => lambdaPlane(peers, task), [peers, task])
  const deltaText = ({ delta }: PlaneRun): string => (delta === null ? '–' : signedText(delta))
  const nameOf = ({ peer }: PlaneRun): string =>
    t('plane.run', { group: peer.group, seed: peer.run.config.seed })
  return (
    <ChartFrame
      chart="C8-plane"
      title={t('plane.title')}
      finding={t('plane.reading')}
      provenance={{ split: 'test', task, seeds: [...new Set(runs.map(({ peer }) => peer.run.config.seed))] }}
      empty={runs.length === 0 ? t('plane.empty') : null}
      table={{
        columns: [t('plane.name'), t('intra.intra'), t('intra.covariance'), t('plane.delta')],
        rows: runs.map((one) => [nameOf(one), plainText(one.intra), plainText(one.inter), deltaText(one)]),
      }}
    >
      <PlanePlot
        points={runs.map((one) => ({
          key: one.peer.run.id,
          x: one.intra,
          y: one.inter,
          color: groupColor(one.peer.style),
          fill: one.delta,
          text: t('plane.point', {
            name: nameOf(one),
            ...{ intra: plainText(one.intra), inter: plainText(one.inter), delta: deltaText(one) },
          }),
        }))}
        front={front}
        full={FULL}
        xName={t('intra.intra')}
        yName={t('intra.covariance')}
        label={t('plane.title')}
        height={260}
      />
    </ChartFrame>
  )
}
