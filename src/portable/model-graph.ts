/** A size that is the same for every batch, or so many times the batch's rows. */
export type Size = number | { readonly rows: number }

/** A tensor of the graph: a name, a shape and a type; booleans are floats of 0 and 1. */
export interface Value {
  readonly name: string
  readonly shape: readonly Size[]
  readonly dtype: 'float32' | 'int32'
}
/** A value that is known beforehand and is no weight. */
export interface Constant extends Value {
  readonly values: Float32Array | Int32Array
}

export const UNARY = [
  ...['Neg', 'Abs', 'Exp', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Relu', 'Sigmoid', 'Square', 'Step', 'Tanh'],
  ...['Reciprocal', 'Round', 'Cast'],
] as const
export const BINARY = [
  ...['Add', 'Sub', 'Multiply', 'RealDiv', 'Minimum', 'Maximum', 'Pow', 'SquaredDifference'],
  ...['Equal', 'Greater', 'GreaterEqual'],
] as const
export const REDUCTIONS = ['Sum', 'Mean', 'Max'] as const

/** What an operation is told beside its inputs; a shape that it makes stands at its output. */
export type Form =
  | { readonly op: (typeof UNARY)[number] | (typeof BINARY)[number] }
  | { readonly op: (typeof REDUCTIONS)[number]; readonly axes: readonly number[]; readonly keepDims: boolean }
  /** Over the last axis. */
  | { readonly op: 'Softmax' }
  | { readonly op: 'MatMul'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** Places of the first input along an axis, by the second input's ids. */
  | { readonly op: 'Gather'; readonly axis: number }
  | { readonly op: 'Slice'; readonly begin: readonly number[] }
  | { readonly op: 'Split' | 'Concat'; readonly axis: number }
  /** 1 where the last, new axis equals the id. */
  | { readonly op: 'OneHot'; readonly depth: number }
  | { readonly op: 'Reshape' }
  /** One number everywhere. */
  | { readonly op: 'Fill'; readonly value: number }

export type ModelOp = Form & { readonly inputs: readonly string[]; readonly outputs: readonly Value[] }

/**
 * How a trained model makes logits of a batch, for any number of rows: operations in the order in which they run. Shapes
 * broadcast by NumPy's rule.
 */
export interface ModelGraph {
  readonly inputs: readonly Value[]
  readonly weights: readonly Value[]
  readonly constants: readonly Constant[]
  readonly ops: readonly ModelOp[]
  /** Name of the logits, [rows, tasks]. */
  readonly output: string
}

export const sameSize = (a: Size, b: Size): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : a.rows === b.rows

export const sameShape = (a: readonly Size[], b: readonly Size[]): boolean =>
  a.length === b.length && a.every((size, i) => sameSize(size, b[i] as Size))

/**
 * The module whose weight an operation reads, by itself or through what it reads; null when it reads none. Weights are
 * named after their module.
 */
export function moduleOf(ops: readonly Pick<ModelOp, 'inputs' | 'outputs'>[], inputs: readonly string[]) {
  const makers = new Map(ops.flatMap((op) => op.outputs.map(({ name }) => [name, op] as const)))
  const seen = new Set<string>()
  let level = inputs
  while (level.length > 0) {
    const weight = level.find((name) => name.includes('/') && !name.startsWith('constant/'))
    if (weight !== undefined) return weight.slice(0, weight.indexOf('/'))
    for (const name of level) seen.add(name)
    level = level.flatMap((name) => makers.get(name)?.inputs ?? []).filter((name) => !seen.has(name))
  }
  return null
}
