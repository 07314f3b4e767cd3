import type { EncodedDataset } from '../data/encoded.ts'
import { observedRowIds } from '../data/observed-rows.ts'
import { rankedAuc } from '../metrics/auc.ts'
import { type Ranking, rankRows } from '../metrics/rank.ts'
import { middle95, userWeights } from '../metrics/replicates.ts'
import { LOW_DECILES, splitLabels } from '../metrics/slices.ts'
import type { MembersAnswer, Scored, TransferAnswer, TransferRow } from './question.ts'

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
  const users = Int32Array.from(rows, (row) => encoded.users[row] as number)
  const column = ({ test }: Scored): Float32Array =>
    Float32Array.from(rows, (_, position) => test[position * tasks + task] as number)
  const scores = [column(on), column(off)] as const
  const draws = yield* userWeights(encoded, 'test')
  const read = (positions: readonly number[]): Omit<TransferRow, 'cluster'> => {
    const { counts, delta } = partOf(users, positions, labels, scores)
    return { ...counts, ...middle95(draws.map((weights) => delta(weights))) }
  }
  const all = read(low)
  yield
  const ledger: TransferRow[] = []
  for (const [cluster, positions] of [...members].sort(([a], [b]) => a - b)) {
    ledger.push({ cluster, ...read(positions) })
    yield
  }
  return { kind: 'transfer', task: encoded.tasks[task]?.id as string, all, clusters: ledger }
}

/**
 * Users of the test rows that lie in one of some clusters, and those of some observed rows; rows without a user name
 * nobody. `clusters`: of each test row; null where none is asked about.
 */
export function membersOf(
  encoded: EncodedDataset,
  clusters: Int32Array | null,
  wanted: readonly number[],
  drawn: readonly number[],
): MembersAnswer {
  const isWanted = new Set(wanted)
  const observed = drawn.length === 0 ? [] : observedRowIds(encoded)
  const rows = [
    ...[...encoded.splits.test].filter((_, position) => isWanted.has(clusters?.[position] ?? -1)),
    ...drawn.flatMap((at) => observed[at] ?? []),
  ]
  const users = new Set(rows.map((row) => encoded.users[row] as number).filter((user) => user >= 0))
  return { kind: 'members', clusters: wanted, drawn, users: [...users].sort((a, b) => a - b) }
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
