import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { SmallLine } from '../../../charts/SmallLine.tsx'
import type { Motion } from '../view/diagnostics.ts'

interface MotionChartProps {
  readonly motion: Motion
  readonly provenance: ProvenanceFacts
}

/** Drift of centroids and values over training. */
export function MotionChart({ motion, provenance }: MotionChartProps) {
  const { t } = useTranslation('clusters')
  return (
    <ChartFrame
      chart="cluster-motion"
      title={t('motion.title')}
      finding={t('motion.reading')}
      provenance={provenance}
      height={204}
      empty={motion.centroids.length === 0 ? t('motion.short') : null}
    >
      <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        {(['centroids', 'values'] as const).map((key, index) => (
          <div key={key}>
            <strong style={{ fontWeight: 600 }}>{t(`motion.${key}`)}</strong>
            <div className="sc-sub">{t('motion.driftHelp')}</div>
            <SmallLine
              points={motion[key]}
              color={groupColor(index + 1)}
              xMax={motion.lastStep}
              xName={t('motion.step')}
              label={t(`motion.${key}`)}
              height={156}
            />
          </div>
        ))}
      </div>
    </ChartFrame>
  )
}
