import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { signedText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Conflict } from '../view.ts'

interface ConflictChartProps {
  readonly conflict: Conflict | null
  readonly provenance: ProvenanceFacts
}

/** How the gradients of each two scenes lie to each other on what all scenes share. */
export function ConflictChart({ conflict, provenance }: ConflictChartProps) {
  const { t } = useTranslation('scene-routing')
  const rows = conflict?.rows ?? []
  const worst = conflict?.against[0]
  const found =
    worst === undefined
      ? t('conflict.none')
      : t('conflict.against', { ...worst, cosine: signedText(worst.cosine, 2) })
  return (
    <ChartFrame
      chart="C17"
      title={t('conflict.title')}
      finding={`${found} ${t('conflict.reading')}`}
      provenance={provenance}
      badges={[t('conflict.sign')]}
      empty={conflict === null ? t('panel.notRecorded') : null}
    >
      <HeatTable
        corner={t('scene')}
        columns={rows.map(({ scene }) => ({ key: scene, name: scene }))}
        center={0}
        full={1}
        rows={rows.map(({ scene, cosines }, row) => ({
          key: scene,
          name: scene,
          cells: cosines.map((cosine, column) => ({
            // With itself it is 1 and says nothing.
            value: row === column ? null : cosine,
            text: row === column || cosine === null ? '–' : signedText(cosine, 2),
            isThin: false,
          })),
        }))}
      />
    </ChartFrame>
  )
}
