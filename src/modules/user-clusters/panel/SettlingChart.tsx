import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { SmallLine } from '../../../charts/SmallLine.tsx'
import type { Settling } from '../view/stability.ts'

interface SettlingChartProps {
  readonly settling: Settling
  readonly provenance: ProvenanceFacts
}

const LINES = ['agreement', 'churn', 'effective'] as const

/** C7 over training: agreement with the clusters that are kept, churn from reading to reading, clusters in use. */
export function SettlingChart({ settling, provenance }: SettlingChartProps) {
  const { t } = useTranslation('clusters')
  const at = (line: (typeof LINES)[number], step: number): string => {
    const y = settling[line].find(({ x }) => x === step)?.y
    return y === undefined ? '–' : metricText(y, 3)
  }
  return (
    <ChartFrame
      chart="C7-settling"
      title={t('settling.title')}
      finding={t('settling.reading')}
      provenance={provenance}
      height={204}
      empty={settling.churn.length === 0 ? t('motion.short') : null}
      table={{
        columns: [t('motion.step'), ...LINES.map((line) => t(`settling.${line}`))],
        rows: settling.agreement.map(({ x }) => [String(x), ...LINES.map((line) => at(line, x))]),
      }}
    >
      <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' }}>
        {LINES.map((line, index) => (
          <div key={line}>
            <strong style={{ fontWeight: 600 }}>{t(`settling.${line}`)}</strong>
            <div className="sc-sub">{t(`settling.${line}Help`)}</div>
            <SmallLine
              points={settling[line]}
              color={groupColor(index)}
              xMax={settling.lastStep}
              xName={t('motion.step')}
              label={t(`settling.${line}`)}
              height={156}
            />
          </div>
        ))}
      </div>
    </ChartFrame>
  )
}
