import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { StackedBars } from '../../../charts/StackedBars.tsx'
import { type GateRow, THIN_ROWS } from '../view.ts'

interface ContributionChartProps {
  readonly rows: readonly GateRow[] | null
  readonly branches: readonly string[]
  readonly provenance: ProvenanceFacts
}

/** C16: how much of each branch reaches the tower. */
export function ContributionChart({ rows, branches, provenance }: ContributionChartProps) {
  const { t } = useTranslation('scene-routing')
  const drawn = (rows ?? []).filter((row) => row.contribution !== null)
  return (
    <ChartFrame
      chart="C16"
      title={t('contribution.title')}
      finding={t('contribution.reading')}
      provenance={provenance}
      badges={drawn.flatMap(({ scene, misleading }) =>
        misleading === null
          ? []
          : [t('contribution.misleading', { scene, branch: branches[misleading] ?? '' })],
      )}
      empty={drawn.length === 0 ? t('panel.notRecorded') : null}
      table={{
        columns: [t('scene'), ...branches],
        rows: drawn.map((row) => [
          row.scene,
          ...(row.contribution ?? []).map((share) => metricText(share, 3)),
        ]),
      }}
    >
      <StackedBars
        nameHeader={t('scene')}
        valueHeader={t('contribution.shared')}
        parts={branches.map((name, branch) => ({ name, color: groupColor(branch) }))}
        partText={(part, share) => `${part.name}: ${percentText(share)}`}
        rows={drawn.map((row) => ({
          key: row.scene,
          name: row.scene,
          shares: row.contribution ?? [],
          isThin: row.rows < THIN_ROWS,
          value: metricText(row.contribution?.[0] ?? 0, 2),
        }))}
      />
    </ChartFrame>
  )
}
