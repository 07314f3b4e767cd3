import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../../charts/Bars.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { SliceButton } from '../../../ui/SliceButton.tsx'
import type { Clustering } from '../view/identity.ts'
import { type Counting, occupancyView } from '../view/occupancy.ts'
import { appearanceOf, useClusterName } from './appearance.ts'
import { ClusterTag } from './ClusterTag.tsx'

interface OccupancyChartProps {
  readonly clustering: Clustering | null
  /** The same group's other seeds. */
  readonly mates: readonly Clustering[]
  readonly provenance: ProvenanceFacts
  readonly onSlice: ((key: string) => void) | null
}

/** C6: share of each cluster, largest first, against the uniform share, with the range over seeds. */
export function OccupancyChart({ clustering, mates, provenance, onSlice }: OccupancyChartProps) {
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const [counting, setCounting] = useState<Counting>('soft')
  const view = useMemo(
    () => (clustering === null ? null : occupancyView(clustering, mates, counting)),
    [clustering, mates, counting],
  )
  const rows = view?.rows ?? []
  const uniform = view?.uniform ?? 0
  const most = Math.max(uniform, ...rows.map(({ share, range }) => Math.max(share, range?.high ?? 0)))
  return (
    <ChartFrame
      chart="C6"
      title={t('occupancy.title')}
      finding={t('occupancy.finding', {
        effective: (view?.effective ?? 0).toFixed(1),
        clusters: rows.length,
        largest: percentText(view?.largest ?? 0),
        softness: (clustering?.occupancy.softness ?? 0).toFixed(1),
      })}
      provenance={provenance}
      badges={[
        view !== null && view.seeds > 1
          ? t('occupancy.ranges', { count: view.seeds })
          : t('occupancy.oneSeed'),
      ]}
      height={422}
      empty={view === null ? t('panel.notRecorded') : null}
      controls={
        <SegmentedControl
          size="xs"
          value={counting}
          onChange={(value) => setCounting(value === 'hard' ? 'hard' : 'soft')}
          aria-label={t('occupancy.counting')}
          data={(['soft', 'hard'] as const).map((value) => ({ value, label: t(`occupancy.${value}`) }))}
        />
      }
      table={{
        columns: [t('cluster'), t('map.share'), t('map.users'), t('occupancy.low'), t('occupancy.high')],
        rows: rows.map(({ name, share, users, range }) => [
          nameOf(name),
          percentText(share, 1),
          countText(users),
          range === null ? '–' : percentText(range.low, 1),
          range === null ? '–' : percentText(range.high, 1),
        ]),
      }}
    >
      <Bars
        max={most * 1.08}
        mark={{ at: uniform, text: t('occupancy.uniform', { share: percentText(uniform, 1) }) }}
        rows={rows.map(({ name, share, users, isDead, range }) => ({
          key: name.key,
          name: <ClusterTag name={name} />,
          value: share,
          color: appearanceOf(name).color,
          isThin: isDead || name.kind === 'new',
          range,
          text: (
            <>
              {percentText(share, 1)}{' '}
              <span className="sc-sub">
                {isDead ? t('occupancy.dead') : t('occupancy.users', { count: users })}
              </span>
              {onSlice !== null && users > 0 && (
                <>
                  {' '}
                  <SliceButton what={nameOf(name)} onPick={() => onSlice(name.key)} />
                </>
              )}
            </>
          ),
        }))}
      />
    </ChartFrame>
  )
}
