import { type Info, sizeOf } from '../graph.ts'

/** A kernel that no rule describes: the step cannot be compiled, and the message says why. */
export class NoRule extends Error {}

type Attributes = Readonly<Record<string, unknown>>
/** Shapes of a kernel's outputs from those of its inputs. */
export type Rule = (inputs: readonly Info[], attributes: Attributes) => readonly Info[]

const one = (shape: readonly number[], dtype: Info['dtype']): readonly Info[] => [{ shape, dtype }]
const at = (inputs: readonly Info[], i: number): Info => {
  const info = inputs[i]
  if (info === undefined) throw new Error(`input ${i} is missing`)
  return info
}

/** Shape of two broadcast against each other, by NumPy's rule. */
export function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x !== y && x !== 1 && y !== 1) throw new Error(`[${a}] and [${b}] do not broadcast`)
    return x === 1 ? y : x
  })
}

/** Axes as non-negative numbers; none named means all. */
export function axesOf(axis: unknown, rank: number): readonly number[] {
  const given = axis === undefined || axis === null ? null : Array.isArray(axis) ? axis : [axis]
  const axes = given === null ? Array.from({ length: rank }, (_, i) => i) : given.map(Number)
  return axes.map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b)
}

const arithmetic: Rule = (inputs) => {
  const [a, b] = [at(inputs, 0), at(inputs, 1)]
  const dtype = a.dtype === 'int32' && b.dtype === 'int32' ? 'int32' : 'float32'
  return one(broadcast(a.shape, b.shape), dtype)
}
const comparison: Rule = (inputs) => one(broadcast(at(inputs, 0).shape, at(inputs, 1).shape), 'float32')
const same: Rule = (inputs) => [at(inputs, 0)]

/** Max names its axes otherwise than Sum and Mean. */
const reduction: Rule = (inputs, { axis: named, reductionIndices, keepDims }) => {
  const axis = named ?? reductionIndices
  const { shape, dtype } = at(inputs, 0)
  const axes = axesOf(axis, shape.length)
  const kept = shape.flatMap((size, i) => (axes.includes(i) ? (keepDims === true ? [1] : []) : [size]))
  return one(kept, dtype)
}

const matMul: Rule = (inputs, { transposeA, transposeB }) => {
  const [a, b] = [at(inputs, 0).shape, at(inputs, 1).shape]
  const rows = a[a.length - (transposeA === true ? 1 : 2)] as number
  const columns = b[b.length - (transposeB === true ? 2 : 1)] as number
  return one([...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns], 'float32')
}

const gather: Rule = (inputs, { axis, batchDims }) => {
  const [x, ids] = [at(inputs, 0), at(inputs, 1)]
  if (batchDims !== undefined && batchDims !== 0) throw new NoRule('GatherV2 with batch dimensions')
  const a = axesOf(axis, x.shape.length)[0] as number
  return one([...x.shape.slice(0, a), ...ids.shape, ...x.shape.slice(a + 1)], x.dtype)
}

const slice: Rule = (inputs, { begin, size }) => {
  const { shape, dtype } = at(inputs, 0)
  const starts = Array.isArray(begin) ? begin.map(Number) : [Number(begin)]
  const sizes = Array.isArray(size) ? size.map(Number) : [Number(size)]
  return one(
    shape.map((all, i) => {
      const wanted = sizes[i] ?? -1
      return wanted < 0 ? all - (starts[i] ?? 0) : wanted
    }),
    dtype,
  )
}

const split: Rule = (inputs, { numOrSizeSplits, axis }) => {
  const { shape, dtype } = at(inputs, 0)
  const a = axesOf(axis, shape.length)[0] as number
  const sizes = Array.isArray(numOrSizeSplits)
    ? numOrSizeSplits.map(Number)
    : Array.from({ length: Number(numOrSizeSplits) }, () => (shape[a] as number) / Number(numOrSizeSplits))
  return sizes.map((size) => ({ shape: shape.map((all, i) => (i === a ? size : all)), dtype }))
}

const unpack: Rule = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0)
  const a = axesOf(axis, shape.length)[0] as number
  return Array.from({ length: shape[a] as number }, () => ({ shape: shape.filter((_, i) => i !== a), dtype }))
}

const pack: Rule = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0)
  const a = axesOf(axis, shape.length + 1)[0] as number
  return one([...shape.slice(0, a), inputs.length, ...shape.slice(a)], dtype)
}

const concat: Rule = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0)
  const a = axesOf(axis, shape.length)[0] as number
  const total = inputs.reduce((sum, { shape: own }) => sum + (own[a] as number), 0)
  return one(
    shape.map((size, i) => (i === a ? total : size)),
    dtype,
  )
}

const oneHot: Rule = (inputs, { depth }) => one([...at(inputs, 0).shape, Number(depth)], 'float32')

const embeddingGrad: Rule = (inputs, { rows }) =>
  one([Number(rows), ...at(inputs, 0).shape.slice(at(inputs, 1).shape.length)], 'float32')

const cast: Rule = (inputs, { dtype }) => one(at(inputs, 0).shape, dtype === 'int32' ? 'int32' : 'float32')

/** Every kernel that a trace knows. Views (Identity, Reshape, ExpandDims) are no operations and stand elsewhere. */
export const RULES: Readonly<Record<string, Rule>> = {
  Add: arithmetic,
  Sub: arithmetic,
  Multiply: arithmetic,
  RealDiv: comparison,
  Minimum: arithmetic,
  Maximum: arithmetic,
  Pow: arithmetic,
  SquaredDifference: arithmetic,
  Equal: comparison,
  Greater: comparison,
  GreaterEqual: comparison,
  AddN: same,
  Neg: same,
  Abs: same,
  Exp: same,
  Log: same,
  Log1p: same,
  Sqrt: same,
  Rsqrt: same,
  Relu: same,
  Sigmoid: same,
  Square: same,
  Step: same,
  Tanh: same,
  Reciprocal: same,
  Round: same,
  ZerosLike: same,
  Cast: cast,
  Sum: reduction,
  Mean: reduction,
  Max: reduction,
  Softmax: same,
  BatchMatMul: matMul,
  GatherV2: gather,
  Slice: slice,
  SplitV: split,
  Unpack: unpack,
  Pack: pack,
  Concat: concat,
  OneHot: oneHot,
  EmbeddingGrad: embeddingGrad,
}

/** New shape of a view, or null for a kernel that is none. */
export function viewShape(kernel: string, input: Info, attributes: Attributes): readonly number[] | null {
  if (kernel === 'Identity') return input.shape
  if (kernel === 'Reshape') return inferred(attributes.shape as readonly number[], sizeOf(input.shape))
  if (kernel === 'ExpandDims') {
    const dim = Number(attributes.dim)
    const place = dim < 0 ? input.shape.length + dim + 1 : dim
    return [...input.shape.slice(0, place), 1, ...input.shape.slice(place)]
  }
  return null
}

function inferred(shape: readonly number[], size: number): readonly number[] {
  const known = shape.filter((n) => n !== -1).reduce((a, b) => a * b, 1)
  return shape.map((n) => (n === -1 ? size / known : n))
}
