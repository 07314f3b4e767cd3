import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { plainText } from '../../../charts/format.ts'
import { HeatStrips } from '../../../charts/HeatStrips.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Writes } from '../view/writes.ts'
import { useClusterName } from './appearance.ts'
import { ClusterTag } from './ClusterTag.tsx'

interface WritesChartProps {
  readonly writes: Writes | null
  readonly isRuled: boolean
  readonly provenance: ProvenanceFacts
}

const COLORS = { erased: 'var(--sc-below)', added: 'var(--sc-above)' } as const
const STRIPS = ['erased', 'added'] as const

/** C10: what a rule erased and added, by cluster and between readings. */
export function WritesChart({ writes, isRuled, provenance }: WritesChartProps) {
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const rows = writes?.rows ?? []
  return (
    <ChartFrame
      chart="C10"
      title={t('writes.title')}
      finding={t('writes.reading')}
      provenance={provenance}
      empty={writes === null ? t(isRuled ? 'panel.notRecorded' : 'writes.endToEnd') : null}
      controls={STRIPS.map((strip) => (
        <span key={strip} className="sc-name sc-sub" style={{ gap: 5 }}>
          <span className="sc-swatch" style={{ background: COLORS[strip] }} />
          {t(`writes.${strip}`)}
        </span>
      ))}
      table={{
        columns: [
          t('writes.upTo'),
          ...rows.flatMap(({ name }) => STRIPS.map((strip) => `${nameOf(name)} ${t(`writes.${strip}`)}`)),
        ],
        rows: (writes?.steps ?? []).map((step, i) => [
          String(step),
          ...rows.flatMap((row) => STRIPS.map((strip) => plainText(row[strip][i] ?? 0))),
        ]),
      }}
    >
      <HeatStrips
        ends={writes?.steps ?? []}
        full={writes?.most ?? 0}
        xName={t('motion.step')}
        rows={rows.map((row) => ({
          key: row.name.key,
          name: <ClusterTag name={row.name} />,
          strips: STRIPS.map((strip) => ({
            key: strip,
            values: row[strip],
            color: COLORS[strip],
            text: t('writes.strip', {
              cluster: nameOf(row.name),
              what: t(`writes.${strip}`),
              total: plainText(row.total[strip]),
            }),
          })),
          value: (
            <span className="sc-sub">
              {t('writes.totals', {
                erased: plainText(row.total.erased),
                added: plainText(row.total.added),
              })}
            </span>
          ),
        }))}
      />
    </ChartFrame>
  )
}
