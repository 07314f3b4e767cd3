import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { decileColor } from '../../../charts/palette.ts'
import { StackedBars } from '../../../charts/StackedBars.tsx'
import { type Composition, type CompositionRow, THIN_USERS } from '../view.ts'

interface CompositionChartProps {
  readonly composition: Composition | null
  readonly provenance: ProvenanceFacts
}

/** C5: activity deciles of each cluster's users, by bridge index. */
export function CompositionChart({ composition, provenance }: CompositionChartProps) {
  const { t } = useTranslation('user-clusters')
  const rows = composition?.rows ?? []
  const name = (row: CompositionRow): string =>
    row.cluster === null ? t('composition.small') : `k${row.cluster + 1}`
  const decileName = (decile: number): string => (decile === 0 ? t('composition.unseen') : `D${decile}`)
  const deciles = composition?.deciles ?? []
  const total = rows.reduce((sum, row) => sum + row.users, 0)
  return (
    <ChartFrame
      chart="C5"
      title={t('composition.title')}
      finding={t('composition.reading')}
      provenance={provenance}
      badges={
        rows.some((row) => row.cluster === null) ? [t('composition.merged', { users: THIN_USERS })] : []
      }
      empty={composition === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('cluster'), t('map.users'), t('composition.bridge'), ...deciles.map(decileName)],
        rows: rows.map((row) => [
          name(row),
          countText(row.users),
          row.bridge === null ? '–' : metricText(row.bridge, 2),
          ...row.shares.map((share) => percentText(share)),
        ]),
      }}
    >
      <StackedBars
        nameHeader={t('cluster')}
        valueHeader={t('composition.bridge')}
        parts={deciles.map((decile) => ({ name: decileName(decile), color: decileColor(decile) }))}
        partText={(part, share) => `${part.name}: ${percentText(share)}`}
        rows={[
          ...rows.map((row) => ({
            key: name(row),
            name: name(row),
            shares: row.shares,
            isThin: row.cluster === null,
            value: (
              <>
                {row.bridge === null ? '–' : `B ${metricText(row.bridge, 2)}`}{' '}
                <span className="sc-sub">
                  {t('composition.users', { count: row.users, users: countText(row.users) })}
                </span>
              </>
            ),
          })),
          ...(composition === null
            ? []
            : [
                {
                  key: 'all',
                  name: t('composition.all'),
                  shares: composition.overall,
                  isThin: false,
                  value: (
                    <span className="sc-sub">
                      {t('composition.users', { count: total, users: countText(total) })}
                    </span>
                  ),
                },
              ]),
        ]}
      />
    </ChartFrame>
  )
}
