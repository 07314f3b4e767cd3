export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * At most `limit` of the points, in order: in each bucket of equal width the lowest and the highest stay, so that
 * spikes survive, and so do the first and the last. Points already few enough come back as they are.
 */
export function decimated(points: readonly Point[], limit = 400): readonly Point[] {
  if (points.length <= limit || limit < 4) return points
  const buckets = Math.floor((limit - 2) / 2)
  const inner = points.length - 2
  const kept = new Set<number>([0, points.length - 1])
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets)
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets)
    let lowest = from
    let highest = from
    for (let index = from; index < to; index++) {
      if ((points[index]?.y ?? 0) < (points[lowest]?.y ?? 0)) lowest = index
      if ((points[index]?.y ?? 0) > (points[highest]?.y ?? 0)) highest = index
    }
    kept.add(lowest).add(highest)
  }
  return [...kept].sort((a, b) => a - b).flatMap((index) => points[index] ?? [])
}
