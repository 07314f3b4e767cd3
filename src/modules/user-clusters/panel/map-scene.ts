import { decileColor } from '../../../charts/palette.ts'
import type { MapScene } from '../../../charts/scatter-draw.ts'
import type { Levels } from '../view/composition.ts'
import type { ClusterMap, MapCentre } from '../view/map.ts'
import { appearanceOf } from './appearance.ts'
import { levelColor, levelMarker } from './levels.ts'

/** What the points of a map are coloured by. */
export type Coloring =
  | { readonly by: 'cluster' }
  | { readonly by: 'activity'; readonly deciles: Uint8Array }
  | { readonly by: 'column'; readonly levels: Levels }

interface Texts {
  nameOf(centre: MapCentre): string
  itemOf(centre: MapCentre): string
}

/** What a map draws: users by colour, rings of centroids with their activity inside, crosses of other seeds. */
export function sceneOf(
  map: ClusterMap,
  coloring: Coloring,
  picked: MapScene['picked'],
  chosen: MapScene['chosen'],
  { nameOf, itemOf }: Texts,
): MapScene {
  const offsets = offsetsOf(map)
  return {
    points: map.users.map(({ x, y }, user) => ({
      x,
      y,
      offset: offsets[user] ?? [0, 0],
      ...pointLook(map, coloring, user),
    })),
    centers: map.centres.map((centre) => ({
      x: centre.x,
      y: centre.y,
      ...appearanceOf(centre.name),
      key: centre.name.key,
      label: nameOf(centre),
      share: centre.share,
      isDead: centre.isDead,
      mix: (centre.mix ?? []).flatMap((share, decile) =>
        share === 0 ? [] : [{ share, color: decileColor(decile) }],
      ),
      text: itemOf(centre),
    })),
    crosses: map.ghosts.map(({ x, y, name }) => ({ x, y, color: appearanceOf(name).color })),
    picked,
    chosen,
  }
}

/** Angle between one seed of a sunflower and the next. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5))
/** Pixels by which a disc of n points grows: its radius is this times √n. */
const SPREAD = 2.3

/** Users with the same features lie at one place: they are spread into a disc around it, in the order of users. */
function offsetsOf({ users }: ClusterMap): readonly (readonly [number, number])[] {
  const taken = new Map<string, number>()
  return users.map(({ x, y }) => {
    const place = `${x.toFixed(4)} ${y.toFixed(4)}`
    const n = taken.get(place) ?? 0
    taken.set(place, n + 1)
    const radius = SPREAD * Math.sqrt(n)
    return [radius * Math.cos(n * GOLDEN), radius * Math.sin(n * GOLDEN)]
  })
}

function pointLook({ names }: ClusterMap, coloring: Coloring, user: number) {
  switch (coloring.by) {
    case 'cluster': {
      const name = names[user]
      if (name === undefined) throw new RangeError(`no cluster of user ${user}`)
      const { color, marker } = appearanceOf(name)
      return { color, marker, isHollow: name.kind !== 'known' }
    }
    case 'activity':
      return { color: decileColor(coloring.deciles[user] ?? 0), marker: 'circle' as const }
    case 'column': {
      const level = coloring.levels.of[user] ?? 0
      return { color: levelColor(level), marker: levelMarker(level) }
    }
    default:
      return coloring satisfies never
  }
}
