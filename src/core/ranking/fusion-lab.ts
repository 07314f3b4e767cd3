import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { gauc } from '../metrics/gauc.ts'
import { calibration } from '../metrics/probability.ts'
import { splitLabels } from '../metrics/slices.ts'
import { exposureOf, rerankByExposure, smallHosts } from './exposure.ts'
import { fused } from './fusion.ts'
import { ndcg } from './ndcg.ts'
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
  /** Labels [T][rows]. */
  readonly labels: readonly Float32Array[]
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
  return {
    encoded,
    codes,
    by,
    requests: requestsOf(codes),
    p: logits.map((z) => 1 / (1 + Math.exp(-z))),
    labels: encoded.tasks.map((_, t) => splitLabels(encoded, split, t)),
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
  readonly shown: readonly Uint32Array[]
  readonly exposures: Float64Array
}

function orderBy(split: RankedSplit, { weights, form, lambda, places }: Fusion): Order {
  const scores = fused(split.p, weights, form)
  const { itemCount } = split.encoded
  const { shown, exposures } = rerankByExposure(
    scores,
    split.hosts,
    itemCount,
    split.requests,
    places,
    lambda,
  )
  return { scores: lambda === 0 ? scores : placeScores(split.requests, shown, scores), shown, exposures }
}

/** Scores that say the order of a re-ranking: −place within the request, what is not shown by its own score behind. */
function placeScores(requests: Requests, shown: readonly Uint32Array[], scores: Float32Array): Float32Array {
  const places = new Float32Array(scores.length)
  for (const [q, rows] of requests.entries()) {
    const first = shown[q] as Uint32Array
    const taken = new Set(first)
    const rest = ranked(rows, scores).filter((row) => !taken.has(row))
    for (const [place, row] of [...first, ...rest].entries()) places[row] = -place
  }
  return places
}

/**
 * What a fusion does on the three sides. Consumer: GAUC and NDCG within requests, means of what is shown. Producer: how
 * exposure is spread over the hosts of the whole log, those without any included. Platform: gifts.
 */
export function axesOf(split: RankedSplit, fusion: Fusion): Axes {
  const order = orderBy(split, fusion)
  const rows = Uint32Array.from(order.shown.flatMap((own) => [...own]))
  const count = split.encoded.tasks.length
  const tasks = split.encoded.tasks.map(({ id }, t): TaskRanking => {
    const labels = split.labels[t] as Float32Array
    const p = Float32Array.from({ length: labels.length }, (_, i) => split.p[i * count + t] as number)
    return {
      task: id,
      gauc: gauc(labels, order.scores, split.codes).gauc,
      ndcg5: ndcg(labels, order.scores, split.requests, 5),
      ndcg10: ndcg(labels, order.scores, split.requests, 10),
      expected: meanOf(rows, p),
      observed: meanOf(rows, labels),
      pcoc: calibration(labels, p),
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
  const { scores } = orderBy(split, fusion)
  const values = split.labels.flatMap((labels) => {
    const value =
      utility === 'gauc' ? gauc(labels, scores, split.codes).gauc : ndcg(labels, scores, split.requests, 10)
    return value === null ? [] : [value]
  })
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
