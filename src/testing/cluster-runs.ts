import { stream } from '../core/rng.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import type { RunEvent } from '../run/events.ts'
import type { Peer } from '../run/peers.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'

export interface ClusterRunOptions {
  readonly seed?: number
  readonly users?: number
  /** Cluster of each user at each reading; default: three readings, the users drawn to `clusters` clusters of falling size. */
  readonly readings?: readonly (readonly number[])[]
  readonly clusters?: number
  /** New id of each cluster. */
  readonly rename?: readonly number[]
}

const WIDTH = 4

/** Cluster of each user: fewer users the higher its number; the last has none. */
export const drawnClusters = (users: number, clusters: number, seed = 1): number[] => {
  const random = stream(seed, 'testing/clusters')
  return Array.from({ length: users }, () => {
    const u = random.uniform()
    return Math.min(clusters - 2, Math.floor((clusters - 1) * u * u))
  })
}

/** A run with clusters that has ended: users near the centroid of their cluster, memberships that are nearly hard. */
export function clusterRun(options: ClusterRunOptions = {}): Run {
  const { seed = 1, users = 300, clusters = 5 } = options
  const rename = options.rename ?? [...Array(clusters).keys()]
  const final = drawnClusters(users, clusters)
  const readings = options.readings ?? [final.map((own, i) => (i % 3 === 0 ? 0 : own)), final, final]
  const random = stream(seed, 'testing/places')
  const centroids = Array.from({ length: clusters * WIDTH }, () => 3 * random.normal())
  const events: RunEvent[] = [observing(users)]
  for (const [i, assigned] of readings.entries()) {
    const step = 10 * (i + 1)
    const soft = new Float32Array(users * clusters).fill(0.1 / clusters)
    for (const [user, own] of assigned.entries()) {
      const at = user * clusters + (rename[own] as number)
      soft[at] = (soft[at] as number) + 0.9
    }
    const query = Float32Array.from(
      { length: users * WIDTH },
      (_, at) =>
        (centroids[(assigned[Math.floor(at / WIDTH)] as number) * WIDTH + (at % WIDTH)] as number) +
        random.normal(),
    )
    const tap = (name: string, shape: readonly number[], values: Float32Array): RunEvent => ({
      type: 'snapshot',
      step,
      tap: `user-clusters/${name}`,
      shape,
      values,
    })
    const byCluster = (width: number, value: (cluster: number, at: number) => number): Float32Array => {
      const values = new Float32Array(clusters * width)
      for (const [cluster, id] of rename.entries()) {
        for (let at = 0; at < width; at++) values[id * width + at] = value(cluster, at)
      }
      return values
    }
    events.push(
      tap('assignment', [users, clusters], soft),
      tap('query', [users, WIDTH], query),
      tap(
        'centroids',
        [clusters, WIDTH],
        byCluster(WIDTH, (cluster, at) => centroids[cluster * WIDTH + at] as number),
      ),
      tap(
        'values',
        [clusters, 2],
        byCluster(2, (cluster, at) => cluster + at),
      ),
      tap(
        'erased',
        [clusters],
        byCluster(1, (cluster) => (cluster + 1) * (i + 1) ** 2),
      ),
      tap(
        'added',
        [clusters],
        byCluster(1, (cluster) => (cluster + 2) * (i + 1)),
      ),
    )
  }
  events.push({
    type: 'ended',
    reason: 'finished',
    step: 10 * readings.length,
    bestStep: 10 * readings.length,
    seconds: 1,
    rowsPerSecond: 1,
  })
  return events.reduce(reduceRun, queuedRun(`a|${seed}`, { ...sampleConfig(), seed }))
}

export const peerOf = (run: Run, groupId = 'a', style = 0): Peer => ({ groupId, group: groupId, style, run })

function observing(users: number): RunEvent {
  const random = stream(3, 'testing/observed')
  const level = (count: number) => Int32Array.from({ length: users }, () => random.int(count))
  return {
    type: 'observing',
    rows: {
      sceneIds: level(2),
      sceneNames: ['feed', 'live'],
      deciles: Uint8Array.from({ length: users }, () => 1 + random.int(10)),
      fields: [{ name: 'gender', roles: ['unbiased'], labels: ['–', 'f', 'm'], ids: level(3) }],
      plainFields: [],
    },
  }
}
