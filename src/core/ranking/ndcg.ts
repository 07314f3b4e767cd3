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
  let sum = 0
  let counted = 0
  for (const rows of requests) {
    const gains = (order: Uint32Array): number[] =>
      Array.from(order, (row) => 2 ** (relevance[row] as number) - 1)
    const best = discounted(gains(ranked(rows, relevance)), k)
    if (best === 0) continue
    const order = ranked(rows, scores)
    sum += discounted(tieAveraged(gains(order), order, scores), k) / best
    counted++
  }
  return counted === 0 ? null : sum / counted
}

function discounted(gains: readonly number[], k: number): number {
  let total = 0
  for (let i = 0; i < Math.min(k, gains.length); i++) total += (gains[i] as number) / Math.log2(i + 2)
  return total
}

function tieAveraged(gains: readonly number[], order: Uint32Array, scores: ArrayLike<number>): number[] {
  const shared = [...gains]
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) end++
    const mean = gains.slice(start, end).reduce((a, b) => a + b, 0) / (end - start)
    shared.fill(mean, start, end)
    start = end
  }
  return shared
}
