import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { gauc } from '../metrics/gauc.ts'
import { calibration } from '../metrics/probability.ts'
import { splitLabels } from '../metrics/slices.ts'
import { exposureOf, rerankByExposure, smallHosts } from './exposure.ts'
import { fused } from './fusion.ts'
import { rankedNdcg } from './ndcg.ts'
import type { Axes, Fusion, RequestsRead, TaskRanking, Utility } from './question.ts'
import { type Requests, ranked, requestsOf } from './requests.ts'

/** A split as a re-ranking sees it. */
export interface RankedSplit {
  readonly encoded: EncodedDataset
  /** Request of each row of the split, −1 for none. */
  readonly codes: Int32Array
  readonly by: RequestsRead['by']
  readonly requests: Requests
  /** Probabilities [rows, T]. */
  readonly p: Float32Array
  readonly tasks: readonly {
    readonly labels: Float32Array
    readonly p: Float32Array
    readonly pcoc: number | null
  }[]
  /** Host of each row, −1 where missing, and hosts of the whole log. */
  readonly hosts: Int32Array
  readonly small: Uint8Array
  readonly watch: Float64Array | null
}

/** The rows of a split, their requests and hosts, and a run's probabilities for them. */
export function rankedSplit(encoded: EncodedDataset, split: Split, logits: Float32Array): RankedSplit {
  const rows = encoded.splits[split]
  const { by, codes: all } = encoded.requests()
  const codes = Int32Array.from(rows, (row) => all[row] as number)
  const watch = encoded.watch()
  const trainRows = new Int32Array(encoded.itemCount)
  for (const row of encoded.splits.train) {
    const host = encoded.items[row] as number
    if (host >= 0) trainRows[host] = (trainRows[host] as number) + 1
  }
  const p = logits.map((z) => 1 / (1 + Math.exp(-z)))
  const count = encoded.tasks.length
  const positions = Uint32Array.from(rows, (_, i) => i)
  return {
    encoded,
    codes,
    by,
    requests: requestsOf(codes),
    p,
    tasks: encoded.tasks.map((_, t) => {
      const labels = splitLabels(encoded, split, t)
      const own = Float32Array.from(rows, (_row, i) => p[i * count + t] as number)
      return { labels, p: own, pcoc: calibration(labels, own, positions) }
    }),
    hosts: Int32Array.from(rows, (row) => encoded.items[row] as number),
    small: smallHosts(trainRows),
    watch: watch === null ? null : Float64Array.from(rows, (row) => watch.values[row] as number),
  }
}

/** How a split's rows fall into requests. */
export const readOf = ({ by, requests }: RankedSplit, places: number): RequestsRead => ({
  by,
  requests: requests.length,
  rows: requests.reduce((sum, rows) => sum + rows.length, 0),
  contested: requests.filter((rows) => rows.length > places).length,
})

/** A split's rows ordered by a fusion: a score for each row, what is shown, and what each host was given. */
interface Order {
  readonly scores: Float32Array
  /** Each request's rows from the first place down. */
  readonly orders: Requests
  readonly shown: readonly Uint32Array[]
  readonly exposures: Float64Array
}

function orderBy(split: RankedSplit, { weights, form, lambda, places }: Fusion): Order {
  const scores = fused(split.p, weights, form)
  const { itemCount } = split.encoded
  const byScore = split.requests.map((rows) => ranked(rows, scores))
  const { shown, exposures } = rerankByExposure(scores, split.hosts, itemCount, byScore, places, lambda)
  if (lambda === 0) return { scores, orders: byScore, shown, exposures }
  // What is not shown follows by its own score; a re-ranking's score is the place itself.
  const orders = byScore.map((rows, q) => {
    const first = shown[q] as Uint32Array
    const taken = new Set(first)
    return Uint32Array.of(...first, ...rows.filter((row) => !taken.has(row)))
  })
  const placed = new Float32Array(scores.length)
  for (const order of orders) for (const [place, row] of order.entries()) placed[row] = -place
  return { scores: placed, orders, shown, exposures }
}

/**
 * What a fusion does on the three sides. Consumer: GAUC and NDCG within requests, means of what is shown. Producer: how
 * exposure is spread over the hosts of the whole log, those without any included. Platform: gifts.
 */
export function axesOf(split: RankedSplit, fusion: Fusion): Axes {
  const order = orderBy(split, fusion)
  const rows = Uint32Array.from(order.shown.flatMap((own) => [...own]))
  const tasks = split.tasks.map(({ labels, p, pcoc }, t): TaskRanking => {
    const [ndcg5 = null, ndcg10 = null] = rankedNdcg(labels, order.scores, order.orders, [5, 10])
    return {
      task: split.encoded.tasks[t]?.id as string,
      gauc: gauc(labels, order.scores, split.codes).gauc,
      ndcg5,
      ndcg10,
      expected: meanOf(rows, p),
      observed: meanOf(rows, labels),
      pcoc,
    }
  })
  const gift = tasks.find(({ task }) => /gift/i.test(task))
  return {
    consumer: { tasks, watch: split.watch === null ? null : meanOf(rows, split.watch) },
    producer: split.encoded.itemCount === 0 ? null : exposureOf(order.exposures, split.small),
    platform: {
      gift: gift === undefined ? null : { task: gift.task, expected: gift.expected, observed: gift.observed },
    },
  }
}

/** What a search maximises: the mean over tasks of GAUC or NDCG@10; null where no task has one. */
export function utilityOf(split: RankedSplit, fusion: Fusion, utility: Utility): number | null {
  const { scores, orders } = orderBy(split, fusion)
  const values = split.tasks
    .map(({ labels }) =>
      utility === 'gauc'
        ? gauc(labels, scores, split.codes).gauc
        : (rankedNdcg(labels, scores, orders, [10])[0] ?? null),
    )
    .filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length
}

/** Mean over rows that have a value; NaN without any. */
function meanOf(rows: Uint32Array, values: ArrayLike<number>): number {
  let [sum, count] = [0, 0]
  for (const row of rows) {
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return sum / count
}
