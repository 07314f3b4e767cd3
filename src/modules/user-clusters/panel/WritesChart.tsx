import { useTranslation } from 'react-i18next'
import { Bars } from '../../../charts/Bars.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { clusterColor } from '../../../charts/palette.ts'
import { DEAD_OCCUPANCY } from '../spec.ts'
import type { Writes } from '../view/diagnostics.ts'

interface WritesChartProps {
  readonly writes: Writes | null
  readonly isRuled: boolean
  readonly provenance: ProvenanceFacts
}

/** Write mass and running occupancy of each cluster, where a rule writes. */
export function WritesChart({ writes, isRuled, provenance }: WritesChartProps) {
  const { t } = useTranslation('user-clusters')
  const mass = writes?.mass ?? []
  const missing = isRuled ? t('panel.notRecorded') : t('writes.endToEnd')
  return (
    <ChartFrame
      chart="C10"
      title={t('writes.title')}
      finding={t('writes.reading', { share: percentText(DEAD_OCCUPANCY / Math.max(1, mass.length), 1) })}
      provenance={provenance}
      empty={writes === null ? missing : null}
      table={{
        columns: [t('cluster'), t('writes.mass'), t('writes.occupancy')],
        rows: mass.map((own, cluster) => [
          String(cluster + 1),
          metricText(own, 1),
          percentText(writes?.occupancy[cluster] ?? 0, 1),
        ]),
      }}
    >
      <Bars
        max={Math.max(1e-9, ...mass) * 1.08}
        rows={mass.map((own, cluster) => ({
          key: String(cluster),
          name: `k${cluster + 1}`,
          value: own,
          color: clusterColor(cluster),
          isThin: false,
          text: (
            <>
              {metricText(own, 1)}{' '}
              <span className="sc-sub">{percentText(writes?.occupancy[cluster] ?? 0, 1)}</span>
            </>
          ),
        }))}
      />
    </ChartFrame>
  )
}
