import { portableExp, portableLog } from '../../portable-math.ts'
import type { Stream } from '../../rng.ts'

export const normals = (random: Stream, count: number): Float64Array =>
  Float64Array.from({ length: count }, () => random.normal())

/** Index of the first cumulative share above u. */
export function pick(cumulative: Float64Array, u: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] as number) > u) high = middle
    else low = middle + 1
  }
  return low
}

/** Knuth's product of uniforms; the mean is at most a few hundred. */
export function poisson(random: Stream, mean: number): number {
  const limit = portableExp(-mean)
  let product = random.uniform()
  let count = 0
  while (product > limit) {
    product *= random.uniform()
    count++
  }
  return count
}

/** Rows of each of `users`: Poisson around a Pareto draw capped at `most`, scaled so that `rows` are expected in all. */
export function paretoActivity(
  random: Stream,
  { users, rows, pareto, most }: Readonly<Record<'users' | 'rows' | 'pareto' | 'most', number>>,
): Uint16Array {
  const draws = Float64Array.from({ length: users }, () =>
    portableExp(-portableLog(1 - random.uniform()) / pareto),
  )
  let scale = 1
  // The cap takes from the scaled draws, so the scale is found by halving the interval.
  let low = 0
  let high = (rows / users) * 4
  for (let i = 0; i < 50; i++) {
    scale = (low + high) / 2
    const sum = draws.reduce((total, draw) => total + Math.min(most, draw * scale), 0)
    if (sum < rows) low = scale
    else high = scale
  }
  return Uint16Array.from(draws, (draw) => poisson(random, Math.min(most, draw * scale)))
}
