import { wilson } from '../../../core/ranking/wilson.ts'
import { stream } from '../../../core/rng.ts'
import type { ObservedRows } from '../../../run/events.ts'
import { entropy, THIN_USERS } from '../view.ts'
import type { Clustering, ClusterName } from './identity.ts'

/** A column by whose levels the users of a cluster are counted. */
export interface Levels {
  readonly names: readonly string[]
  /** Level of each user. */
  readonly of: ArrayLike<number>
}

/** Share of one level in a cluster. */
export interface Part {
  readonly share: number
  /** Wilson's 95 % interval. */
  readonly low: number
  readonly high: number
  /** Whether the share of all users lies outside of the interval, and on which side the cluster is. */
  readonly differs: 'over' | 'under' | null
}
/** One bar: a cluster, or all clusters too small to read. */
export interface CompositionRow {
  /** Null: small clusters together. */
  readonly name: ClusterName | null
  readonly users: number
  /** By level; shares sum to 1. */
  readonly parts: readonly Part[]
  /** Bridge index of activity; null for small clusters together. */
  readonly bridge: number | null
  /** Mean bridge index of as many users drawn by chance. */
  readonly expected: number | null
}
export interface Composition {
  readonly levels: readonly string[]
  /** Shares of all observed users. */
  readonly overall: readonly number[]
  /** By bridge index, highest first; small clusters last. */
  readonly rows: readonly CompositionRow[]
  /** How many clusters are merged as small. */
  readonly small: number
}

/** Levels of each cluster's users, by largest membership, with the bridge index of their activity. */
export function compositionOf(
  { occupancy, identity }: Clustering,
  deciles: Uint8Array,
  levels: Levels,
): Composition {
  const { assigned, counts } = occupancy
  const overall = sharesOf(histogram(levels, () => true))
  const bridges = bridgesOf(assigned, counts.length, deciles)
  const rows: CompositionRow[] = []
  const isThin = (cluster: number): boolean => (counts[cluster] ?? 0) < THIN_USERS
  const bar = (isIn: (user: number) => boolean) => {
    const own = histogram(levels, isIn)
    return { users: sum(own), parts: own.map((count, level) => partOf(count, sum(own), overall[level] ?? 0)) }
  }
  for (const cluster of identity.order) {
    if (isThin(cluster)) continue
    rows.push({
      name: identity.names[cluster] as ClusterName,
      ...bar((user) => assigned[user] === cluster),
      bridge: bridges.found[cluster] as number,
      expected: bridges.expected[cluster] as number,
    })
  }
  // Sorting is stable: equals stay in the order of their numbers.
  rows.sort((a, b) => (b.bridge ?? 0) - (a.bridge ?? 0))
  const rest = bar((user) => isThin(assigned[user] as number))
  const small = identity.order.filter((cluster) => isThin(cluster) && (counts[cluster] ?? 0) > 0).length
  if (small > 0) rows.push({ name: null, ...rest, bridge: null, expected: null })
  return { levels: levels.names, overall, rows, small }

  function histogram({ names, of }: Levels, isIn: (user: number) => boolean): number[] {
    const own = new Array<number>(names.length).fill(0)
    for (let user = 0; user < assigned.length; user++) {
      const level = of[user] as number
      if (isIn(user)) own[level] = (own[level] ?? 0) + 1
    }
    return own
  }
}

/**
 * Deciles that have users, with 0 first for users absent from train. Where ties left deciles empty, the one that took
 * their users is named with them: `D1–3`.
 */
export function activityLevels(
  deciles: Uint8Array,
  unseen: string,
): Levels & { readonly deciles: readonly number[] } {
  const present = [...new Set(deciles)].sort((a, b) => a - b)
  const names = present.map((decile, index) => {
    if (decile === 0) return unseen
    const last = (present[index + 1] ?? 11) - 1
    return last === decile ? `D${decile}` : `D${decile}–${last}`
  })
  const level = new Map(present.map((decile, index) => [decile, index]))
  return { names, of: Uint8Array.from(deciles, (decile) => level.get(decile) ?? 0), deciles: present }
}

/** Observed columns by which users can be told apart: features with names for their values, and the scene. */
export function columnsOf({
  fields,
  sceneIds,
  sceneNames,
}: ObservedRows): readonly (Levels & { readonly name: string })[] {
  const scene = { name: 'scene', names: sceneNames, of: sceneIds }
  return [
    ...fields.map(({ name, labels, ids }) => ({ name, ...used(labels, ids) })),
    ...(sceneNames.length > 1 && fields.every(({ name }) => name !== 'scene') ? [scene] : []),
  ].filter(({ names }) => names.length > 1 && names.length <= MOST_LEVELS)
}
/** The levels that users have; what is missing has no name of its own. */
function used(labels: readonly string[], ids: Int32Array): Levels {
  const present = [...new Set(ids)].sort((a, b) => a - b)
  const level = new Map(present.map((id, index) => [id, index]))
  return {
    names: present.map((id) => (labels[id] === undefined || labels[id] === '' ? '–' : labels[id])),
    of: Uint8Array.from(ids, (id) => level.get(id) ?? 0),
  }
}

/** Levels of a column that can still be told apart. */
const MOST_LEVELS = 12

function partOf(count: number, users: number, overall: number): Part {
  const [low, high] = wilson(count, users)
  const differs = users === 0 ? null : overall < low ? 'over' : overall > high ? 'under' : null
  return { share: users === 0 ? 0 : count / users, low, high, differs }
}

/** Shuffles that the expected bridge index is the mean of. */
const SHUFFLES = 100

/** Bridge index of each cluster's activity, and its mean where the same users are handed out by chance. */
export function bridgesOf(
  assigned: ArrayLike<number>,
  clusters: number,
  deciles: Uint8Array,
): { readonly found: readonly number[]; readonly expected: readonly number[] } {
  const overall = sharesOf(ofAll(deciles))
  const worst = worstDivergence(overall)
  const read = (given: Uint8Array): readonly number[] => {
    const own = Array.from({ length: clusters }, () => new Array<number>(11).fill(0))
    for (let user = 0; user < given.length; user++) {
      const row = own[assigned[user] as number] as number[]
      row[given[user] as number] = (row[given[user] as number] as number) + 1
    }
    return own.map((row) => bridged(sharesOf(row), overall, worst))
  }
  const expected = new Array<number>(clusters).fill(0)
  const random = stream(0, 'user-clusters/bridge')
  for (let round = 0; round < SHUFFLES; round++) {
    const order = random.permutation(deciles.length)
    const shuffled = read(Uint8Array.from(order, (user) => deciles[user] as number))
    for (const [cluster, value] of shuffled.entries()) {
      expected[cluster] = (expected[cluster] as number) + value / SHUFFLES
    }
  }
  return { found: read(deciles), expected }
}

/**
 * B = 1 − JSD(p, q) / JSD_max for a cluster's activity histogram p and that of all users q. JSD_max is the largest
 * divergence that any histogram can have from q: all mass on q's rarest bin (JSD is convex in p, so a vertex of the
 * simplex attains it), .758 bits for ten even deciles. 1: the cluster mixes activity as the whole does; 0: it holds the
 * rarest activity alone.
 */
export const bridgeIndex = (p: readonly number[], q: readonly number[]): number =>
  bridged(p, q, worstDivergence(q))

function bridged(p: readonly number[], q: readonly number[], worst: number): number {
  return worst === 0 ? 1 : Math.min(1, Math.max(0, 1 - jensenShannon(p, q) / worst))
}

function worstDivergence(q: readonly number[]): number {
  const alone = (bin: number): readonly number[] => q.map((_, other) => (other === bin ? 1 : 0))
  return Math.max(...q.map((share, bin) => (share === 0 ? 0 : jensenShannon(alone(bin), q))))
}

/** JSD(p, q) = H(m) − (H(p) + H(q))/2 with m = (p + q)/2, in bits: in [0, 1], 0 only when p = q. */
export function jensenShannon(p: readonly number[], q: readonly number[]): number {
  const middle = p.map((share, bin) => (share + (q[bin] ?? 0)) / 2)
  return Math.max(0, (entropy(middle) - (entropy(p) + entropy(q)) / 2) / Math.LN2)
}

function ofAll(deciles: Uint8Array): readonly number[] {
  const counts = new Array<number>(11).fill(0)
  for (const decile of deciles) counts[decile] = (counts[decile] ?? 0) + 1
  return counts
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function sharesOf(counts: readonly number[]): readonly number[] {
  const total = sum(counts)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}
