import type { Stream } from '../../rng.ts'
import type { Feature } from '../schema.ts'
import { normals } from './draws.ts'

/** x ~ N(0, I), rounded to the four decimals that the file holds. */
export const drawInputs = (random: Stream, count: number): Float64Array =>
  normals(random, count).map((value) => Math.round(value * 10_000) / 10_000)

/** xᵀw. */
export function linear(x: Float64Array, w: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (w[i] as number)
  return sum
}

/** xᵀWx of a square W [n, n]. */
export function quadratic(x: Float64Array, W: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    sum += (x[i] as number) * linear(x, W.subarray(i * x.length, (i + 1) * x.length))
  }
  return sum
}

export const inputNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `x${i + 1}`)

export const inputFeatures = (count: number): readonly Feature[] =>
  inputNames(count).map((column) => ({ column, source: 'context', roles: [] }))

/** The inputs as columns. */
export const inputColumns = (x: Float64Array): Readonly<Record<string, number>> =>
  Object.fromEntries(inputNames(x.length).map((name, i) => [name, x[i] as number]))
