import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { type GateRow, THIN_ROWS } from '../view.ts'

interface GateChartProps {
  readonly rows: readonly GateRow[] | null
  readonly branches: readonly string[]
  readonly provenance: ProvenanceFacts
}

/** C15: mean gate of each scene over the branches. */
export function GateChart({ rows, branches, provenance }: GateChartProps) {
  const { t } = useTranslation('scene-routing')
  const entropyName = t('gate.entropy')
  return (
    <ChartFrame
      chart="C15"
      title={t('gate.title')}
      finding={t('gate.reading')}
      provenance={provenance}
      badges={(rows ?? []).some((row) => row.rows < THIN_ROWS) ? [t('gate.thin', { rows: THIN_ROWS })] : []}
      empty={rows === null ? t('panel.notRecorded') : null}
    >
      <HeatTable
        corner={t('scene')}
        columns={branches.map((branch) => ({ key: branch, name: branch }))}
        extraColumns={[entropyName, t('gate.rows')]}
        center={null}
        full={1}
        rows={(rows ?? []).map((row) => ({
          key: row.scene,
          name: row.scene,
          cells: branches.map((_, branch) => {
            const value = row.gate?.[branch] ?? null
            return {
              value,
              text: value === null ? '–' : value === 0 ? '0' : metricText(value, 2),
              isThin: row.rows < THIN_ROWS,
            }
          }),
          extra: [row.entropy === null ? '–' : metricText(row.entropy, 2), String(row.rows)],
        }))}
      />
    </ChartFrame>
  )
}
