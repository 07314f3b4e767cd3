import { entropy } from '../metrics/divergence.ts'
import type { Requests } from './requests.ts'

/** How exposure is spread over hosts, hosts without any included. */
export interface Exposure {
  /** 0: all equal; (n − 1)/n: one of n has everything. */
  readonly gini: number
  /** Share of hosts with at least one exposure. */
  readonly coverage: number
  /** Share of exposures that go to the half of hosts with the fewest train rows. */
  readonly smallHostShare: number
  /** Entropy of the shares of exposure, over ln n: 1 when even. */
  readonly evenness: number
}

/** Gini coefficient Σ (2i − n − 1) x_(i) / (n Σ x) over x ascending, i from 1; 0 where nothing was given out. */
export function gini(counts: ArrayLike<number>): number {
  const sorted = Float64Array.from(counts).sort()
  const n = sorted.length
  const total = sorted.reduce((a, b) => a + b, 0)
  if (total === 0) return 0
  return sorted.reduce((sum, x, i) => sum + (2 * (i + 1) - n - 1) * x, 0) / (n * total)
}

/** Spread of exposures over hosts; `isSmall` marks the hosts with few train rows. */
export function exposureOf(counts: Float64Array, isSmall: Uint8Array): Exposure {
  const total = counts.reduce((a, b) => a + b, 0)
  const small = counts.reduce((sum, x, host) => sum + (isSmall[host] === 1 ? x : 0), 0)
  return {
    gini: gini(counts),
    coverage: counts.filter((x) => x > 0).length / Math.max(1, counts.length),
    smallHostShare: total === 0 ? 0 : small / total,
    evenness: counts.length < 2 ? 1 : entropy(counts, total) / Math.log(counts.length),
  }
}

/** The half of hosts with the fewest train rows, ties to the larger half of ids; 1 where a host is one of them. */
export function smallHosts(trainRows: ArrayLike<number>): Uint8Array {
  const order = Array.from({ length: trainRows.length }, (_, host) => host).sort(
    (a, b) => (trainRows[a] as number) - (trainRows[b] as number) || b - a,
  )
  const small = new Uint8Array(trainRows.length)
  for (const host of order.slice(0, Math.floor(order.length / 2))) small[host] = 1
  return small
}

/** What a greedy re-ranking puts up, request by request in the order of the log. */
export interface Reranked {
  /** The first k rows of each request, best first. */
  readonly shown: readonly Uint32Array[]
  /** Exposures of each host. */
  readonly exposures: Float64Array
}

/**
 * Greedy re-ranking of requests whose rows stand in the order of their scores, with a penalty on what a host was given so
 * far: place after place of a request goes to
 *   argmax s_i − λ ln(1 + x_{h(i)}),
 * x counting over all requests so far. λ = 0 is the score's own order. Equal values go to the earlier row.
 */
export function rerankByExposure(
  scores: ArrayLike<number>,
  hosts: Int32Array,
  hostCount: number,
  orders: Requests,
  k: number,
  lambda: number,
): Reranked {
  const exposures = new Float64Array(hostCount)
  const expose = (row: number): void => {
    const host = hosts[row] as number
    if (host >= 0) exposures[host] = (exposures[host] as number) + 1
  }
  if (lambda === 0) {
    const shown = orders.map((order) => order.subarray(0, k))
    for (const rows of shown) rows.forEach(expose)
    return { shown, exposures }
  }
  const shown = orders.map((order) => {
    const left = [...order]
    const chosen: number[] = []
    while (chosen.length < k && left.length > 0) {
      let best = 0
      let bestValue = Number.NEGATIVE_INFINITY
      for (const [i, row] of left.entries()) {
        const host = hosts[row] as number
        const given = host < 0 ? 0 : (exposures[host] as number)
        const value = (scores[row] as number) - lambda * Math.log(1 + given)
        if (value > bestValue) {
          best = i
          bestValue = value
        }
      }
      const [row] = left.splice(best, 1) as [number]
      expose(row)
      chosen.push(row)
    }
    return Uint32Array.from(chosen)
  })
  return { shown, exposures }
}
