import { type Op, type Operand, sizeOf } from '../graph.ts'
import { axesOf } from '../trace/rules.ts'
import type { Kernels } from './exports.ts'

/** An operation that the executor has no form for: the step runs eagerly, and the message says why. */
export class NoForm extends Error {}

export type Act = () => void
/** Byte offset of an operand. */
export type Place = (operand: Operand) => number

const BINARY = [
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Minimum',
  'Maximum',
  'Pow',
  'Equal',
  'Greater',
  'GreaterEqual',
  'SquaredDifference',
]
const UNARY = [
  'Neg',
  'Abs',
  'Exp',
  'Log',
  'Log1p',
  'Sqrt',
  'Rsqrt',
  'Relu',
  'Sigmoid',
  'Square',
  'Tanh',
  'Reciprocal',
]
const TO_FLOAT = 12

/** Elements of scratch memory that an operation wants beside its operands. */
export function scratchOf({ kernel, inputs, attributes, outputs }: Op): number {
  if (kernel === 'Sum' || kernel === 'Mean' || kernel === 'Max') return sizeOf(inputs[0]?.shape ?? [])
  if (kernel !== 'BatchMatMul') return 0
  const { m, k, n, transposeA } = matMulSizes(inputs, outputs, attributes)
  return k * 8 * Math.ceil(n / 8) + (transposeA ? m * k : 0)
}

/** One operation as calls of kernels with everything known but the values. */
export function lowered(op: Op, place: Place, kernels: Kernels, scratch: number): readonly Act[] {
  const { kernel, inputs, attributes, outputs } = op
  const output = outputs[0] as Operand
  const y = place(output)
  const size = sizeOf(output.shape)
  const first = inputs[0] as Operand
  const x = place(first)
  const unary = UNARY.indexOf(kernel)
  if (unary >= 0) return [() => kernels.unary(unary, x, y, size)]
  const binary = BINARY.indexOf(kernel)
  if (binary >= 0) return [elementwise(binary, inputs, output, place, kernels)]
  switch (kernel) {
    case 'Step': {
      const alpha = Number(attributes.alpha ?? 0)
      return [() => kernels.step(x, y, size, alpha)]
    }
    case 'Cast':
      if (first.dtype !== 'int32' || output.dtype !== 'float32') throw new NoForm(`Cast to ${output.dtype}`)
      return [() => kernels.unary(TO_FLOAT, x, y, size)]
    case 'AddN':
      return added(inputs, output, place, kernels)
    case 'Sum':
    case 'Mean':
    case 'Max':
      return reduced(kernel, first, attributes.axis ?? attributes.reductionIndices, x, y, scratch, kernels)
    case 'Softmax': {
      const width = first.shape.at(-1) ?? 1
      return [() => kernels.softmax(x, y, size / width, width)]
    }
    case 'BatchMatMul':
      return multiplied(op, place, kernels, scratch)
    case 'GatherV2':
      return gathered(op, place, kernels)
    case 'EmbeddingGrad': {
      const ids = inputs[1] as Operand
      const at = place(ids)
      const [rows, count] = [Number(attributes.rows), sizeOf(ids.shape)]
      return [() => kernels.scatter(x, at, y, count, rows, size / rows)]
    }
    case 'OneHot': {
      const depth = Number(attributes.depth)
      const [on, off] = [Number(attributes.onValue ?? 1), Number(attributes.offValue ?? 0)]
      return [() => kernels.oneHot(x, y, size / depth, depth, on, off)]
    }
    case 'Slice':
      return sliced(first, attributes, output, x, y, kernels)
    case 'SplitV':
    case 'Unpack':
      return parted(first, outputs, attributes, place, kernels)
    case 'Concat':
    case 'Pack':
      return joined(inputs, output, attributes, place, kernels)
    default:
      throw new NoForm(kernel)
  }
}

/** Strides of an operand under an output shape: 0 where it is broadcast. */
function stridesUnder(shape: readonly number[], under: readonly number[]): number[] {
  const strides: number[] = []
  let step = 1
  for (let i = 1; i <= under.length; i++) {
    const own = shape[shape.length - i] ?? 1
    strides.unshift(own === 1 ? 0 : step)
    step *= own
  }
  return strides
}

/** Neighbouring dimensions joined where both operands step through them alike; always four, the last the innermost. */
function fourDimensions(shape: readonly number[], a: readonly number[], b: readonly number[]) {
  const dims: { size: number; a: number; b: number }[] = []
  for (const [i, size] of shape.entries()) {
    if (size === 1) continue
    const next = { size, a: a[i] as number, b: b[i] as number }
    const last = dims.at(-1)
    if (last !== undefined && last.a === next.a * size && last.b === next.b * size) {
      last.size *= size
      last.a = next.a
      last.b = next.b
    } else dims.push(next)
  }
  if (dims.length > 4) throw new NoForm(`an element-wise operation over ${dims.length} dimensions`)
  while (dims.length < 4) dims.unshift({ size: 1, a: 0, b: 0 })
  const inner = dims[3] as { size: number; a: number; b: number }
  if (inner.size === 1) Object.assign(inner, { a: 0, b: 0 })
  return [...dims.map((d) => d.size), ...dims.map((d) => d.a), ...dims.map((d) => d.b)]
}

function elementwise(
  code: number,
  inputs: readonly Operand[],
  output: Operand,
  place: Place,
  kernels: Kernels,
): Act {
  const [a, b] = inputs as readonly [Operand, Operand]
  const isInteger = a.dtype === 'int32' && b.dtype === 'int32'
  if ((a.dtype === 'int32') !== (b.dtype === 'int32')) throw new NoForm('an operation on integers and floats')
  const args = fourDimensions(
    output.shape,
    stridesUnder(a.shape, output.shape),
    stridesUnder(b.shape, output.shape),
  )
  const [left, right, y] = [place(a), place(b), place(output)]
  if (isInteger) {
    if (![0, 1, 2, 7].includes(code)) throw new NoForm(`${BINARY[code]} of integers`)
    return () => kernels.integers(code, left, right, y, ...args)
  }
  return () => kernels.binary(code, left, right, y, ...args)
}

function added(inputs: readonly Operand[], output: Operand, place: Place, kernels: Kernels): readonly Act[] {
  const size = sizeOf(output.shape)
  const y = place(output)
  const places = inputs.map(place)
  const [first, ...rest] = places as [number, ...number[]]
  const bytes: Act = () => kernels.copy(first, y, 1, size, size, size)
  return [
    bytes,
    ...rest.map(
      (at): Act =>
        () =>
          kernels.binary(0, y, at, y, 1, 1, 1, size, 0, 0, 0, 1, 0, 0, 0, 1),
    ),
  ]
}

/** Axes as runs of neighbours. */
function runsOf(axes: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = []
  for (const axis of axes) {
    const last = runs.at(-1)
    if (last !== undefined && last.at(-1) === axis - 1) last.push(axis)
    else runs.push([axis])
  }
  return runs
}

/** A reduction over neighbouring axes, or over two such runs: the later one first, into scratch memory. */
function reduced(
  kernel: string,
  input: Operand,
  axis: unknown,
  x: number,
  y: number,
  scratch: number,
  kernels: Kernels,
): readonly Act[] {
  const { shape } = input
  const axes = axesOf(axis, shape.length)
  const runs = runsOf(axes)
  const count = axes.reduce((product, a) => product * (shape[a] as number), 1)
  if (runs.length > 2) throw new NoForm(`${kernel} over axes ${axes.join()} of ${shape.length}`)
  function over(from: readonly number[], run: readonly number[], at: number, to: number, scale: number): Act {
    const [first, end] = [run[0] ?? 0, (run[0] ?? 0) + run.length]
    const [outer, size, inner] = [
      sizeOf(from.slice(0, first)),
      sizeOf(from.slice(first, end)),
      sizeOf(from.slice(end)),
    ]
    return kernel === 'Max'
      ? () => kernels.maximum(at, to, outer, size, inner)
      : () => kernels.sum(at, to, outer, size, inner, scale)
  }
  const scale = kernel === 'Mean' ? 1 / count : 1
  const [first, second] = runs
  if (second === undefined) return [over(shape, first ?? [], x, y, scale)]
  const between = shape.filter((_, i) => !second.includes(i))
  return [over(shape, second, x, scratch, 1), over(between, first ?? [], scratch, y, scale)]
}

function matMulSizes(inputs: readonly Operand[], outputs: readonly Operand[], attributes: Op['attributes']) {
  const [a] = inputs as readonly [Operand]
  const [output] = outputs as readonly [Operand]
  const transposeA = attributes.transposeA === true
  const m = output.shape.at(-2) as number
  const n = output.shape.at(-1) as number
  const k = a.shape.at(transposeA ? -2 : -1) as number
  return { m, k, n, transposeA, transposeB: attributes.transposeB === true }
}

function multiplied(op: Op, place: Place, kernels: Kernels, scratch: number): readonly Act[] {
  const { m, k, n, transposeA, transposeB } = matMulSizes(op.inputs, op.outputs, op.attributes)
  const [a, b] = op.inputs as readonly [Operand, Operand]
  const [output] = op.outputs as readonly [Operand]
  const batch = sizeOf(output.shape.slice(0, -2))
  const [ofA, ofB] = [sizeOf(a.shape.slice(0, -2)), sizeOf(b.shape.slice(0, -2))]
  if ((ofA !== batch && ofA !== 1) || (ofB !== batch && ofB !== 1))
    throw new NoForm('a broadcast matrix product')
  const [x, w, y] = [place(a), place(b), place(output)]
  const stepA = ofA === 1 ? 0 : 4 * m * k
  const stepB = ofB === 1 ? 0 : 4 * k * n
  return Array.from(
    { length: batch },
    (_, i): Act =>
      () =>
        kernels.gemm(
          x + i * stepA,
          w + i * stepB,
          y + 4 * i * m * n,
          m,
          k,
          n,
          Number(transposeA),
          Number(transposeB),
          scratch,
        ),
  )
}

function gathered({ inputs, attributes, outputs }: Op, place: Place, kernels: Kernels): readonly Act[] {
  const [x, ids] = inputs as readonly [Operand, Operand]
  const [output] = outputs as readonly [Operand]
  const axis = axesOf(attributes.axis ?? 0, x.shape.length)[0] as number
  const outer = sizeOf(x.shape.slice(0, axis))
  const inner = sizeOf(x.shape.slice(axis + 1))
  const count = sizeOf(ids.shape)
  const rows = x.shape[axis] as number
  const [from, at, y] = [place(x), place(ids), place(output)]
  return [() => kernels.gather(from, at, y, outer, rows, count, inner)]
}

function sliced(
  input: Operand,
  { begin }: Op['attributes'],
  output: Operand,
  x: number,
  y: number,
  kernels: Kernels,
): readonly Act[] {
  const starts = Array.isArray(begin) ? begin.map(Number) : [Number(begin)]
  const cut = input.shape.flatMap((size, i) => (output.shape[i] === size ? [] : [i]))
  if (cut.length > 1) throw new NoForm('a slice of several axes')
  const axis = cut[0] ?? 0
  const inner = sizeOf(input.shape.slice(axis + 1))
  const outer = sizeOf(input.shape.slice(0, axis))
  const width = (output.shape[axis] ?? 1) * inner
  const stride = (input.shape[axis] ?? 1) * inner
  const from = x + 4 * (starts[axis] ?? 0) * inner
  return [() => kernels.copy(from, y, outer, width, stride, width)]
}

function parted(
  input: Operand,
  outputs: readonly Operand[],
  { axis }: Op['attributes'],
  place: Place,
  kernels: Kernels,
): readonly Act[] {
  const a = axesOf(axis ?? 0, input.shape.length)[0] as number
  const outer = sizeOf(input.shape.slice(0, a))
  const stride = sizeOf(input.shape) / outer
  let from = place(input)
  return outputs.map((output) => {
    const width = sizeOf(output.shape) / outer
    const [x, y] = [from, place(output)]
    from += 4 * width
    return () => kernels.copy(x, y, outer, width, stride, width)
  })
}

function joined(
  inputs: readonly Operand[],
  output: Operand,
  { axis }: Op['attributes'],
  place: Place,
  kernels: Kernels,
): readonly Act[] {
  const a = axesOf(axis ?? 0, output.shape.length)[0] as number
  const outer = sizeOf(output.shape.slice(0, a))
  const stride = sizeOf(output.shape) / outer
  let to = place(output)
  return inputs.map((input) => {
    const width = sizeOf(input.shape) / outer
    const [x, y] = [place(input), to]
    to += 4 * width
    return () => kernels.copy(x, y, outer, width, width, stride)
  })
}
