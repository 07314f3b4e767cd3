import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { ScatterMap } from '../../../charts/ScatterMap.tsx'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { chosenIn, foundOf, markedOf, noneOf, toggled, withDrawn } from '../view/chosen.ts'
import { columnsOf } from '../view/composition.ts'
import type { Reference } from '../view/identity.ts'
import { type ClusterMap, type MapCentre, NEIGHBOURS, TRUSTED, trueNeighbours } from '../view/map.ts'
import { useClusterName } from './appearance.ts'
import { EpochSlider } from './EpochSlider.tsx'
import { MapControls } from './MapControls.tsx'
import { MapKey } from './MapKey.tsx'
import { MapSlice } from './MapSlice.tsx'
import { type Coloring, sceneOf } from './map-scene.ts'
import { useClusterMap } from './use-cluster-map.ts'

interface ClusterMapChartProps {
  readonly run: Run
  readonly reference: Reference | null
  /** The same group's other seeds. */
  readonly mates: readonly Peer[]
  readonly provenance: ProvenanceFacts
  /** Makes clusters, by key, and drawn users a slice; null where that cannot be asked. */
  readonly onSlice: ((keys: readonly string[], drawn: readonly number[]) => void) | null
}

const HEIGHT = 400

/** C4: users and centroids in key space, on the axes of the reference. */
export function ClusterMapChart(props: ClusterMapChartProps) {
  const { run, reference, mates, provenance, onSlice } = props
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const [colorBy, setColorBy] = useState('cluster')
  const [at, setAt] = useState<number | null>(null)
  const [user, setUser] = useState<number | null>(null)
  const [isLassoing, setLassoing] = useState(false)
  const [last, setChosen] = useState(() => noneOf(run.attempt))
  const chosen = chosenIn(last, run.attempt)
  const observed = run.observed
  const { readings, reading, map, extent, trust } = useClusterMap(run, reference, mates, at)
  const columns = useMemo(() => (observed === null ? [] : columnsOf(observed)), [observed])
  const coloring = useMemo<Coloring>(() => {
    const levels = columns.find(({ name }) => `column ${name}` === colorBy)
    if (levels !== undefined) return { by: 'column', levels }
    if (colorBy === 'activity' && observed !== null) return { by: 'activity', deciles: observed.deciles }
    return { by: 'cluster' }
  }, [columns, colorBy, observed])
  const marked = useMemo(
    () =>
      map === null
        ? []
        : markedOf(
            chosen,
            map.names.map(({ key }) => key),
          ),
    [map, chosen],
  )
  const scene = useMemo(() => {
    const picked =
      user === null || reading === null ? null : { point: user, lines: trueNeighbours(reading, user) }
    const texts = {
      nameOf: ({ name }: MapCentre): string => t(`short.${name.kind}`, { number: name.number }),
      itemOf: ({ name, share, x, y }: MapCentre): string =>
        t('map.item', {
          cluster: nameOf(name),
          share: percentText(share, 1),
          x: metricText(x, 2),
          y: metricText(y, 2),
        }),
    }
    return map === null ? null : sceneOf(map, coloring, picked, marked, texts)
  }, [map, reading, coloring, user, marked, nameOf, t])
  const found = foundOf(chosen, map?.centres.map(({ name }) => name.key) ?? [])
  const [first, second] = map?.explained ?? [0, 0]
  const users = map?.users.length ?? 0
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button inside
    <div
      style={{ minWidth: 0 }}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() === 'n' && !event.ctrlKey && !event.metaKey && !event.altKey)
          setUser(user === null ? startOf(map) : null)
      }}
    >
      <ChartFrame
        chart="C4"
        title={t('map.title')}
        finding={t('map.reading', { share: percentText(first + second) })}
        provenance={{ ...provenance, ...(reading === null ? {} : { step: reading.step }) }}
        badges={badges()}
        height={HEIGHT + (onSlice === null ? 52 : 120)}
        empty={scene === null ? t('panel.notRecorded') : null}
        controls={
          <MapControls
            colorBy={colorBy}
            colors={[
              { value: 'cluster', label: t('map.byCluster') },
              ...(observed === null ? [] : [{ value: 'activity', label: t('map.byActivity') }]),
              ...columns.map(({ name }) => ({ value: `column ${name}`, label: name })),
            ]}
            onColor={setColorBy}
            isPicking={user !== null}
            onPicking={(isPicking) => setUser(isPicking ? startOf(map) : null)}
            isLassoing={isLassoing}
            onLassoing={onSlice === null ? null : setLassoing}
            onStep={(by) => setUser(((user ?? 0) + by + users) % users)}
          />
        }
        table={{
          columns: [t('cluster'), t('map.users'), t('map.share'), t('map.x'), t('map.y')],
          rows: (map?.centres ?? []).map((centre) => [
            nameOf(centre.name),
            countText(centre.users),
            percentText(centre.share, 1),
            metricText(centre.x, 2),
            metricText(centre.y, 2),
          ]),
        }}
      >
        {scene !== null && (
          <ScatterMap
            scene={scene}
            extent={extent}
            xName={t('map.xAxis', { share: percentText(first) })}
            yName={t('map.yAxis', { share: percentText(second) })}
            label={t('map.title')}
            height={HEIGHT}
            onPick={setUser}
            onChoose={
              onSlice === null || !isLassoing
                ? null
                : (points, [key]) => {
                    // Rings of an earlier reading need not be the clusters that are kept.
                    if (key === undefined) setChosen(withDrawn(chosen, points))
                    else if (at === null) setChosen(toggled(chosen, key))
                  }
            }
          />
        )}
        <EpochSlider steps={readings.map(({ step }) => step)} at={at} onChange={setAt} />
        <div style={{ height: 22 }}>
          <MapKey coloring={coloring} />
        </div>
        {onSlice !== null && at === null && (
          <MapSlice
            names={(map?.centres ?? []).filter(({ users: own }) => own > 0).map(({ name }) => name)}
            chosen={found}
            marked={marked.length}
            onToggle={(key) => setChosen(toggled(chosen, key))}
            onClear={() => setChosen(noneOf(run.attempt))}
            onSave={() => onSlice(found.clusters, found.drawn)}
          />
        )}
      </ChartFrame>
    </div>
  )

  function badges(): readonly string[] {
    const near = trust === null ? [] : [t('map.trust', { count: NEIGHBOURS, trust: metricText(trust, 2) })]
    const caution = trust !== null && trust < TRUSTED ? [t('map.caution')] : []
    const ghosts = (map?.ghosts.length ?? 0) > 0 ? [t('map.ghosts')] : []
    const isNew = map?.centres.some(({ name }) => name.kind === 'new') === true ? [t('map.new')] : []
    return [...near, ...caution, ...ghosts, ...isNew]
  }
}

/** The user nearest to the largest cluster's ring: where to begin. */
function startOf(map: ClusterMap | null): number | null {
  const largest = map?.centres.reduce((a, b) => (b.share > a.share ? b : a))
  if (map === null || largest === undefined || map.users.length === 0) return null
  const distance = (user: number): number =>
    Math.hypot((map.users[user]?.x ?? 0) - largest.x, (map.users[user]?.y ?? 0) - largest.y)
  return [...map.users.keys()].reduce((a, b) => (distance(b) < distance(a) ? b : a))
}
