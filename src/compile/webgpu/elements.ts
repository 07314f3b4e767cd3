import { BINARY, reductionOf, UNARY } from '../fuse.ts'
import { type Op, type Operand, sizeOf } from '../graph.ts'
import { NoForm } from '../no-form.ts'
import { axesOf } from '../trace/rules.ts'
import { broadcastIndex, float, type Writer } from './writer.ts'

/** How an element of an operand is read: from memory, through an operation that only renames, or as a literal. */
export type Read = (operand: Operand, index: string) => string
/** Part of the batch that a sum goes over: along this axis, from and up to these of its elements. */
export interface Part {
  readonly axis: number
  readonly from: string
  readonly to: string
}

const U = (value: number): string => `${value}u`

/** WGSL of element `index` of an output. */
export function elementOf(op: Op, output: Operand, index: string, read: Read, w: Writer): string {
  const { kernel, inputs, attributes } = op
  const [first, second] = inputs as readonly [Operand, Operand]
  if (BINARY.has(kernel) || UNARY.has(kernel) || kernel === 'AddN') {
    const values = inputs.map((input) => {
      const value = read(input, w.keep(broadcastIndex(input.shape, output.shape, index)))
      return /^[\d.]+f$/.test(value) ? value : w.keep(value)
    })
    return arithmetic(op, values)
  }
  switch (kernel) {
    case 'BatchMatMul':
      return product(op, index, null, read, w)
    case 'Sum':
    case 'Mean':
    case 'Max':
      return scaled(op, reduced(op, output, index, null, read, w))
    case 'Softmax':
      return softmax(first, index, read, w)
    case 'GatherV2': {
      const axis = axesOf(attributes.axis ?? 0, first.shape.length)[0] as number
      const [inner, count] = [sizeOf(first.shape.slice(axis + 1)), sizeOf(second.shape)]
      const id = w.keep(`u32(${read(second, w.keep(`(${index} / ${inner}u) % ${count}u`))})`)
      const outer = `${index} / ${inner * count}u * ${first.shape[axis]}u`
      return read(first, w.keep(`(${outer} + ${id}) * ${inner}u + ${index} % ${inner}u`))
    }
    case 'OneHot': {
      const depth = Number(attributes.depth)
      const id = w.keep(`u32(${read(first, w.keep(`${index} / ${depth}u`))})`)
      const [on, off] = [Number(attributes.onValue ?? 1), Number(attributes.offValue ?? 0)]
      return `select(${float(off)}, ${float(on)}, ${id} == ${index} % ${depth}u)`
    }
    case 'Slice': {
      const begin = Array.isArray(attributes.begin)
        ? attributes.begin.map(Number)
        : [Number(attributes.begin)]
      return read(first, w.keep(offsetIndex(first.shape, output.shape, begin, index)))
    }
    case 'SplitV':
    case 'Unpack': {
      const axis = axesOf(attributes.axis ?? 0, first.shape.length)[0] as number
      const before = op.outputs.slice(
        0,
        op.outputs.findIndex(({ buffer }) => buffer === output.buffer),
      )
      const inner = sizeOf(first.shape.slice(axis + 1))
      const along = ({ shape }: Operand): number => (kernel === 'Unpack' ? 1 : (shape[axis] as number))
      const start = before.reduce((sum, one) => sum + along(one) * inner, 0)
      const width = along(output) * inner
      const stride = (first.shape[axis] as number) * inner
      if (stride === width) return read(first, index)
      return read(first, w.keep(`${index} / ${width}u * ${stride}u + ${index} % ${width}u + ${start}u`))
    }
    case 'Concat':
    case 'Pack':
      return joined(op, output, index, read, w)
    default:
      throw new NoForm(kernel)
  }
}

/** Exponents that need no logarithm, which costs digits. */
const POWERS: Readonly<Record<string, (x: string) => string>> = {
  '0.5f': (x) => `sqrt(${x})`,
  '1.5f': (x) => `(${x} * sqrt(${x}))`,
  '2f': (x) => `(${x} * ${x})`,
  '3f': (x) => `(${x} * ${x} * ${x})`,
}

function arithmetic({ kernel, inputs, outputs, attributes }: Op, values: readonly string[]): string {
  const [a, b] = values as readonly [string, string]
  const isInteger = inputs[0]?.dtype === 'int32'
  if (inputs.some(({ dtype }) => (dtype === 'int32') !== isInteger))
    throw new NoForm('an operation on integers and floats')
  if (isInteger) {
    if (kernel === 'Cast' && outputs[0]?.dtype === 'float32') return `f32(${a})`
    if (kernel === 'Add') return `(${a} + ${b})`
    if (kernel === 'Sub') return `(${a} - ${b})`
    if (kernel === 'Multiply') return `(${a} * ${b})`
    if (kernel === 'Equal') return `select(0f, 1f, ${a} == ${b})`
    throw new NoForm(`${kernel} of integers`)
  }
  switch (kernel) {
    case 'Add':
      return `(${a} + ${b})`
    case 'Sub':
      return `(${a} - ${b})`
    case 'Multiply':
      return `(${a} * ${b})`
    case 'RealDiv':
      return `(${a} / ${b})`
    case 'Minimum':
      return `min(${a}, ${b})`
    case 'Maximum':
      return `max(${a}, ${b})`
    case 'Pow':
      return POWERS[b]?.(a) ?? `pow(${a}, ${b})`
    case 'Equal':
      return `select(0f, 1f, ${a} == ${b})`
    case 'Greater':
      return `select(0f, 1f, ${a} > ${b})`
    case 'GreaterEqual':
      return `select(0f, 1f, ${a} >= ${b})`
    case 'SquaredDifference':
      return `((${a} - ${b}) * (${a} - ${b}))`
    case 'AddN':
      return `(${values.join(' + ')})`
    case 'Neg':
      return `(-${a})`
    case 'Abs':
      return `abs(${a})`
    case 'Exp':
      return `exp(${a})`
    case 'Log':
      return `log(${a})`
    case 'Log1p':
      return `log1p(${a})`
    case 'Sqrt':
      return `sqrt(${a})`
    case 'Rsqrt':
      return `inverseSqrt(${a})`
    case 'Relu':
      return `max(${a}, 0f)`
    case 'Sigmoid':
      return `(1f / (1f + exp(-${a})))`
    case 'Square':
      return `(${a} * ${a})`
    case 'Step':
      return `select(${float(Number(attributes.alpha ?? 0))}, 1f, ${a} > 0f)`
    case 'Tanh':
      return `tanh(clamp(${a}, -15f, 15f))`
    case 'Reciprocal':
      return `(1f / ${a})`
    case 'Round':
      return `round(${a})`
    default:
      throw new NoForm(`${kernel} to ${outputs[0]?.dtype}`)
  }
}

/** Functions that WGSL does not have. */
export const FUNCTIONS = `
fn log1p(x : f32) -> f32 {
  if (abs(x) < 0.01) { return x * (1.0 - x * (0.5 - x * (1.0 / 3.0 - x * (0.25 - x * 0.2)))); }
  return log(1.0 + x);
}`

export interface ProductSizes {
  readonly m: number
  readonly k: number
  readonly n: number
  /** Whether one second factor serves all rows, so that four rows can be done together. */
  readonly isOne: boolean
}

export function productSizes({ inputs: [a, b], outputs: [output], attributes }: Op): ProductSizes {
  const [x, y, z] = [a, b, output] as readonly [Operand, Operand, Operand]
  const batch = sizeOf(z.shape.slice(0, -2))
  const [ofX, ofY] = [sizeOf(x.shape.slice(0, -2)), sizeOf(y.shape.slice(0, -2))]
  if ((ofX !== batch && ofX !== 1) || (ofY !== batch && ofY !== 1))
    throw new NoForm('a broadcast matrix product')
  const isTurned = attributes.transposeA === true
  const isOne = ofY === 1 && ofX === batch && (batch === 1 || !isTurned)
  const [m, n] = [z.shape.at(-2) as number, z.shape.at(-1) as number]
  return { m: isOne ? m * batch : m, k: x.shape.at(isTurned ? -2 : -1) as number, n, isOne }
}

/** One element of a product. */
function product(op: Op, index: string, part: Part | null, read: Read, w: Writer): string {
  const { m, k, n } = productSizes(op)
  const of = (operand: Operand, step: number): string => {
    const isOne = sizeOf(operand.shape.slice(0, -2)) === 1 || productSizes(op).isOne
    return isOne ? '0u' : w.keep(`${index} / ${m * n}u * ${step}u`)
  }
  const [a, b] = op.inputs as readonly [Operand, Operand]
  const row = w.keep(`${index} / ${n}u % ${m}u`)
  const column = w.keep(`${index} % ${n}u`)
  const [fromA, fromB] = [of(a, m * k), of(b, k * n)]
  const sum = w.name('s')
  w.line(`var ${sum} = 0f;`)
  over(part, k, w, (j) => {
    const x = read(a, w.keep(`${fromA} + ${factorIndex(op, 'A', row, j)}`))
    const y = read(b, w.keep(`${fromB} + ${factorIndex(op, 'B', column, j)}`))
    w.line(`${sum} += ${x} * ${y};`)
  })
  return sum
}

/** Statements for every step of a product, or for those of a part. */
function over(part: Part | null, count: number, w: Writer, body: (j: string) => void): void {
  if (part === null) {
    w.each(count, body)
    return
  }
  const j = w.name('j')
  w.block(`for (var ${j} = ${part.from}; ${j} < ${part.to}; ${j}++)`, () => body(j))
}

function factorIndex(op: Op, factor: 'A' | 'B', outer: string, j: string): string {
  const { m, k, n } = productSizes(op)
  if (factor === 'A')
    return op.attributes.transposeA === true ? `${j} * ${m}u + ${outer}` : `${outer} * ${k}u + ${j}`
  return op.attributes.transposeB === true ? `${outer} * ${k}u + ${j}` : `${j} * ${n}u + ${outer}`
}

/** Four rows of one column of a product, as a vector. */
export function fourRows(
  op: Op,
  row: string,
  column: string,
  part: Part | null,
  read: Read,
  w: Writer,
): string {
  const { k } = productSizes(op)
  const [a, b] = op.inputs as readonly [Operand, Operand]
  const sum = w.name('s')
  const rows = [0, 1, 2, 3].map((q) => w.keep(`${row} + ${q}u`))
  w.line(`var ${sum} = vec4<f32>();`)
  over(part, k, w, (j) => {
    const y = w.keep(read(b, w.keep(factorIndex(op, 'B', column, j))))
    const xs = rows.map((one) => read(a, w.keep(factorIndex(op, 'A', one, j))))
    w.line(`${sum} += vec4<f32>(${xs.join(', ')}) * ${y};`)
  })
  return sum
}

/** A sum over a part of the batch, before it is scaled. */
export function partOf(op: Op, output: Operand, index: string, part: Part, read: Read, w: Writer): string {
  return op.kernel === 'BatchMatMul'
    ? product(op, index, part, read, w)
    : reduced(op, output, index, part, read, w)
}

/** A mean's share of its sum. */
export function scaled(op: Op, sum: string): string {
  if (op.kernel !== 'Mean') return sum
  const { shape, axes } = reductionOf(op)
  return `(${sum} / ${float(axes.reduce((product, axis) => product * (shape[axis] as number), 1))})`
}

function reduced(op: Op, output: Operand, index: string, part: Part | null, read: Read, w: Writer): string {
  const { shape, axes } = reductionOf(op)
  const kept = shape.flatMap((size, axis) => (axes.includes(axis) ? [] : [{ size, axis }]))
  const strideOf = (axis: number): number => sizeOf(shape.slice(axis + 1))
  let rest = sizeOf(output.shape)
  const terms = kept.flatMap(({ size, axis }) => {
    if (size === 1) return []
    const all = rest
    rest /= size
    const digit = rest === 1 ? index : `(${index} / ${rest}u)`
    return [`${all === sizeOf(output.shape) ? digit : `(${digit} % ${size}u)`} * ${strideOf(axis)}u`]
  })
  const base = w.keep(terms.length === 0 ? '0u' : terms.join(' + '))
  const total = w.name('s')
  const isMax = op.kernel === 'Max'
  w.line(`var ${total} = ${isMax ? '-3.4028234e38f' : '0f'};`)
  function over(left: readonly number[], at: string): void {
    const [axis, ...others] = left
    if (axis === undefined) {
      const x = read(op.inputs[0] as Operand, w.keep(at))
      w.line(isMax ? `${total} = max(${total}, ${x});` : `${total} += ${x};`)
      return
    }
    const j = w.name('j')
    const [from, to] = part?.axis === axis ? [part.from, part.to] : ['0u', U(shape[axis] as number)]
    w.block(`for (var ${j} = ${from}; ${j} < ${to}; ${j}++)`, () => {
      over(others, `${at} + ${j} * ${strideOf(axis)}u`)
    })
  }
  over(
    axes.filter((axis) => shape[axis] !== 1),
    base,
  )
  return total
}

function softmax(input: Operand, index: string, read: Read, w: Writer): string {
  const width = input.shape.at(-1) ?? 1
  const from = w.keep(`${index} / ${width}u * ${width}u`)
  const [most, sum] = [w.name('s'), w.name('s')]
  const loop = (body: (x: string) => string): void => {
    const j = w.name('j')
    w.block(`for (var ${j} = 0u; ${j} < ${width}u; ${j}++)`, () => {
      w.line(body(read(input, w.keep(`${from} + ${j}`))))
    })
  }
  w.line(`var ${most} = -3.4028234e38f;`)
  loop((x) => `${most} = max(${most}, ${x});`)
  w.line(`var ${sum} = 0f;`)
  loop((x) => `${sum} += exp(${x} - ${most});`)
  return `(exp(${read(input, index)} - ${most}) / ${sum})`
}

/** The element of a tensor that a block of it starting at `begin` has as `index`. */
function offsetIndex(
  shape: readonly number[],
  block: readonly number[],
  begin: readonly number[],
  index: string,
): string {
  const terms = block.map((size, axis) => {
    const [own, inner] = [sizeOf(shape.slice(axis + 1)), sizeOf(block.slice(axis + 1))]
    return `(${index} / ${inner}u % ${size}u + ${begin[axis] ?? 0}u) * ${own}u`
  })
  return terms.length === 0 ? '0u' : terms.join(' + ')
}

function joined(
  { kernel, inputs, attributes }: Op,
  output: Operand,
  index: string,
  read: Read,
  w: Writer,
): string {
  const axis = axesOf(attributes.axis ?? 0, output.shape.length)[0] as number
  const inner = sizeOf(output.shape.slice(axis + 1))
  const stride = (output.shape[axis] as number) * inner
  const value = w.name('s')
  const [outer, within] = [w.keep(`${index} / ${stride}u`), w.keep(`${index} % ${stride}u`)]
  w.line(`var ${value} : ${output.dtype === 'int32' ? 'i32' : 'f32'};`)
  let start = 0
  for (const [i, input] of inputs.entries()) {
    const width = (kernel === 'Pack' ? 1 : (input.shape[axis] as number)) * inner
    const end = start + width
    const from = start
    const head =
      i === 0 ? `if (${within} < ${end}u)` : i < inputs.length - 1 ? `else if (${within} < ${end}u)` : 'else'
    w.block(inputs.length === 1 ? 'if (true)' : head, () => {
      w.line(`${value} = ${read(input, w.keep(`${outer} * ${width}u + ${within} - ${from}u`))};`)
    })
    start = end
  }
  return value
}
