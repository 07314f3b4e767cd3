import { type Requests, ranked } from './requests.ts'

/**
 * NDCG@k, the mean over requests that hold a gain: gains 2^rel − 1, discounts 1/log₂(rank + 1), and rows of equal score
 * share the mean gain of their places (McSherry and Najork 2008), so that a constant score earns what chance earns.
 * Null where no request holds a gain.
 */
export function ndcg(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  requests: Requests,
  k: number,
): number | null {
  const orders = requests.map((rows) => ranked(rows, scores))
  return rankedNdcg(relevance, scores, orders, [k])[0] as number | null
}

/** NDCG at several depths of requests whose rows stand in the order of their scores already. */
export function rankedNdcg(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  orders: Requests,
  depths: readonly number[],
): readonly (number | null)[] {
  const sums = depths.map(() => 0)
  let counted = 0
  for (const order of orders) {
    const gains = Float64Array.from(order, (row) => 2 ** (relevance[row] as number) - 1)
    if (!gains.some((gain) => gain > 0)) continue
    const best = gains.slice().sort().reverse()
    shareTies(gains, order, scores)
    for (const [i, k] of depths.entries()) {
      sums[i] = (sums[i] as number) + discounted(gains, k) / discounted(best, k)
    }
    counted++
  }
  return sums.map((sum) => (counted === 0 ? null : sum / counted))
}

function discounted(gains: Float64Array, k: number): number {
  let total = 0
  for (let i = 0; i < Math.min(k, gains.length); i++) total += (gains[i] as number) / Math.log2(i + 2)
  return total
}

/** Gives rows of equal score the mean of their gains. */
function shareTies(gains: Float64Array, order: Uint32Array, scores: ArrayLike<number>): void {
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) end++
    if (end > start + 1) {
      const mean = gains.subarray(start, end).reduce((a, b) => a + b, 0) / (end - start)
      gains.fill(mean, start, end)
    }
    start = end
  }
}
