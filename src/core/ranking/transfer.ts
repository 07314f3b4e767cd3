import type { EncodedDataset } from '../data/encoded.ts'
import { rankedAuc } from '../metrics/auc.ts'
import { drawWeights, replicateName } from '../metrics/bootstrap.ts'
import { type Ranking, rankRows } from '../metrics/rank.ts'
import { LOW_DECILES, splitLabels } from '../metrics/slices.ts'
import type { Scored, TransferAnswer, TransferRow } from './question.ts'

/** Replicates of the Poisson bootstrap over users. */
const REPLICATES = 200

/**
 * AUC of a task on the low-activity members of each cluster (D1 to D3), under the scores of a run with clusters and of a
 * run without, on the same test rows. Intervals of the difference are by resampled users, the same in both runs and in all
 * else that is resampled on test. Yields between pieces of work.
 *
 * `clusters`: of each test row, in the order of the split.
 */
export function* transferLedger(
  encoded: EncodedDataset,
  on: Scored,
  off: Scored,
  clusters: Int32Array,
  task: number,
): Generator<void, TransferAnswer> {
  const rows = encoded.splits.test
  const labels = splitLabels(encoded, 'test', task)
  const tasks = encoded.tasks.length
  const members = new Map<number, number[]>()
  const low: number[] = []
  for (const [position, row] of rows.entries()) {
    const decile = encoded.deciles[row] as number
    if (decile < 1 || decile > LOW_DECILES) continue
    const cluster = clusters[position] as number
    const own = members.get(cluster)
    if (own === undefined) members.set(cluster, [position])
    else own.push(position)
    low.push(position)
  }
  const groups = [...members].sort(([a], [b]) => a - b)
  const users = Int32Array.from(rows, (row) => encoded.users[row] as number)
  const column = ({ test }: Scored): Float32Array =>
    Float32Array.from(rows, (_, position) => test[position * tasks + task] as number)
  const scores = [column(on), column(off)] as const
  const parts = [low, ...groups.map(([, positions]) => positions)].map((positions) =>
    partOf(users, positions, labels, scores),
  )
  yield
  const draws = parts.map(() => new Float64Array(REPLICATES))
  const weights = new Float32Array(rows.length)
  for (let r = 0; r < REPLICATES; r++) {
    drawWeights(encoded, rows, replicateName('test', r), 0, weights)
    for (const [i, part] of parts.entries()) (draws[i] as Float64Array)[r] = part.delta(weights) ?? Number.NaN
    yield
  }
  const read = (i: number): Omit<TransferRow, 'cluster'> => ({
    ...(parts[i] as Part).counts,
    ...middle(draws[i] as Float64Array),
  })
  return {
    kind: 'transfer',
    task: encoded.tasks[task]?.id as string,
    all: read(0),
    clusters: groups.map(([cluster], i) => ({ cluster, ...read(i + 1) })),
  }
}

interface Part {
  readonly counts: Omit<TransferRow, 'cluster' | 'low' | 'high'>
  /** Difference of the two AUCs under row weights of the whole split. */
  delta(weights: Float32Array): number | null
}

function partOf(
  users: Int32Array,
  positions: readonly number[],
  labels: Float32Array,
  scores: readonly [on: Float32Array, off: Float32Array],
): Part {
  const at = (values: Float32Array): Float32Array =>
    Float32Array.from(positions, (position) => values[position] as number)
  const own = at(labels)
  const [on, off]: readonly Ranking[] = scores.map((values) => rankRows(at(values)))
  const aucs = (weights?: Float32Array): readonly [number | null, number | null] => [
    rankedAuc(own, on as Ranking, weights),
    rankedAuc(own, off as Ranking, weights),
  ]
  const known = positions.map((position) => users[position] as number)
  const [withThem, without] = aucs()
  return {
    counts: {
      rows: positions.length,
      positives: own.reduce((sum, label) => sum + label, 0),
      // A row without a user is a user of its own, as when users are resampled.
      users: new Set(known.map((user, i) => (user < 0 ? -1 - i : user))).size,
      on: withThem,
      off: without,
    },
    delta(weights) {
      const [a, b] = aucs(at(weights))
      return a === null || b === null ? null : a - b
    },
  }
}

/** The middle 95 % of the replicates that have a value; null when fewer than half do. */
function middle(values: Float64Array): Pick<TransferRow, 'low' | 'high'> {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length * 2 < values.length) return { low: null, high: null }
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return { low: at(0.025), high: at(0.975) }
}
