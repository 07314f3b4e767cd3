import { ndcg } from './ndcg.ts'
import { type Requests, ranked } from './requests.ts'

/** Shares of a request: what a coarse ranker hands on, and what the fine ranker then shows. */
export const HANDED_ON = 1 / 2
export const SHOWN = 1 / 4
/** Fewer rows are no list to cut twice. */
export const LEAST_ROWS = 4
/** Places that NDCG counts. */
const NDCG_PLACES = 10

/** How far a coarse ranker agrees with the fine one, within requests of at least four rows. */
export interface Agreement {
  readonly requests: number
  readonly rows: number
  /** Mean share of the fine ranker's best quarter that is in the coarse ranker's best half. */
  readonly recall: number | null
  /** Mean Kendall τ_b of the two scores; requests in which either is constant are left out. */
  readonly kendall: number | null
  /** NDCG@10 of the coarse score, the fine ranker's first ten places as gains. */
  readonly ndcg: number | null
  /** Share of positives that are shown where the fine ranker ranks what the coarse one hands on. */
  readonly cascade: number | null
  /** The same where the fine ranker ranks every row. */
  readonly alone: number | null
}

/** Compares two scores of the same rows; `labels` are 0 or 1. */
export function agreement(
  fine: ArrayLike<number>,
  coarse: ArrayLike<number>,
  labels: ArrayLike<number>,
  all: Requests,
): Agreement {
  const requests = all.filter((rows) => rows.length >= LEAST_ROWS)
  const taus = requests.flatMap((rows) => kendall(fine, coarse, rows) ?? [])
  const positives = sum(requests.map((rows) => positivesAmong(rows, labels)))
  const shownOf = (pick: (rows: Uint32Array) => Uint32Array): number | null =>
    positives === 0 ? null : sum(requests.map((rows) => positivesAmong(pick(rows), labels))) / positives
  return {
    requests: requests.length,
    rows: sum(requests.map(({ length }) => length)),
    recall: mean(requests.map((rows) => recallOfBest(fine, coarse, rows))),
    kendall: mean(taus),
    ndcg: ndcg(gainsOf(fine, requests, fine.length), coarse, requests, NDCG_PLACES),
    cascade: shownOf((rows) => cascaded(fine, coarse, rows)),
    alone: shownOf((rows) => best(rows, fine, Math.ceil(rows.length * SHOWN))),
  }
}

/** Share of the best k by `fine` that is among the best m by `coarse`: k a quarter of the rows, m a half, rounded up. */
export function recallOfBest(fine: ArrayLike<number>, coarse: ArrayLike<number>, rows: Uint32Array): number {
  const kept = new Set(best(rows, coarse, Math.ceil(rows.length * HANDED_ON)))
  const wanted = best(rows, fine, Math.ceil(rows.length * SHOWN))
  return wanted.filter((row) => kept.has(row)).length / wanted.length
}

/**
 * Kendall's τ_b = (C − D) / √((P − T_a)(P − T_b)) over the P pairs of rows: C in the same order by both, D in opposite
 * order, T tied by one of them. Null where either is constant.
 */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>, rows: Uint32Array): number | null {
  let balance = 0
  let apartA = 0
  let apartB = 0
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [rows[i] as number, rows[j] as number]
      const byA = Math.sign((a[x] as number) - (a[y] as number))
      const byB = Math.sign((b[x] as number) - (b[y] as number))
      balance += byA * byB
      apartA += Math.abs(byA)
      apartB += Math.abs(byB)
    }
  }
  return apartA === 0 || apartB === 0 ? null : balance / Math.sqrt(apartA * apartB)
}

/** What is shown of a request: the fine ranker's best quarter among the coarse ranker's best half. */
function cascaded(fine: ArrayLike<number>, coarse: ArrayLike<number>, rows: Uint32Array): Uint32Array {
  const handedOn = best(rows, coarse, Math.ceil(rows.length * HANDED_ON)).sort()
  return best(handedOn, fine, Math.ceil(rows.length * SHOWN))
}

const best = (rows: Uint32Array, scores: ArrayLike<number>, count: number): Uint32Array =>
  ranked(rows, scores).slice(0, count)

/** 10 for the fine ranker's first place of a request, 9 for the second, … 0 from the eleventh on. */
function gainsOf(fine: ArrayLike<number>, requests: Requests, count: number): Float64Array {
  const gains = new Float64Array(count)
  for (const rows of requests) {
    for (const [place, row] of ranked(rows, fine).entries()) gains[row] = Math.max(0, NDCG_PLACES - place)
  }
  return gains
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length
const positivesAmong = (rows: Uint32Array, labels: ArrayLike<number>): number =>
  rows.reduce((count, row) => count + (labels[row] as number), 0)
