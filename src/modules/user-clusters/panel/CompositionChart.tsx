import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { decileColor } from '../../../charts/palette.ts'
import { StackedBars, type StackRow } from '../../../charts/StackedBars.tsx'
import type { ObservedRows } from '../../../run/events.ts'
import { SliceButton } from '../../../ui/SliceButton.tsx'
import {
  activityLevels,
  type Composition,
  type CompositionRow,
  columnsOf,
  compositionOf,
} from '../view/composition.ts'
import type { Clustering } from '../view/identity.ts'
import { THIN_USERS } from '../view.ts'
import { useClusterName } from './appearance.ts'
import { BridgeMark } from './BridgeMark.tsx'
import { ClusterTag } from './ClusterTag.tsx'
import { levelColor } from './levels.ts'

interface CompositionChartProps {
  readonly clustering: Clustering | null
  readonly observed: ObservedRows | null
  readonly provenance: ProvenanceFacts
  readonly onSlice: ((key: string) => void) | null
}

/** C5: activity deciles of each cluster's users, by bridge index; or the levels of another column, in the same order. */
export function CompositionChart({ clustering, observed, provenance, onSlice }: CompositionChartProps) {
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const [column, setColumn] = useState(ACTIVITY)
  const others = useMemo(() => (observed === null ? [] : columnsOf(observed)), [observed])
  const other = others.find(({ name }) => name === column)
  const unseen = t('composition.unseen')
  const activity = useMemo(
    () => (observed === null ? null : activityLevels(observed.deciles, unseen)),
    [observed, unseen],
  )
  const composition = useMemo(
    () =>
      clustering === null || observed === null || activity === null
        ? null
        : compositionOf(clustering, observed.deciles, other ?? activity),
    [clustering, observed, activity, other],
  )
  const rows = composition?.rows ?? []
  const labelOf = (row: CompositionRow): string =>
    row.name === null ? t('composition.small', { count: composition?.small ?? 0 }) : nameOf(row.name)
  const colorOf = (level: number): string =>
    other === undefined ? decileColor(activity?.deciles[level] ?? 0) : levelColor(level)
  return (
    <ChartFrame
      chart="C5"
      title={other === undefined ? t('composition.title') : t('composition.titleOf', { column })}
      finding={t('composition.reading')}
      provenance={provenance}
      badges={[
        t('composition.outlined'),
        ...((composition?.small ?? 0) > 0 ? [t('composition.merged', { users: THIN_USERS })] : []),
      ]}
      empty={composition === null ? t('panel.notRecorded') : null}
      controls={
        <NativeSelect
          size="xs"
          aria-label={t('composition.column')}
          value={other === undefined ? ACTIVITY : column}
          onChange={(event) => setColumn(event.currentTarget.value)}
          data={[
            { value: ACTIVITY, label: t('composition.activity') },
            ...others.map(({ name }) => ({ value: name, label: name })),
          ]}
        />
      }
      table={tableOf()}
    >
      <StackedBars
        nameHeader={t('cluster')}
        valueHeader={t('composition.bridge')}
        parts={(composition?.levels ?? []).map((name, level) => ({ name, color: colorOf(level) }))}
        partText={(part, share, row, index) => {
          const own = rows.find((one) => labelOf(one) === row.key)?.parts[index]
          return own === undefined
            ? t('composition.share', { part: part.name, share: percentText(share) })
            : t('composition.interval', {
                part: part.name,
                share: percentText(share),
                low: percentText(own.low),
                high: percentText(own.high),
              })
        }}
        rows={composition === null ? [] : [...rows.map(barOf), allOf(composition)]}
      />
    </ChartFrame>
  )

  function barOf(row: CompositionRow): StackRow {
    const { name } = row
    const users = (
      <>
        <span className="sc-sub">
          {t('composition.users', { count: row.users, users: countText(row.users) })}
        </span>
        {onSlice !== null && name !== null && (
          <>
            {' '}
            <SliceButton what={nameOf(name)} onPick={() => onSlice(name.key)} />
          </>
        )}
      </>
    )
    return {
      key: labelOf(row),
      name: row.name === null ? labelOf(row) : <ClusterTag name={row.name} />,
      shares: row.parts.map(({ share }) => share),
      outlined: row.parts.map(({ differs }) => row.name !== null && differs !== null),
      isThin: row.name === null,
      value:
        row.bridge === null || row.expected === null ? (
          users
        ) : (
          <>
            <BridgeMark
              bridge={row.bridge}
              expected={row.expected}
              text={t('composition.bridgeOf', {
                bridge: metricText(row.bridge, 2),
                expected: metricText(row.expected, 2),
              })}
            />{' '}
            {users}
          </>
        ),
    }
  }

  function allOf({ overall }: Composition): StackRow {
    const total = rows.reduce((sum, row) => sum + row.users, 0)
    return {
      key: 'all',
      name: t('composition.all'),
      shares: overall,
      isThin: false,
      value: (
        <span className="sc-sub">{t('composition.users', { count: total, users: countText(total) })}</span>
      ),
    }
  }

  function tableOf() {
    return {
      columns: [
        t('cluster'),
        t('map.users'),
        t('composition.bridge'),
        t('composition.expected'),
        ...(composition?.levels ?? []),
      ],
      rows: rows.map((row) => [
        labelOf(row),
        countText(row.users),
        row.bridge === null ? '–' : metricText(row.bridge, 2),
        row.expected === null ? '–' : metricText(row.expected, 2),
        ...row.parts.map(({ share }) => percentText(share)),
      ]),
    }
  }
}

/** No column has an empty name. */
const ACTIVITY = ''
