import { NotPortable } from './from-traces.ts'
import { type ModelGraph, type ModelOp, moduleOf, type Size, type Value } from './model-graph.ts'
import { Message } from './protobuf.ts'
import type { TensorValues } from './safetensors.ts'

/** Of the ONNX format and of its operations: what runtimes of 2021 and later read. */
const IR = 8
const OPSET = 17
const FLOAT = 1
const INT32 = 6
const INT64 = 7

/** What the file says of itself. */
export interface OnnxFacts {
  readonly title: string
  readonly version: string
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * The model as an ONNX file: inputs under their names with a free number of rows, output `logits`. Throws `NotPortable`
 * where an operation has no form there.
 */
export function onnxModel(
  graph: ModelGraph,
  tensors: ReadonlyMap<string, TensorValues>,
  { title, version, metadata }: OnnxFacts,
): Uint8Array<ArrayBuffer> {
  const writer = new GraphWriter()
  for (const [name, { shape, values }] of tensors) writer.tensor(name, shape, values)
  for (const { name, shape, values } of graph.constants)
    if (!tensors.has(name)) writer.tensor(name, shape as readonly number[], values)
  const shapes = new Map(
    [
      ...graph.inputs,
      ...graph.weights,
      ...graph.constants,
      ...graph.ops.flatMap(({ outputs }) => outputs),
    ].map((value) => [value.name, value.shape]),
  )
  for (const op of graph.ops) {
    const read = op.inputs.map((name) => shapes.get(name) as readonly Size[])
    if (!written(writer, op, read, graph))
      throw new NotPortable(`${op.op} in ONNX`, moduleOf(graph.ops, op.inputs))
  }
  writer.node('Identity', [graph.output], ['logits'])
  const body = writer.body.text(2, title)
  for (const input of graph.inputs) body.message(11, valueInfo(input))
  const output = graph.ops.flatMap(({ outputs }) => outputs).find(({ name }) => name === graph.output)
  body.message(12, valueInfo({ ...(output as Value), name: 'logits' }))
  const model = new Message()
    .int(1, IR)
    .text(2, 'Soundcheck')
    .text(3, version)
    .message(7, body)
    .message(8, new Message().text(1, '').int(2, OPSET))
  for (const [key, value] of Object.entries(metadata))
    model.message(14, new Message().text(1, key).text(2, value))
  return model.finish()
}

const typeOf = (dtype: Value['dtype']): number => (dtype === 'int32' ? INT32 : FLOAT)

function valueInfo({ name, shape, dtype }: Value): Message {
  const dims = new Message()
  for (const size of shape) {
    const dim = new Message()
    if (typeof size === 'number') dim.int(1, size)
    else dim.text(2, size.rows === 1 ? 'rows' : `${size.rows}*rows`)
    dims.message(1, dim)
  }
  const tensor = new Message().int(1, typeOf(dtype)).message(2, dims)
  return new Message().text(1, name).message(2, new Message().message(1, tensor))
}

type Attribute = number | readonly number[]

class GraphWriter {
  readonly body = new Message()
  #names = 0

  fresh(): string {
    return `n${this.#names++}`
  }

  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    const node = new Message()
    for (const name of inputs) node.text(1, name)
    for (const name of outputs) node.text(2, name)
    node.text(4, type)
    for (const [name, value] of Object.entries(attributes)) {
      const attribute = new Message().text(1, name)
      if (typeof value === 'number') attribute.int(3, value).int(20, 2)
      else {
        for (const one of value) attribute.int(8, one)
        attribute.int(20, 7)
      }
      node.message(5, attribute)
    }
    this.body.message(1, node)
  }

  /** A node of one output, under a name of its own. */
  made(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const name = this.fresh()
    this.node(type, inputs, [name], attributes)
    return name
  }

  tensor(name: string, shape: readonly number[], values: TensorValues['values'] | BigInt64Array): void {
    const type = values instanceof Int32Array ? INT32 : values instanceof BigInt64Array ? INT64 : FLOAT
    const tensor = new Message()
    for (const size of shape) tensor.int(1, size)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.body.message(5, tensor.int(2, type).text(8, name).bytes(9, bytes))
  }

  /** Whole numbers that an operation reads beside its tensors. */
  list(values: readonly number[]): string {
    const name = this.fresh()
    this.tensor(name, [values.length], BigInt64Array.from(values, BigInt))
    return name
  }

  number(value: number): string {
    const name = this.fresh()
    this.tensor(name, [], Float32Array.of(value))
    return name
  }
}

const SAME: Readonly<Record<string, string>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Minimum: 'Min',
  Maximum: 'Max',
  Pow: 'Pow',
  Neg: 'Neg',
  Abs: 'Abs',
  Exp: 'Exp',
  Log: 'Log',
  Sqrt: 'Sqrt',
  Relu: 'Relu',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  Reciprocal: 'Reciprocal',
  Round: 'Round',
}

/** Sizes as a shape that a reshape takes: one free size is told from the rest; null where there are more. */
function reshapeSizes(shape: readonly Size[]): readonly number[] | null {
  const free = shape.filter((size) => typeof size !== 'number')
  return free.length > 1 ? null : shape.map((size) => (typeof size === 'number' ? size : -1))
}

/** Writes an operation; false where it has no form. */
function written(
  w: GraphWriter,
  op: ModelOp,
  read: readonly (readonly Size[])[],
  graph: ModelGraph,
): boolean {
  const { inputs } = op
  const [a, b] = inputs as readonly [string, string]
  const [output] = op.outputs as readonly [Value]
  const out = [output.name]
  const floats = (name: string): void => w.node('Cast', [name], out, { to: FLOAT })
  const same = SAME[op.op]
  if (same !== undefined) {
    w.node(same, inputs, out)
    return true
  }
  switch (op.op) {
    case 'SquaredDifference': {
      const difference = w.made('Sub', inputs)
      w.node('Mul', [difference, difference], out)
      return true
    }
    case 'Equal':
      floats(w.made('Equal', inputs))
      return true
    case 'Greater':
      floats(w.made('Greater', inputs))
      return true
    case 'GreaterEqual':
      floats(w.made('GreaterOrEqual', inputs))
      return true
    case 'Step':
      floats(w.made('Greater', [a, w.number(0)]))
      return true
    case 'Log1p':
      w.node('Log', [w.made('Add', [a, w.number(1)])], out)
      return true
    case 'Rsqrt':
      w.node('Reciprocal', [w.made('Sqrt', [a])], out)
      return true
    case 'Square':
      w.node('Mul', [a, a], out)
      return true
    case 'Cast':
      w.node('Cast', [a], out, { to: typeOf(output.dtype) })
      return true
    case 'Sum':
      w.node('ReduceSum', [a, w.list(op.axes)], out, { keepdims: Number(op.keepDims) })
      return true
    case 'Mean':
    case 'Max':
      w.node(`Reduce${op.op}`, [a], out, { axes: op.axes, keepdims: Number(op.keepDims) })
      return true
    case 'Softmax':
      w.node('Softmax', [a], out, { axis: -1 })
      return true
    case 'MatMul': {
      const [rankA, rankB] = read.map((shape) => shape.length) as [number, number]
      const left = op.transposeA ? w.made('Transpose', [a], { perm: turned(rankA) }) : a
      w.node('MatMul', [left, op.transposeB ? w.made('Transpose', [b], { perm: turned(rankB) }) : b], out)
      return true
    }
    case 'Gather':
      w.node('Gather', inputs, out, { axis: op.axis })
      return true
    case 'Slice': {
      const ends = output.shape.map((size, i) =>
        typeof size === 'number' ? (op.begin[i] ?? 0) + size : Number.MAX_SAFE_INTEGER,
      )
      const starts = ends.map((_, i) => op.begin[i] ?? 0)
      w.node('Slice', [a, w.list(starts), w.list(ends), w.list([...ends.keys()])], out)
      return true
    }
    case 'Split': {
      const sizes = op.outputs.map(({ shape }) => shape[op.axis] as Size)
      if (sizes.some((size) => typeof size !== 'number')) return false
      const names = op.outputs.map(({ name }) => name)
      w.node('Split', [a, w.list(sizes as readonly number[])], names, { axis: op.axis })
      return true
    }
    case 'Concat':
      w.node('Concat', inputs, out, { axis: op.axis })
      return true
    case 'OneHot': {
      const range = w.fresh()
      w.tensor(
        range,
        [op.depth],
        Int32Array.from({ length: op.depth }, (_, id) => id),
      )
      floats(w.made('Equal', [w.made('Unsqueeze', [a, w.list([-1])]), range]))
      return true
    }
    case 'Reshape': {
      const sizes = reshapeSizes(output.shape)
      if (sizes === null) return false
      w.node('Reshape', [a, w.list(sizes)], out)
      return true
    }
    case 'Fill':
      return filled(w, output, op.value, graph)
    default:
      return false
  }
}

/** Last two axes changed places. */
const turned = (rank: number): readonly number[] => [
  ...Array.from({ length: rank - 2 }, (_, i) => i),
  rank - 1,
  rank - 2,
]

/** One number, spread over the rows that the first input has. */
function filled(w: GraphWriter, { name, shape, dtype }: Value, value: number, graph: ModelGraph): boolean {
  const [first, ...rest] = shape
  const [input] = graph.inputs
  const isByRow =
    typeof first !== 'number' && first?.rows === 1 && rest.every((size) => typeof size === 'number')
  if (!isByRow || input === undefined || dtype !== 'float32') return false
  const rows = w.made('Slice', [w.made('Shape', [input.name]), w.list([0]), w.list([1])])
  const sizes = w.made('Concat', [rows, w.list(rest as readonly number[])], { axis: 0 })
  w.node('Expand', [w.number(value), sizes], [name])
  return true
}
