import { type Points, squaredDistance } from './compactness.ts'

/**
 * How far neighbours on a map are neighbours in truth (Venna and Kaski 2001):
 *   T(k) = 1 − 2 / (n k (2n − 3k − 1)) · Σ_i Σ_{j among i's k nearest on the map} max(0, r(i, j) − k),
 * r(i, j) the rank of j by distance to i in the original space; points at one distance share its lowest rank. In [0, 1].
 * Null unless k < n/2, where the scale would not hold.
 */
export function trustworthiness(original: Points, map: Points, k: number): number | null {
  const n = original.rows
  if (map.rows !== n) throw new RangeError(`trustworthiness: ${n} points and ${map.rows}`)
  if (k < 1 || k >= n / 2) return null
  const distances = new Float64Array(n)
  let penalty = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) distances[j] = squaredDistance(original, i, original, j)
    for (const j of nearest(map, i, k)) {
      const own = distances[j] as number
      let rank = 1
      for (let other = 0; other < n; other++) {
        if (other !== i && (distances[other] as number) < own) rank++
      }
      penalty += Math.max(0, rank - k)
    }
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty
}

/** The k other points nearest to point i, nearest first; of those at one distance the first. */
export function nearest(points: Points, i: number, k: number): readonly number[] {
  const found: { readonly j: number; readonly distance: number }[] = []
  for (let j = 0; j < points.rows; j++) {
    if (j === i) continue
    const distance = squaredDistance(points, i, points, j)
    const last = found[found.length - 1]
    if (found.length === k && last !== undefined && distance >= last.distance) continue
    let at = found.length
    while (at > 0 && (found[at - 1] as { distance: number }).distance > distance) at--
    found.splice(at, 0, { j, distance })
    if (found.length > k) found.pop()
  }
  return found.map(({ j }) => j)
}
