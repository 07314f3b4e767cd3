/** Points [rows, width] row-major. */
export interface Points {
  readonly rows: number
  readonly width: number
  readonly values: Float32Array
}

/** ‖a_i − b_j‖². */
export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  let sum = 0
  for (let c = 0; c < a.width; c++) {
    sum += ((a.values[i * a.width + c] as number) - (b.values[j * b.width + c] as number)) ** 2
  }
  return sum
}

/** R_k = √(Σ_b w_bk ‖q_b − m_k‖² / Σ_b w_bk) of memberships [B, K]; 0 for a cluster without mass. */
export function radii(points: Points, centroids: Points, memberships: Float32Array): readonly number[] {
  const k = centroids.rows
  return Array.from({ length: k }, (_, cluster) => {
    let [mass, spread] = [0, 0]
    for (let row = 0; row < points.rows; row++) {
      const weight = memberships[row * k + cluster] as number
      mass += weight
      spread += weight * squaredDistance(points, row, centroids, cluster)
    }
    return mass === 0 ? 0 : Math.sqrt(spread / mass)
  })
}

/** Least and mean distance between two centroids; null for fewer than two. */
export function apart(centroids: Points): { readonly least: number; readonly mean: number } | null {
  let [least, sum, pairs] = [Number.POSITIVE_INFINITY, 0, 0]
  for (let i = 0; i < centroids.rows; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(centroids, i, centroids, j))
      least = Math.min(least, distance)
      sum += distance
      pairs++
    }
  }
  return pairs === 0 ? null : { least, mean: sum / pairs }
}

/**
 * Davies and Bouldin 1979: mean over clusters in use of max_{j ≠ i} (S_i + S_j) / ‖m_i − m_j‖, S the mean distance of a
 * cluster's points to its centroid. From 0 up, small is compact and apart; null for fewer than two clusters in use, and
 * infinite where two of their centroids coincide but not all of their points.
 */
export function daviesBouldin(points: Points, centroids: Points, assigned: ArrayLike<number>): number | null {
  const sums = new Float64Array(centroids.rows)
  const counts = new Int32Array(centroids.rows)
  for (let row = 0; row < points.rows; row++) {
    const own = assigned[row] as number
    sums[own] = (sums[own] as number) + Math.sqrt(squaredDistance(points, row, centroids, own))
    counts[own] = (counts[own] as number) + 1
  }
  const used = [...counts.keys()].filter((cluster) => (counts[cluster] as number) > 0)
  if (used.length < 2) return null
  const spread = (cluster: number): number => (sums[cluster] as number) / (counts[cluster] as number)
  const worst = used.map((i) =>
    Math.max(
      ...used.map((j) => {
        if (j === i) return 0
        const both = spread(i) + spread(j)
        return both === 0 ? 0 : both / Math.sqrt(squaredDistance(centroids, i, centroids, j))
      }),
    ),
  )
  return worst.reduce((a, b) => a + b, 0) / used.length
}

/**
 * Mean of (b − a) / max(a, b), a a point's distance to its own centroid and b that to the nearest other: in [−1, 1], 1
 * compact and apart (Hruschka et al. 2004). Null without points or with fewer than two centroids.
 */
export function simplifiedSilhouette(
  points: Points,
  centroids: Points,
  assigned: ArrayLike<number>,
): number | null {
  if (points.rows === 0 || centroids.rows < 2) return null
  let total = 0
  for (let row = 0; row < points.rows; row++) {
    const own = assigned[row] as number
    let nearest = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < centroids.rows; cluster++) {
      if (cluster !== own) nearest = Math.min(nearest, squaredDistance(points, row, centroids, cluster))
    }
    total += contrast(Math.sqrt(squaredDistance(points, row, centroids, own)), Math.sqrt(nearest))
  }
  return total / points.rows
}

/**
 * Rousseeuw 1987: mean of (b − a) / max(a, b), a a point's mean distance to the others of its cluster and b the least mean
 * distance to those of another; 0 for a point alone. In [−1, 1]; null for fewer than two clusters in use.
 */
export function silhouette(points: Points, assigned: ArrayLike<number>): number | null {
  const counts = new Map<number, number>()
  for (let row = 0; row < points.rows; row++) {
    counts.set(assigned[row] as number, (counts.get(assigned[row] as number) ?? 0) + 1)
  }
  if (counts.size < 2) return null
  let total = 0
  for (let row = 0; row < points.rows; row++) {
    const sums = new Map<number, number>()
    for (let other = 0; other < points.rows; other++) {
      const cluster = assigned[other] as number
      sums.set(cluster, (sums.get(cluster) ?? 0) + Math.sqrt(squaredDistance(points, row, points, other)))
    }
    const own = assigned[row] as number
    const mates = (counts.get(own) as number) - 1
    if (mates === 0) continue
    let nearest = Number.POSITIVE_INFINITY
    for (const [cluster, sum] of sums) {
      if (cluster !== own) nearest = Math.min(nearest, sum / (counts.get(cluster) as number))
    }
    total += contrast((sums.get(own) as number) / mates, nearest)
  }
  return total / points.rows
}

const contrast = (a: number, b: number): number => (Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b))
