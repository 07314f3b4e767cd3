import { type Op, type Operand, sizeOf } from '../graph.ts'
import { NoForm } from '../no-form.ts'
import { axesOf } from '../trace/rules.ts'
import * as code from './kernels/opcodes.ts'
import { type Address, type Call, shifted } from './record.ts'

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
  'Round',
]
const TO_FLOAT = 13

/** Where an operation reads and writes. */
export interface Site {
  readonly inputs: readonly Address[]
  readonly outputs: readonly Address[]
  readonly scratch: Address
  /** Panels of the second factor of a product, where they were made before. */
  readonly panels: Address | null
  /** Whether results of a later part of the rows are added to those of the first. */
  readonly adds: boolean
  /** Share of the batch that this is. */
  readonly share: number
}

const eights = (n: number): number => 8 * Math.ceil(n / 8)

/** Elements of scratch memory that an operation wants beside its operands. */
export function scratchOf({ kernel, inputs, attributes, outputs }: Op): number {
  if (kernel === 'Sum' || kernel === 'Mean' || kernel === 'Max') return sizeOf(inputs[0]?.shape ?? [])
  if (kernel !== 'BatchMatMul') return 0
  const { m, k, n } = matMulSizes(inputs, outputs, attributes)
  return k * (eights(n) + 4 * Math.ceil(m / 4) + 8)
}

/** Bytes of the panels of a product's second factor. */
export function panelBytes({ inputs, outputs, attributes }: Op): number {
  const { k, n } = matMulSizes(inputs, outputs, attributes)
  return 4 * k * eights(n)
}

/** Makes the panels of a product's second factor from what lies at `from`. */
export function panelsOf({ inputs, outputs, attributes }: Op, from: Address, to: Address): Call {
  const { k, n, transposeB } = matMulSizes(inputs, outputs, attributes)
  return { code: code.PACK, addresses: [from, to], words: [k, n, Number(transposeB)] }
}

/** One operation as calls of kernels with everything known but the values. */
export function lowered(op: Op, site: Site): readonly Call[] {
  const { kernel, inputs, attributes, outputs } = op
  const output = outputs[0] as Operand
  const first = inputs[0] as Operand
  const [x, y] = [site.inputs[0] as Address, site.outputs[0] as Address]
  const size = sizeOf(output.shape)
  const unary = UNARY.indexOf(kernel)
  if (unary >= 0) return [{ code: code.UNARY, addresses: [x, y], words: [unary, size] }]
  const binary = BINARY.indexOf(kernel)
  if (binary >= 0) return [elementwise(binary, inputs, output, [...site.inputs, y])]
  switch (kernel) {
    case 'Step':
      return [{ code: code.STEP, addresses: [x, y], words: [size, { float: Number(attributes.alpha ?? 0) }] }]
    case 'Cast':
      if (first.dtype !== 'int32' || output.dtype !== 'float32') throw new NoForm(`Cast to ${output.dtype}`)
      return [{ code: code.UNARY, addresses: [x, y], words: [TO_FLOAT, size] }]
    case 'AddN':
      return added(size, site.inputs, y)
    case 'Sum':
    case 'Mean':
    case 'Max':
      return reduced(op, site)
    case 'Softmax': {
      const width = first.shape.at(-1) ?? 1
      return [{ code: code.SOFTMAX, addresses: [x, y], words: [size / width, width] }]
    }
    case 'BatchMatMul':
      return [multiplied(op, site)]
    case 'GatherV2':
      return [gathered(op, site)]
    case 'OneHot': {
      const depth = Number(attributes.depth)
      const [on, off] = [Number(attributes.onValue ?? 1), Number(attributes.offValue ?? 0)]
      return [
        {
          code: code.ONE_HOT,
          addresses: [x, y],
          words: [size / depth, depth, { float: on }, { float: off }],
        },
      ]
    }
    case 'Slice':
      return [sliced(first, attributes, output, x, y)]
    case 'SplitV':
    case 'Unpack':
      return parted(first, outputs, attributes, site)
    case 'Concat':
    case 'Pack':
      return joined(inputs, output, attributes, site)
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
  operation: number,
  inputs: readonly Operand[],
  output: Operand,
  addresses: readonly Address[],
): Call {
  const [a, b] = inputs as readonly [Operand, Operand]
  const isInteger = a.dtype === 'int32' && b.dtype === 'int32'
  if ((a.dtype === 'int32') !== (b.dtype === 'int32')) throw new NoForm('an operation on integers and floats')
  const words = fourDimensions(
    output.shape,
    stridesUnder(a.shape, output.shape),
    stridesUnder(b.shape, output.shape),
  )
  if (isInteger && ![0, 1, 2, 7].includes(operation)) throw new NoForm(`${BINARY[operation]} of integers`)
  return { code: isInteger ? code.INTEGERS : code.BINARY, addresses, words: [operation, ...words] }
}

/** A sum of tensors alike, in their order. */
export function added(size: number, inputs: readonly Address[], y: Address): readonly Call[] {
  const [first, second, ...rest] = inputs as readonly [Address, ...Address[]]
  const sum = (a: Address, b: Address): Call => ({
    code: code.BINARY,
    addresses: [a, b, y],
    words: [0, 1, 1, 1, size, 0, 0, 0, 1, 0, 0, 0, 1],
  })
  if (second === undefined) return [{ code: code.COPY, addresses: [first, y], words: [1, size, size, size] }]
  return [sum(first, second), ...rest.map((input) => sum(y, input))]
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
  { kernel, inputs, attributes }: Op,
  { inputs: [x], outputs: [y], ...site }: Site,
): readonly Call[] {
  const { shape } = inputs[0] as Operand
  const axes = axesOf(attributes.axis ?? attributes.reductionIndices, shape.length)
  const runs = runsOf(axes)
  const count = axes.reduce((product, a) => product * (shape[a] as number), 1) / site.share
  if (runs.length > 2) throw new NoForm(`${kernel} over axes ${axes.join()} of ${shape.length}`)
  function over(
    from: readonly number[],
    run: readonly number[],
    addresses: readonly Address[],
    scale: number,
    adds: boolean,
  ): Call {
    const [first, end] = [run[0] ?? 0, (run[0] ?? 0) + run.length]
    const sizes = [sizeOf(from.slice(0, first)), sizeOf(from.slice(first, end)), sizeOf(from.slice(end))]
    return kernel === 'Max'
      ? { code: code.MAXIMUM, addresses, words: sizes }
      : { code: code.SUM, addresses, words: [...sizes, { float: scale }, Number(adds)] }
  }
  const scale = kernel === 'Mean' ? 1 / count : 1
  const [first, second] = runs
  const [from, to] = [x as Address, y as Address]
  if (second === undefined) return [over(shape, first ?? [], [from, to], scale, site.adds)]
  const between = shape.filter((_, i) => !second.includes(i))
  return [
    over(shape, second, [from, site.scratch], 1, false),
    over(between, first ?? [], [site.scratch, to], scale, site.adds),
  ]
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

const PLAIN = 0
const PANELS = 1
const TURNED = 2

function multiplied(op: Op, { inputs: [x, w], outputs: [y], scratch, panels, adds }: Site): Call {
  const { m, k, n, transposeA, transposeB } = matMulSizes(op.inputs, op.outputs, op.attributes)
  const [a, b] = op.inputs as readonly [Operand, Operand]
  const [output] = op.outputs as readonly [Operand]
  const batch = sizeOf(output.shape.slice(0, -2))
  const [ofA, ofB] = [sizeOf(a.shape.slice(0, -2)), sizeOf(b.shape.slice(0, -2))]
  if ((ofA !== batch && ofA !== 1) || (ofB !== batch && ofB !== 1))
    throw new NoForm('a broadcast matrix product')
  // One second factor for all: the rows of the first ones are rows of one.
  const isOne = ofB === 1 && ofA === batch && !transposeA
  const form = panels !== null ? PANELS : transposeB ? TURNED : PLAIN
  return {
    code: code.GEMM,
    addresses: [x as Address, panels ?? (w as Address), y as Address, scratch],
    words: [
      isOne ? 1 : batch,
      ofA === 1 ? 0 : 4 * m * k,
      ofB === 1 ? 0 : 4 * k * n,
      4 * m * n,
      isOne ? batch * m : m,
      k,
      n,
      Number(transposeA),
      form,
      Number(adds),
    ],
  }
}

function gathered({ inputs, attributes }: Op, site: Site): Call {
  const [x, ids] = inputs as readonly [Operand, Operand]
  const axis = axesOf(attributes.axis ?? 0, x.shape.length)[0] as number
  const outer = sizeOf(x.shape.slice(0, axis))
  const inner = sizeOf(x.shape.slice(axis + 1))
  const addresses = [...site.inputs.slice(0, 2), site.outputs[0] as Address]
  return { code: code.GATHER, addresses, words: [outer, x.shape[axis] as number, sizeOf(ids.shape), inner] }
}

function sliced(input: Operand, { begin }: Op['attributes'], output: Operand, x: Address, y: Address): Call {
  const starts = Array.isArray(begin) ? begin.map(Number) : [Number(begin)]
  const cut = input.shape.flatMap((size, i) => (output.shape[i] === size ? [] : [i]))
  if (cut.length > 1) throw new NoForm('a slice of several axes')
  const axis = cut[0] ?? 0
  const inner = sizeOf(input.shape.slice(axis + 1))
  const outer = sizeOf(input.shape.slice(0, axis))
  const width = (output.shape[axis] ?? 1) * inner
  const stride = (input.shape[axis] ?? 1) * inner
  const from = shifted(x, 4 * (starts[axis] ?? 0) * inner)
  return { code: code.COPY, addresses: [from, y], words: [outer, width, stride, width] }
}

function parted(
  input: Operand,
  outputs: readonly Operand[],
  { axis }: Op['attributes'],
  site: Site,
): readonly Call[] {
  const a = axesOf(axis ?? 0, input.shape.length)[0] as number
  const outer = sizeOf(input.shape.slice(0, a))
  const stride = sizeOf(input.shape) / outer
  let from = site.inputs[0] as Address
  return outputs.map((output, i) => {
    const width = sizeOf(output.shape) / outer
    const addresses = [from, site.outputs[i] as Address]
    from = shifted(from, 4 * width)
    return { code: code.COPY, addresses, words: [outer, width, stride, width] }
  })
}

function joined(
  inputs: readonly Operand[],
  output: Operand,
  { axis }: Op['attributes'],
  site: Site,
): readonly Call[] {
  const a = axesOf(axis ?? 0, output.shape.length)[0] as number
  const outer = sizeOf(output.shape.slice(0, a))
  const stride = sizeOf(output.shape) / outer
  let to = site.outputs[0] as Address
  return inputs.map((input, i) => {
    const width = sizeOf(input.shape) / outer
    const addresses = [site.inputs[i] as Address, to]
    to = shifted(to, 4 * width)
    return { code: code.COPY, addresses, words: [outer, width, width, stride] }
  })
}
