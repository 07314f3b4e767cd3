import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { halfText, signedText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Spreads } from '../view/seeds.ts'
import type { Conflict } from '../view.ts'

interface ConflictChartProps {
  readonly conflict: Conflict | null
  readonly spreads: Spreads
  readonly provenance: ProvenanceFacts
}

/** How the gradients of each two scenes lie to each other on what all scenes share. */
export function ConflictChart({ conflict, spreads, provenance }: ConflictChartProps) {
  const { t } = useTranslation('scene-routing')
  const rows = conflict?.rows ?? []
  // With itself it is 1 and says nothing.
  const textOf = (cosine: number | null, row: number, column: number): string => {
    if (row === column || cosine === null) return '–'
    const sd = spreads[row]?.[column]?.sd ?? null
    return sd === null ? signedText(cosine, 2) : `${signedText(cosine, 2)} ${halfText(sd, 2)}`
  }
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
      badges={[t('conflict.sign'), t('conflict.spread')]}
      empty={conflict === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('scene'), ...rows.map(({ scene }) => scene)],
        rows: rows.map(({ scene, cosines }, row) => [
          scene,
          ...cosines.map((cosine, column) => textOf(cosine, row, column)),
        ]),
      }}
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
            value: row === column ? null : cosine,
            text: textOf(cosine, row, column),
            isThin: false,
          })),
        }))}
      />
    </ChartFrame>
  )
}
