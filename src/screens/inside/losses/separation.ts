import type { Point } from '../../../charts/decimate.ts'
import {
  cosineMatrix,
  lowestReach,
  type Reach,
  type Separation,
  separation,
  seriated,
} from '../../../core/geometry/cosines.ts'
import { keyText } from '../../../core/metrics/series.ts'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import type { NamedCluster } from '../view.ts'
import { pareto } from './pareto.ts'

const CENTROIDS = 'user-clusters/centroids'

/** Distances between centroids over training, in rows seen; empty for fewer than two. */
export interface SeparationCourse {
  readonly least: readonly Point[]
  readonly median: readonly Point[]
}

export function separationCourse(run: Run): SeparationCourse {
  const read = (run.history.get(CENTROIDS) ?? []).flatMap(({ step, shape, values }) => {
    const found = separation(values, shape[1] ?? 1)
    return found === null ? [] : [{ x: step * (run.batchSize ?? 1), found }]
  })
  const points = (of: (one: Separation) => number): readonly Point[] =>
    read.map(({ x, found }) => ({ x, y: of(found) }))
  return { least: points(({ least }) => least), median: points(({ median }) => median) }
}

/** Cosines between centroids, alike ones side by side. */
export interface CentroidCosines {
  /** Of the clusters, in the order of the rows. */
  readonly names: readonly string[]
  /** By row and column, in that order. */
  readonly cosines: readonly (readonly number[])[]
  readonly largest: number | null
  readonly reach: Reach
  readonly dimensions: number
  readonly step: number
}

/** Null before the first reading, and for fewer than two clusters. Own ids decide nothing, not even between equals. */
export function centroidCosines(run: Run, clusters: readonly NamedCluster[]): CentroidCosines | null {
  const snapshot = run.snapshots.get(CENTROIDS)
  const [count = 0, dimensions = 1] = snapshot?.shape ?? []
  const reach = lowestReach(count, dimensions)
  if (snapshot === undefined || reach === null || clusters.length !== count) return null
  const own = cosineMatrix(snapshot.values, dimensions)
  const all = clusters.map((a) => clusters.map((b) => own[a.id]?.[b.id] ?? Number.NaN))
  const order = seriated(all)
  return {
    names: order.map((i) => clusters[i]?.name ?? ''),
    cosines: order.map((i) => order.map((j) => all[i]?.[j] ?? Number.NaN)),
    largest: separation(snapshot.values, dimensions)?.alike ?? null,
    ...{ reach, dimensions, step: snapshot.step },
  }
}

/** A run of the comparison by what it costs to be compact and to be apart. */
export interface PlaneRun {
  readonly peer: Peer
  /** Raw shift norm² and raw covariance, means over the last epoch up to the kept weights. */
  readonly intra: number
  readonly inter: number
  /** Test AUC less that of the baseline at the same seed; null for the baseline and where one has no test. */
  readonly delta: number | null
}

/** The runs that have both terms, with the front of those that no other beats on both. */
export function lambdaPlane(peers: readonly Peer[], task: string) {
  const baseline = peers[0]?.groupId
  const runs = peers.flatMap((peer): readonly PlaneRun[] => {
    const [intra, inter] = ['intra', 'covariance'].map((name) => rawMean(peer.run, `user-clusters/${name}`))
    if (intra === null || inter === null || intra === undefined || inter === undefined) return []
    const against = peers.find(
      ({ groupId, run }) => groupId === baseline && run.config.seed === peer.run.config.seed,
    )
    const [own, other] = [testAuc(peer.run, task), against === undefined ? null : testAuc(against.run, task)]
    const delta = peer.groupId === baseline || own === null || other === null ? null : own - other
    return [{ peer, intra, inter, delta }]
  })
  return { runs, front: pareto(runs.map(({ intra, inter }) => ({ x: intra, y: inter }))) }
}

/** Mean of a term's raw values over the last epoch up to the weights that are kept; null where the run has no such term. */
function rawMean({ series, stepsPerEpoch, bestStep }: Run, term: string): number | null {
  const found = series.get(keyText({ split: 'train', metric: 'loss', of: term, slice: null }))
  if (found === undefined || found.length === 0) return null
  const last = bestStep ?? (found.steps[found.length - 1] as number)
  const own = [...found.values.subarray(0, found.length)].filter((_, i) => {
    const step = found.steps[i] as number
    return step <= last && step > last - (stepsPerEpoch ?? 1)
  })
  return own.length === 0 ? null : own.reduce((a, b) => a + b, 0) / own.length
}

const testAuc = ({ report }: Run, task: string): number | null =>
  report?.metrics.find((one) => one.split === 'test' && one.task === task && one.slice === null)?.auc ?? null
