import { useTranslation } from 'react-i18next'
import { Bars } from '../../../charts/Bars.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { DeviationRow } from '../view.ts'

interface DeviationChartProps {
  readonly rows: readonly DeviationRow[] | null
  readonly provenance: ProvenanceFacts
}

/** STAR: how far each scene's factors have moved from the shared net. */
export function DeviationChart({ rows, provenance }: DeviationChartProps) {
  const { t } = useTranslation('scene-routing')
  const largest = Math.max(1e-6, ...(rows ?? []).map((row) => row.deviation))
  return (
    <ChartFrame
      chart="scene-deviation"
      title={t('deviation.title')}
      finding={t('deviation.reading')}
      provenance={provenance}
      empty={rows === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('scene'), t('deviation.value')],
        rows: (rows ?? []).map((row) => [row.scene, metricText(row.deviation)]),
      }}
    >
      <Bars
        max={largest * 1.05}
        rows={(rows ?? []).map((row) => ({
          key: row.scene,
          name: row.scene,
          value: row.deviation,
          color: 'var(--sc-heat)',
          text: (
            <>
              {metricText(row.deviation)}{' '}
              <span className="sc-sub">{t('deviation.rows', { rows: countText(row.rows) })}</span>
            </>
          ),
        }))}
      />
    </ChartFrame>
  )
}
