import { useTranslation } from 'react-i18next'
import { Bars } from '../../../charts/Bars.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { clusterColor } from '../../../charts/palette.ts'
import { DEAD_SHARE, type Occupancy } from '../view.ts'

interface OccupancyChartProps {
  readonly occupancy: Occupancy | null
  readonly provenance: ProvenanceFacts
}

/** C6: share of each cluster, largest first, against the uniform share. */
export function OccupancyChart({ occupancy, provenance }: OccupancyChartProps) {
  const { t } = useTranslation('user-clusters')
  const shares = occupancy?.shares ?? []
  const order = shares.map((_, cluster) => cluster).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0))
  const largest = shares[order[0] ?? 0] ?? 0
  const uniform = shares.length === 0 ? 0 : 1 / shares.length
  return (
    <ChartFrame
      chart="C6"
      title={t('occupancy.title')}
      finding={t('occupancy.finding', {
        effective: (occupancy?.effective ?? 0).toFixed(1),
        clusters: shares.length,
        largest: percentText(largest),
        softness: (occupancy?.softness ?? 0).toFixed(1),
      })}
      provenance={provenance}
      height={422}
      empty={occupancy === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('cluster'), t('map.share'), t('map.users')],
        rows: order.map((cluster) => [
          String(cluster + 1),
          percentText(shares[cluster] ?? 0, 1),
          countText(occupancy?.counts[cluster] ?? 0),
        ]),
      }}
    >
      <Bars
        max={Math.max(largest, uniform) * 1.08}
        mark={{ at: uniform, text: t('occupancy.uniform', { share: percentText(uniform, 1) }) }}
        rows={order.map((cluster) => {
          const share = shares[cluster] ?? 0
          const isDead = share < DEAD_SHARE
          return {
            key: String(cluster),
            name: `k${cluster + 1}`,
            value: share,
            color: clusterColor(cluster),
            isThin: isDead,
            text: (
              <>
                {percentText(share, 1)}{' '}
                <span className="sc-sub">
                  {isDead
                    ? t('occupancy.dead')
                    : t('occupancy.users', { count: occupancy?.counts[cluster] ?? 0 })}
                </span>
              </>
            ),
          }
        })}
      />
    </ChartFrame>
  )
}
