import type { ModelOp, Size, Value } from './model-graph.ts'
import { numberText } from './number-text.ts'

/** An expression and what holds it together: a call binds tightest, a sum loosest. */
export interface Written {
  readonly text: string
  readonly binds: 'call' | 'product' | 'sum'
}

const call = (text: string): Written => ({ text, binds: 'call' })
/** In brackets where it would fall apart. */
const tight = ({ text, binds }: Written): string => (binds === 'call' ? text : `(${text})`)
const factor = ({ text, binds }: Written): string => (binds === 'sum' ? `(${text})` : text)

const sizeText = (size: Size): string =>
  typeof size === 'number' ? String(size) : size.rows === 1 ? 'rows' : `${size.rows} * rows`

/** A list as a tuple; one element keeps its comma. */
const tuple = (items: readonly (string | number)[]): string =>
  items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`

/** An operation in PyTorch. */
export function formula(op: ModelOp, inputs: readonly Written[], read: readonly Value[]): Written {
  const [a, b] = inputs as readonly [Written, Written]
  const [output] = op.outputs as readonly [Value]
  const method = (name: string, ...given: readonly (string | number)[]): Written =>
    call(`${tight(a)}.${name}(${given.join(', ')})`)
  const on = (name: string): Written => call(`torch.${name}(${inputs.map(({ text }) => text).join(', ')})`)
  const compared = (sign: string): Written => call(`(${factor(a)} ${sign} ${factor(b)}).float()`)
  switch (op.op) {
    case 'Add':
      return { text: `${a.text} + ${b.text}`, binds: 'sum' }
    case 'Sub':
      return { text: `${a.text} - ${factor(b)}`, binds: 'sum' }
    case 'Multiply':
      return { text: `${factor(a)} * ${tight(b)}`, binds: 'product' }
    case 'RealDiv':
      return { text: `${factor(a)} / ${tight(b)}`, binds: 'product' }
    case 'Pow':
      return call(`torch.pow(${a.text}, ${b.text})`)
    case 'Minimum':
    case 'Maximum': {
      const name = op.op === 'Minimum' ? 'max' : 'min'
      // A number clamps: torch.minimum takes tensors alone.
      const [one, other] = read as readonly [Value, Value]
      if (other.shape.length === 0) return method('clamp', `${name}=${b.text}`)
      if (one.shape.length === 0) return call(`${tight(b)}.clamp(${name}=${a.text})`)
      return on(op.op.toLowerCase())
    }
    case 'SquaredDifference':
      return call(`torch.square(${a.text} - ${factor(b)})`)
    case 'Equal':
      return compared('==')
    case 'Greater':
      return compared('>')
    case 'GreaterEqual':
      return compared('>=')
    case 'Neg':
      return { text: `-${tight(a)}`, binds: 'sum' }
    case 'Abs':
    case 'Exp':
    case 'Log':
    case 'Log1p':
    case 'Sqrt':
    case 'Rsqrt':
    case 'Relu':
    case 'Sigmoid':
    case 'Square':
    case 'Tanh':
    case 'Reciprocal':
    case 'Round':
      return on(op.op.toLowerCase())
    case 'Step':
      return call(`(${a.text} > 0).float()`)
    case 'Cast':
      return method(output.dtype === 'int32' ? 'long' : 'float')
    case 'Sum':
    case 'Mean':
    case 'Max': {
      const name = op.op === 'Max' ? 'amax' : op.op.toLowerCase()
      return method(name, tuple(op.axes), ...(op.keepDims ? ['keepdim=True'] : []))
    }
    case 'Softmax':
      return call(`torch.softmax(${a.text}, -1)`)
    case 'MatMul': {
      const of = (written: Written, turned: boolean): string =>
        turned ? `${tight(written)}.transpose(-1, -2)` : tight(written)
      return { text: `${of(a, op.transposeA)} @ ${of(b, op.transposeB)}`, binds: 'product' }
    }
    case 'Gather':
      return op.axis === 0 ? call(`${tight(a)}[${b.text}]`) : method('index_select', op.axis, b.text)
    case 'Slice':
      return call(`${tight(a)}[${op.begin.map((from, i) => rangeText(from, output.shape[i])).join(', ')}]`)
    case 'Split':
      return method(
        'split',
        `[${op.outputs.map(({ shape }) => sizeText(shape[op.axis] as Size)).join(', ')}]`,
        op.axis,
      )
    case 'Concat':
      return call(`torch.cat([${inputs.map(({ text }) => text).join(', ')}], ${op.axis})`)
    case 'OneHot':
      return call(`(${tight(a)}.unsqueeze(-1) == torch.arange(${op.depth})).float()`)
    case 'Reshape':
      return method('reshape', ...output.shape.map(sizeText))
    case 'Fill':
      return call(`torch.full(${tuple(output.shape.map(sizeText))}, ${numberText(op.value, output.dtype)})`)
    default:
      return op satisfies never
  }
}

function rangeText(from: number, size: Size | undefined): string {
  if (size === undefined || typeof size !== 'number') return from === 0 ? ':' : `${from}:`
  return `${from}:${from + size}`
}
