/** Weight of each of the 2^k combinations in an effect; combination i has factor f where bit f of i is 1. */
export type Weights = Float64Array

/** Mean over the combinations of the others of what switching a factor on adds. */
export function mainEffect(factors: number, factor: number): Weights {
  const scale = 2 ** (factors - 1)
  return weigh(factors, (cell) => sign(cell, factor) / scale)
}

/**
 * Mean over the combinations of the others of how much more one factor adds where the other is on:
 * (both − one) − (other − neither). Above 0 they help one another, below 0 they do the same work.
 */
export function interaction(factors: number, a: number, b: number): Weights {
  const scale = 2 ** (factors - 2)
  return weigh(factors, (cell) => (sign(cell, a) * sign(cell, b)) / scale)
}

/**
 * Shapley value (1953): what a factor adds, averaged over all orders of switching factors on,
 *   Σ over S without f of |S|! (k − 1 − |S|)! / k! · (v(S ∪ f) − v(S)).
 * Over all factors they sum to v(all on) − v(all off).
 */
export function shapley(factors: number, factor: number): Weights {
  return weigh(factors, (cell) => {
    const others = bits(cell & ~(1 << factor))
    const share = (factorial(others) * factorial(factors - 1 - others)) / factorial(factors)
    return sign(cell, factor) * share
  })
}

const weigh = (factors: number, weight: (cell: number) => number): Weights =>
  Float64Array.from({ length: 2 ** factors }, (_, cell) => weight(cell))

/** +1 where the factor is on, −1 where it is off. */
const sign = (cell: number, factor: number): number => ((cell >> factor) & 1 ? 1 : -1)

const bits = (cell: number): number => (cell === 0 ? 0 : (cell & 1) + bits(cell >> 1))

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
