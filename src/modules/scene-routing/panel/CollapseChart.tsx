import { useTranslation } from 'react-i18next'
import { Bars } from '../../../charts/Bars.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Collapse } from '../view.ts'

interface CollapseChartProps {
  readonly collapse: Collapse | null
  readonly branches: readonly string[]
  readonly provenance: ProvenanceFacts
}

/** Experts that take all of a gate, and experts that give nothing. */
export function CollapseChart({ collapse, branches, provenance }: CollapseChartProps) {
  const { t } = useTranslation('scene-routing')
  const named = (ids: readonly number[]): string => ids.map((id) => branches[id] ?? '').join(', ')
  const rows = [
    { key: 'taking', ids: collapse?.taking ?? [], of: collapse?.rivals ?? 0 },
    { key: 'silent', ids: collapse?.silent ?? [], of: collapse?.seen ?? 0 },
  ] as const
  const isSound = rows.every(({ ids }) => ids.length === 0)
  return (
    <ChartFrame
      chart="expert-collapse"
      title={t('collapse.title')}
      finding={
        isSound
          ? t('collapse.none')
          : rows
              .filter(({ ids }) => ids.length > 0)
              .map(({ key, ids }) => t(`collapse.${key}Finding`, { experts: named(ids) }))
              .join(' ')
      }
      provenance={provenance}
      empty={collapse === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('collapse.sign'), t('collapse.experts'), t('collapse.of')],
        rows: rows.map(({ key, ids, of }) => [t(`collapse.${key}`), named(ids), String(of)]),
      }}
    >
      <Bars
        max={1}
        rows={rows.map(({ key, ids, of }) => ({
          key,
          name: t(`collapse.${key}`),
          value: of === 0 ? 0 : ids.length / of,
          color: 'var(--sc-heat)',
          text: of === 0 ? '–' : `${percentText(ids.length / of)} (${ids.length}/${of})`,
        }))}
      />
    </ChartFrame>
  )
}
