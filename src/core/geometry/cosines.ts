/** Distances and directions of K points in d dimensions, row-major [K, d]. */
export interface Separation {
  /** Smallest and median Euclidean distance over all pairs. */
  readonly least: number
  readonly median: number
  /** Largest cosine of a pair, seen from the origin; null where a point lies there. */
  readonly alike: number | null
  readonly pairs: number
}

/** Null for fewer than two points: there is no pair. */
export function separation(points: Float32Array, dimensions: number): Separation | null {
  const count = points.length / dimensions
  const distances: number[] = []
  let alike = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      let sum = 0
      for (let c = 0; c < dimensions; c++)
        sum += ((points[i * dimensions + c] as number) - (points[j * dimensions + c] as number)) ** 2
      distances.push(Math.sqrt(sum))
      alike = Math.max(alike, cosine(points, dimensions, i, j))
    }
  }
  if (distances.length === 0) return null
  distances.sort((a, b) => a - b)
  const middle = (distances.length - 1) / 2
  const median = ((distances[Math.floor(middle)] as number) + (distances[Math.ceil(middle)] as number)) / 2
  return {
    ...{ least: distances[0] as number, median, pairs: distances.length },
    alike: Number.isNaN(alike) ? null : alike,
  }
}

/** Cosines [K][K] of all pairs; NaN with a point at the origin. */
export function cosineMatrix(points: Float32Array, dimensions: number): readonly (readonly number[])[] {
  const count = points.length / dimensions
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_other, j) => cosine(points, dimensions, i, j)),
  )
}

/**
 * An order of the points in which alike ones stand together: from the point that is least like all others, always on to
 * the most alike of those that are left.
 */
export function seriated(cosines: readonly (readonly number[])[]): readonly number[] {
  const left = new Set(cosines.keys())
  const likeness = (i: number, j: number): number => {
    const value = cosines[i]?.[j] ?? Number.NaN
    return Number.isNaN(value) ? -2 : value
  }
  const sum = (i: number): number => cosines.reduce((all, _, j) => all + (i === j ? 0 : likeness(i, j)), 0)
  const order: number[] = []
  while (left.size > 0) {
    const last = order.at(-1)
    let next: number | null = null
    for (const i of left) {
      const isBetter =
        next === null || (last === undefined ? sum(i) < sum(next) : likeness(last, i) > likeness(last, next))
      if (isBetter) next = i
    }
    order.push(next as number)
    left.delete(next as number)
  }
  return order
}

/**
 * How far apart K directions in d dimensions can be: the lowest that their largest cosine can become.
 *   K ≤ d + 1   −1/(K − 1), a simplex;   d + 1 < K ≤ 2d   0;   K > 2d   above 0, with no formula (Rankin 1955).
 * Null for fewer than two.
 */
export type Reach = { readonly kind: 'simplex' | 'zero' | 'above'; readonly value: number }
export function lowestReach(count: number, dimensions: number): Reach | null {
  if (count < 2 || dimensions < 1) return null
  if (count <= dimensions + 1) return { kind: 'simplex', value: -1 / (count - 1) }
  return count <= 2 * dimensions ? { kind: 'zero', value: 0 } : { kind: 'above', value: 0 }
}

function cosine(points: Float32Array, dimensions: number, i: number, j: number): number {
  let [product, squareI, squareJ] = [0, 0, 0]
  for (let c = 0; c < dimensions; c++) {
    const [a, b] = [points[i * dimensions + c] as number, points[j * dimensions + c] as number]
    product += a * b
    squareI += a * a
    squareJ += b * b
  }
  return product / Math.sqrt(squareI * squareJ)
}
