import { type Graph, type Info, type Leaf, type Op, type Operand, sizeOf } from '../compile/graph.ts'
import { axesOf } from '../compile/trace/rules.ts'
import {
  BINARY,
  type Constant,
  type Form,
  type ModelGraph,
  type ModelOp,
  moduleOf,
  REDUCTIONS,
  type Size,
  sameShape,
  UNARY,
  type Value,
} from './model-graph.ts'

/** An operation that has no form outside: the message names it, and `module` whose weights it works on. */
export class NotPortable extends Error {
  readonly module: string | null
  constructor(operation: string, module: string | null) {
    super(operation)
    this.module = module
  }
}

/** One pass traced with some number of rows. */
export interface Pass {
  readonly graph: Graph
  readonly rows: number
}

type Pair = readonly [Operand, Operand]

/**
 * The graph for any number of rows of a pass that was traced with two different ones: a size that both have is fixed, a
 * size that grows with the rows is a multiple of them. `output` names the logits.
 */
export function modelGraph(
  [first, second]: readonly [Pass, Pass],
  output: string,
  shapes: {
    readonly inputs: ReadonlyMap<string, Info>
    readonly weights: ReadonlyMap<string, readonly number[]>
  },
): ModelGraph {
  const values = new Map<number, Value>()
  const reshaped = new Map<string, string>()
  const weights: Value[] = []
  const inputs: Value[] = []
  const constants: Constant[] = []
  const ops: ModelOp[] = []
  let made = 0

  const refuse = (what: string, read: readonly string[]): NotPortable =>
    new NotPortable(what, moduleOf(ops, read))

  function sizesOf(a: readonly number[], b: readonly number[]): readonly Size[] {
    return a.map((size, i) => {
      const other = b[i] as number
      if (size === other) return size
      const times = size / first.rows
      if (!Number.isInteger(times) || times * second.rows !== other) throw refuse('a shape', [])
      return { rows: times }
    })
  }

  function emit(form: Form, read: readonly string[], shape: readonly Size[], dtype: Value['dtype']): Value {
    const value: Value = { name: `t${made++}`, shape, dtype }
    ops.push({ ...form, inputs: read, outputs: [value] })
    return value
  }

  function leafValue([a, b]: Pair): Value {
    const leaf = first.graph.leaves.get(a.buffer)
    const other = second.graph.leaves.get(b.buffer)
    if (leaf === undefined || other === undefined) throw new Error(`nothing makes buffer ${a.buffer}`)
    if (leaf.kind !== 'constant') {
      const info = shapes.inputs.get(leaf.name)
      const shape: readonly Size[] | undefined =
        info === undefined ? shapes.weights.get(leaf.name) : [{ rows: 1 }, ...info.shape.slice(1)]
      if (shape === undefined) throw new Error(`nothing is known of ${leaf.name}`)
      const value: Value = { name: leaf.name, shape, dtype: info?.dtype ?? 'float32' }
      ;(info === undefined ? weights : inputs).push(value)
      return value
    }
    return constantValue(leaf, other, [a, b])
  }

  function constantValue(leaf: Leaf & { kind: 'constant' }, other: Leaf, [a, b]: Pair): Value {
    const shape = sizesOf(a.shape, b.shape)
    const isFixed = shape.every((size) => typeof size === 'number')
    const [start] = leaf.values
    if (isFixed) {
      const constant = { name: `constant/${constants.length}`, shape, dtype: a.dtype, values: leaf.values }
      constants.push(constant)
      return constant
    }
    const isUniform = [leaf, other].every(
      (one) => one.kind === 'constant' && one.values.every((value) => value === start),
    )
    if (!isUniform || start === undefined) throw refuse('a table with a value for each row', [])
    return emit({ op: 'Fill', value: start }, [], shape, a.dtype)
  }

  /** The name under which an operand is read, after a reshape where it is read in another shape. */
  function read([a, b]: Pair): string {
    const known = values.get(a.buffer) ?? leafValue([a, b])
    values.set(a.buffer, known)
    const shape = sizesOf(a.shape, b.shape)
    if (sameShape(known.shape, shape)) return known.name
    const key = `${known.name} ${JSON.stringify(shape)}`
    const name = reshaped.get(key) ?? emit({ op: 'Reshape' }, [known.name], shape, known.dtype).name
    reshaped.set(key, name)
    return name
  }

  function take(op: Op, other: Op): void {
    const pairs = op.inputs.map((operand, i): Pair => [operand, other.inputs[i] as Operand])
    const names = pairs.map(read)
    const outputs = op.outputs.map((operand, i) => ({
      operand,
      shape: sizesOf(operand.shape, (other.outputs[i] as Operand).shape),
    }))
    const [single] = outputs
    if (single === undefined) throw new Error(`${op.kernel} makes nothing`)
    const { shape, operand } = single
    const isSplit = op.kernel === 'SplitV' || op.kernel === 'Unpack'
    if (isSplit) {
      const axis = axesOf(op.attributes.axis ?? 0, (op.inputs[0] as Operand).shape.length)[0] as number
      const parts = outputs.map(({ operand: { dtype }, ...part }): Value => {
        const kept = op.kernel === 'SplitV' ? part.shape : inserted(part.shape, axis)
        return { name: `t${made++}`, shape: kept, dtype }
      })
      ops.push({ op: 'Split', axis, inputs: names, outputs: parts })
      for (const [i, part] of parts.entries())
        values.set((outputs[i] as { operand: Operand }).operand.buffer, part)
      return
    }
    if (op.kernel === 'Pack') {
      const axis = axesOf(op.attributes.axis ?? 0, shape.length)[0] as number
      const raised = pairs.map(([a, b], i) =>
        emit({ op: 'Reshape' }, [names[i] as string], inserted(sizesOf(a.shape, b.shape), axis), a.dtype),
      )
      const read = raised.map(({ name }) => name)
      values.set(operand.buffer, emit({ op: 'Concat', axis }, read, shape, operand.dtype))
      return
    }
    if (op.kernel === 'AddN') {
      const sum = names
        .slice(1)
        .reduce((total, name) => emit({ op: 'Add' }, [total.name, name], shape, operand.dtype), {
          name: names[0] as string,
          shape,
          dtype: operand.dtype,
        })
      values.set(operand.buffer, sum)
      return
    }
    const form = formOf(op)
    if (form === null) throw refuse(op.kernel, names)
    values.set(operand.buffer, emit(form, names, shape, operand.dtype))
  }

  if (first.graph.ops.length !== second.graph.ops.length) throw refuse('another pass for other rows', [])
  for (const [i, op] of first.graph.ops.entries()) {
    const other = second.graph.ops[i] as Op
    if (op.kernel !== other.kernel) throw refuse(op.kernel, [])
    take(op, other)
  }
  const ends: Pair = [outputOf(first, output), outputOf(second, output)]
  const name = read(ends)
  return { inputs, weights, constants, ops, output: name }
}

function outputOf({ graph }: Pass, name: string): Operand {
  const operand = graph.outputs.get(name)
  if (operand === undefined) throw new Error(`the pass has no output ${name}`)
  return operand
}

const inserted = (shape: readonly Size[], axis: number): readonly Size[] => [
  ...shape.slice(0, axis),
  1,
  ...shape.slice(axis),
]

const isOneOf = <T extends string>(list: readonly T[], name: string): name is T =>
  (list as readonly string[]).includes(name)

/** An operation by what it is told; null for one that has no form outside. */
function formOf({ kernel, inputs, attributes, outputs }: Op): Form | null {
  const rank = inputs[0]?.shape.length ?? 0
  const axis = axesOf(attributes.axis ?? 0, rank)[0] ?? 0
  if (kernel === 'Step' && (attributes.alpha ?? 0) !== 0) return null
  if (isOneOf(UNARY, kernel) || isOneOf(BINARY, kernel)) return { op: kernel }
  if (isOneOf(REDUCTIONS, kernel)) {
    const axes = axesOf(attributes.axis ?? attributes.reductionIndices, rank)
    return { op: kernel, axes, keepDims: attributes.keepDims === true }
  }
  switch (kernel) {
    case 'Softmax':
      return axesOf(attributes.dim, rank)[0] === rank - 1 ? { op: 'Softmax' } : null
    case 'BatchMatMul':
      return {
        op: 'MatMul',
        transposeA: attributes.transposeA === true,
        transposeB: attributes.transposeB === true,
      }
    case 'GatherV2':
      return { op: 'Gather', axis }
    case 'Slice': {
      const begin = [attributes.begin].flat().map(Number)
      return { op: 'Slice', begin }
    }
    case 'Concat':
      return { op: 'Concat', axis }
    case 'OneHot': {
      const isPlain = (attributes.onValue ?? 1) === 1 && (attributes.offValue ?? 0) === 0
      return isPlain && sizeOf(outputs[0]?.shape ?? []) > 0
        ? { op: 'OneHot', depth: Number(attributes.depth) }
        : null
    }
    default:
      return null
  }
}
