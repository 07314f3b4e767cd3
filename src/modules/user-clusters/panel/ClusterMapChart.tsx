import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { clusterColor, clusterMarker, decileColor } from '../../../charts/palette.ts'
import { type MapCenter, type MapPoint, ScatterMap } from '../../../charts/ScatterMap.tsx'
import { type ClusterMap, DEAD_SHARE, type Occupancy } from '../view.ts'
import { ActivityKey } from './ActivityKey.tsx'

interface ClusterMapChartProps {
  readonly map: ClusterMap | null
  readonly occupancy: Occupancy | null
  readonly deciles: Uint8Array | null
  readonly provenance: ProvenanceFacts
}

const HEIGHT = 400

/** C4: users and centroids in key space on two main axes. */
export function ClusterMapChart({ map, occupancy, deciles, provenance }: ClusterMapChartProps) {
  const { t } = useTranslation('user-clusters')
  const [colorBy, setColorBy] = useState('cluster')
  const byActivity = colorBy === 'activity' && deciles !== null
  const points = useMemo<readonly MapPoint[]>(() => {
    if (map === null || occupancy === null) return []
    return map.users.map(({ x, y }, user) => {
      const cluster = occupancy.assigned[user] ?? 0
      return byActivity
        ? { x, y, color: decileColor(deciles[user] ?? 0), marker: 'circle' }
        : { x, y, color: clusterColor(cluster), marker: clusterMarker(cluster) }
    })
  }, [map, occupancy, deciles, byActivity])
  const centers = useMemo<readonly MapCenter[]>(() => {
    if (map === null || occupancy === null) return []
    return map.centroids.map(({ x, y }, cluster) => {
      const share = occupancy.shares[cluster] ?? 0
      const name = String(cluster + 1)
      return {
        x,
        y,
        key: name,
        label: name,
        color: clusterColor(cluster),
        marker: clusterMarker(cluster),
        share,
        isDead: share < DEAD_SHARE,
        text: t('map.item', {
          cluster: name,
          share: percentText(share, 1),
          x: metricText(x, 2),
          y: metricText(y, 2),
        }),
      }
    })
  }, [map, occupancy, t])
  const [first, second] = map?.explained ?? [0, 0]
  return (
    <ChartFrame
      chart="C4"
      title={t('map.title')}
      finding={t('map.reading', { share: percentText(first + second) })}
      provenance={provenance}
      height={HEIGHT + 22}
      empty={map === null || occupancy === null ? t('panel.notRecorded') : null}
      controls={
        <SegmentedControl
          size="xs"
          value={colorBy}
          onChange={setColorBy}
          aria-label={t('map.colorBy')}
          data={[
            { value: 'cluster', label: t('map.byCluster') },
            { value: 'activity', label: t('map.byActivity') },
          ]}
        />
      }
      table={{
        columns: [t('cluster'), t('map.users'), t('map.share'), t('map.x'), t('map.y')],
        rows: centers.map((center, cluster) => [
          center.label,
          countText(occupancy?.counts[cluster] ?? 0),
          percentText(center.share, 1),
          metricText(center.x, 2),
          metricText(center.y, 2),
        ]),
      }}
    >
      <ScatterMap
        points={points}
        centers={centers}
        xName={t('map.xAxis', { share: percentText(first) })}
        yName={t('map.yAxis', { share: percentText(second) })}
        label={t('map.title')}
        height={HEIGHT}
      />
      <div style={{ height: 22 }}>{byActivity ? <ActivityKey /> : null}</div>
    </ChartFrame>
  )
}
