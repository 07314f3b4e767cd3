import type { Points } from '../../../core/geometry/compactness.ts'
import { type Axes, principalAxes, projectedOn } from '../../../core/geometry/pca.ts'
import { aligned, alignment } from '../../../core/geometry/procrustes.ts'
import { nearest, trustworthiness } from '../../../core/geometry/trustworthiness.ts'
import type { Run, Snapshot } from '../../../run/run.ts'
import { DEAD_SHARE, type Occupancy, occupancy } from '../view.ts'
import { type ClusterName, type Identity, identityOf, type Reference } from './identity.ts'

/** Users and centroids of one run at one reading, in key space. */
export interface Reading {
  readonly step: number
  readonly occupancy: Occupancy
  readonly users: Points
  readonly centroids: Points
}

export interface Place {
  readonly x: number
  readonly y: number
}
export interface MapCentre extends Place {
  readonly name: ClusterName
  /** Mean membership. */
  readonly share: number
  readonly users: number
  readonly isDead: boolean
  /** Share of each activity decile 0 … 10 among its users; null where it has none or deciles are not known. */
  readonly mix: readonly number[] | null
}
export interface ClusterMap {
  readonly step: number
  readonly users: readonly Place[]
  /** Cluster of each user, by largest membership. */
  readonly names: readonly ClusterName[]
  /** In the order in which clusters are listed. */
  readonly centres: readonly MapCentre[]
  /** Where the other seeds of the group have the same clusters. */
  readonly ghosts: readonly (Place & { readonly name: ClusterName; readonly seed: number })[]
  /** Share of the users' and centroids' own variance on each of the two axes. */
  readonly explained: readonly [number, number]
}

/** The axes of all maps of a comparison, and the users that others are laid over. */
export interface Frame {
  readonly axes: Axes
  readonly users: Points
}

/** The two main axes of the reference's users and centroids together; null before its first reading. */
export function frameOf(reference: Reference | null): Frame | null {
  const reading = reference === null ? null : keptReading(reference.peer.run)
  if (reference === null || reading === null) return null
  const { users, centroids } = reading
  return { axes: principalAxes(stacked(users, taken(centroids, reference.order)), 2), users }
}

/** What a run has kept, or reached; null before its first reading. */
export function keptReading({ snapshots }: Pick<Run, 'snapshots'>): Reading | null {
  return readingAt((tap) => snapshots.get(`user-clusters/${tap}`))
}

/** Every reading on the way, in the order of steps. */
export function allReadings({ history }: Pick<Run, 'history'>): readonly Reading[] {
  const of = (tap: string): readonly Snapshot[] => history.get(`user-clusters/${tap}`) ?? []
  return of('assignment').flatMap(({ step }) => {
    return readingAt((tap) => of(tap).find((one) => one.step === step)) ?? []
  })
}

function readingAt(of: (tap: 'assignment' | 'query' | 'centroids') => Snapshot | undefined): Reading | null {
  const [assignment, query, centroids] = [of('assignment'), of('query'), of('centroids')]
  if (assignment === undefined || query === undefined || centroids === undefined) return null
  const { step } = assignment
  return { step, occupancy: occupancy(assignment), users: pointsOf(query), centroids: pointsOf(centroids) }
}

/** A reading laid over the reference by a similarity of its users, on the reference's axes. */
export function mapOf(
  reading: Reading,
  reference: Reference,
  frame: Frame,
  mates: readonly Run[],
  deciles: Uint8Array | null,
): ClusterMap {
  const identity = identityOf(reading.occupancy, reference)
  const { users, centroids, shares } = onAxes(reading, identity, frame)
  const { assigned, counts, shares: masses } = reading.occupancy
  return {
    step: reading.step,
    users,
    names: Array.from(assigned, (cluster) => identity.names[cluster] as ClusterName),
    centres: identity.order.map((cluster, index) => ({
      ...(centroids[index] as Place),
      name: identity.names[cluster] as ClusterName,
      share: masses[cluster] ?? 0,
      users: counts[cluster] ?? 0,
      isDead: (masses[cluster] ?? 0) < DEAD_SHARE,
      mix: deciles === null ? null : mixOf(assigned, deciles, cluster),
    })),
    ghosts: mates.flatMap((mate) => ghostsOf(mate, reference, frame)),
    explained: [shares[0] ?? 1, shares[1] ?? 0],
  }
}

/** Clusters of another run that are clusters of the reference, where they lie on its map. */
function ghostsOf(run: Run, reference: Reference, frame: Frame): ClusterMap['ghosts'] {
  const reading = keptReading(run)
  if (reading === null) return []
  const identity = identityOf(reading.occupancy, reference)
  const { centroids } = onAxes(reading, identity, frame)
  return identity.order.flatMap((cluster, index) => {
    const name = identity.names[cluster] as ClusterName
    return name.kind === 'known' ? [{ ...(centroids[index] as Place), name, seed: run.config.seed }] : []
  })
}

/** Users, and centroids in the order of the identity, on the frame's axes. */
function onAxes(reading: Reading, identity: Identity, frame: Frame) {
  const similarity = alignment(reading.users, frame.users)
  const [users, centroids] = [reading.users, taken(reading.centroids, identity.order)].map((points) =>
    aligned(points, similarity),
  ) as [Points, Points]
  const { projected, shares } = projectedOn(widened(frame.axes, users.width), stacked(users, centroids))
  const places = placesOf(projected, frame.axes.loadings.length)
  return { users: places.slice(0, users.rows), centroids: places.slice(users.rows), shares }
}

/** How many nearest users are looked at on the map. */
export const NEIGHBOURS = 10
/** Below this share of true neighbours the map is a caution. */
export const TRUSTED = 0.8

/** Share of a user's nearest on the map that are near in key space, over all users; null for too few users. */
export function trustOf({ users }: Pick<ClusterMap, 'users'>, reading: Reading): number | null {
  const values = new Float32Array(users.length * 2)
  for (const [i, { x, y }] of users.entries()) values.set([x, y], i * 2)
  return trustworthiness(reading.users, { rows: users.length, width: 2, values }, NEIGHBOURS)
}

/** The users nearest to one in key space. */
export const trueNeighbours = ({ users }: Reading, user: number): readonly number[] =>
  nearest(users, user, NEIGHBOURS)

/** The axes in a space of more dimensions, where a run's keys are wider than the reference's. */
function widened({ mean, loadings }: Axes, width: number): Axes {
  const zeros = new Array<number>(Math.max(0, width - mean.length)).fill(0)
  return { mean: [...mean, ...zeros], loadings: loadings.map((own) => [...own, ...zeros]) }
}

function mixOf(assigned: Int32Array, deciles: Uint8Array, cluster: number): readonly number[] | null {
  const counts = new Array<number>(11).fill(0)
  let users = 0
  for (const [user, own] of assigned.entries()) {
    if (own !== cluster) continue
    const decile = deciles[user] ?? 0
    counts[decile] = (counts[decile] as number) + 1
    users++
  }
  return users === 0 ? null : counts.map((count) => count / users)
}

const placesOf = (projected: Float32Array, width: number): readonly Place[] =>
  Array.from({ length: projected.length / width }, (_, row) => ({
    x: projected[row * width] ?? 0,
    y: width < 2 ? 0 : (projected[row * width + 1] ?? 0),
  }))

const pointsOf = ({ shape, values }: Pick<Snapshot, 'shape' | 'values'>): Points => ({
  rows: shape[0] ?? 0,
  width: shape[1] ?? 0,
  values,
})

function taken({ width, values }: Points, rows: readonly number[]): Points {
  const picked = new Float32Array(rows.length * width)
  for (const [i, row] of rows.entries())
    picked.set(values.subarray(row * width, (row + 1) * width), i * width)
  return { rows: rows.length, width, values: picked }
}

function stacked(above: Points, below: Points): Points {
  const values = new Float32Array(above.values.length + below.values.length)
  values.set(above.values)
  values.set(below.values, above.values.length)
  return { rows: above.rows + below.rows, width: above.width, values }
}
