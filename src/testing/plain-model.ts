import type { ModelOp, Size } from '../portable/model-graph.ts'
import type { TensorValues } from '../portable/safetensors.ts'
import type { WeightsManifest } from '../portable/weights-file.ts'

/** Numbers in the 64 bits of the language, and their shape. */
interface Plain {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** Runs the graph of a manifest over plain arrays: what any other runtime may do, by definition and not by speed. */
export function plainLogits(
  graph: WeightsManifest['graph'],
  tensors: ReadonlyMap<string, TensorValues>,
  inputs: ReadonlyMap<string, TensorValues>,
): Plain {
  const known = new Map<string, Plain>()
  for (const [name, { shape, values }] of [...tensors, ...inputs])
    known.set(name, { shape, values: [...values] })
  for (const { name, shape, values } of graph.constants)
    if (values !== undefined) known.set(name, { shape: shape as readonly number[], values })
  const rows = inputs.get('ids')?.shape[0] as number
  const fixed = (shape: readonly Size[]): readonly number[] =>
    shape.map((size) => (typeof size === 'number' ? size : size.rows * rows))
  for (const op of graph.ops) {
    const read = op.inputs.map((name) => {
      const value = known.get(name)
      if (value === undefined) throw new Error(`nothing is known of ${name}`)
      return value
    })
    const shapes = op.outputs.map(({ shape }) => fixed(shape))
    for (const [i, values] of computed(op, read, shapes).entries())
      known.set((op.outputs[i] as { name: string }).name, { shape: shapes[i] as readonly number[], values })
  }
  return known.get(graph.output) as Plain
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Index along each axis of the nth element. */
function placeOf(n: number, shape: readonly number[]): number[] {
  const place = new Array<number>(shape.length)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number
    place[axis] = n % size
    n = Math.floor(n / size)
  }
  return place
}

/** The element at a place; axes of one element stand for all, and missing ones are in front. */
function at({ shape, values }: Plain, place: readonly number[]): number {
  let index = 0
  for (const [axis, size] of shape.entries()) {
    const own = place[place.length - shape.length + axis] as number
    index = index * size + (size === 1 ? 0 : own)
  }
  return values[index] as number
}

const filled = (shape: readonly number[], value: (place: number[]) => number): number[] =>
  Array.from({ length: sizeOf(shape) }, (_, n) => value(placeOf(n, shape)))

const TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Minimum: Math.min,
  Maximum: Math.max,
  Pow: (a, b) => a ** b,
  SquaredDifference: (a, b) => (a - b) ** 2,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  GreaterEqual: (a, b) => Number(a >= b),
}
const ONE: Readonly<Record<string, (a: number) => number>> = {
  Neg: (a) => -a,
  Abs: Math.abs,
  Exp: Math.exp,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (a) => 1 / Math.sqrt(a),
  Relu: (a) => Math.max(0, a),
  Sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  Square: (a) => a * a,
  Step: (a) => Number(a > 0),
  Tanh: Math.tanh,
  Reciprocal: (a) => 1 / a,
  Round: (a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a)),
}

function computed(op: ModelOp, read: readonly Plain[], shapes: readonly (readonly number[])[]): number[][] {
  const [a, b] = read as [Plain, Plain]
  const [shape] = shapes as [readonly number[]]
  const two = TWO[op.op]
  if (two !== undefined) return [filled(shape, (place) => two(at(a, place), at(b, place)))]
  const one = ONE[op.op]
  if (one !== undefined) return [a.values.map(one)]
  switch (op.op) {
    case 'Cast':
      return [op.outputs[0]?.dtype === 'int32' ? a.values.map(Math.trunc) : [...a.values]]
    case 'Reshape':
      return [[...a.values]]
    case 'Fill':
      return [filled(shape, () => op.value)]
    case 'Sum':
    case 'Mean':
    case 'Max':
      return [reduced(op, a)]
    case 'Softmax':
      return [softmax(a)]
    case 'MatMul':
      return [product(a, b, op, shape)]
    case 'Gather':
      return [
        filled(shape, (place) => {
          const id =
            b.values.length === 1 ? b.values[0] : at(b, place.slice(op.axis, op.axis + b.shape.length))
          return at(a, [...place.slice(0, op.axis), id as number, ...place.slice(op.axis + b.shape.length)])
        }),
      ]
    case 'Slice':
      return [
        filled(shape, (place) =>
          at(
            a,
            place.map((index, axis) => index + (op.begin[axis] ?? 0)),
          ),
        ),
      ]
    case 'Split': {
      let first = 0
      return shapes.map((own) => {
        const from = first
        first += own[op.axis] as number
        return filled(own, (place) =>
          at(
            a,
            place.map((index, axis) => index + (axis === op.axis ? from : 0)),
          ),
        )
      })
    }
    case 'Concat':
      return [filled(shape, (place) => joined(read, place, op.axis))]
    case 'OneHot':
      return [filled(shape, (place) => Number(at(a, place.slice(0, -1)) === place.at(-1)))]
    default:
      throw new Error(`no plain form of ${op.op}`)
  }
}

function reduced(op: Extract<ModelOp, { readonly axes: readonly number[] }>, a: Plain): number[] {
  const kept = a.shape.map((size, axis) => (op.axes.includes(axis) ? 1 : size))
  const groups = filled(kept, () => (op.op === 'Max' ? Number.NEGATIVE_INFINITY : 0))
  for (const [n, value] of a.values.entries()) {
    const place = placeOf(n, a.shape).map((index, axis) => (op.axes.includes(axis) ? 0 : index))
    const group = place.reduce((index, own, axis) => index * (kept[axis] as number) + own, 0)
    const before = groups[group] as number
    groups[group] = op.op === 'Max' ? Math.max(before, value) : before + value
  }
  const count = a.values.length / groups.length
  return op.op === 'Mean' ? groups.map((sum) => sum / count) : groups
}

function softmax({ shape, values }: Plain): number[] {
  const width = shape.at(-1) as number
  return values.map((value, n) => {
    const from = n - (n % width)
    const row = values.slice(from, from + width)
    const most = Math.max(...row)
    return Math.exp(value - most) / row.reduce((sum, other) => sum + Math.exp(other - most), 0)
  })
}

function product(
  a: Plain,
  b: Plain,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
  shape: readonly number[],
): number[] {
  const inner = a.shape.at(transposeA ? -2 : -1) as number
  const [stepA, stepB] = [a.shape.at(-1) as number, b.shape.at(-1) as number]
  return filled(shape, (place) => {
    const [row, column] = place.slice(-2) as [number, number]
    const [startA, startB] = [matrixStart(a, place), matrixStart(b, place)]
    let sum = 0
    for (let k = 0; k < inner; k++) {
      const left = a.values[startA + (transposeA ? k * stepA + row : row * stepA + k)] as number
      sum += left * (b.values[startB + (transposeB ? column * stepB + k : k * stepB + column)] as number)
    }
    return sum
  })
}

/** Where the matrix of a place begins: axes before the last two broadcast. */
function matrixStart({ shape }: Plain, place: readonly number[]): number {
  let index = 0
  for (const [axis, size] of shape.slice(0, -2).entries()) {
    const own = place[place.length - shape.length + axis] as number
    index = index * size + (size === 1 ? 0 : own)
  }
  return index * (shape.at(-2) as number) * (shape.at(-1) as number)
}

function joined(parts: readonly Plain[], place: readonly number[], axis: number): number {
  let index = place[axis] as number
  for (const part of parts) {
    const size = part.shape[axis] as number
    if (index < size)
      return at(
        part,
        place.map((own, i) => (i === axis ? index : own)),
      )
    index -= size
  }
  throw new Error('beyond the last part')
}
