import { type Graph, type Leaf, type Op, type Operand, sizeOf } from './graph.ts'
import { withoutRepeats } from './repeats.ts'

/** Zeros, and sums of one: known without computing. */
export function folded(graph: Graph): Graph {
  const leaves = new Map(graph.leaves)
  const ops = graph.ops.filter(({ kernel, outputs: [output] }) => {
    if (kernel !== 'ZerosLike' || output === undefined) return true
    const size = sizeOf(output.shape)
    const values = output.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
    leaves.set(output.buffer, { kind: 'constant', values })
    return false
  })
  return { ...graph, leaves, ops }
}

/** One buffer for equal constants, and one operation for equal operations on equal inputs. */
export function withoutDuplicates(graph: Graph): Graph {
  const stands = new Map<number, number>()
  const now = (operand: Operand): Operand => ({
    ...operand,
    buffer: stands.get(operand.buffer) ?? operand.buffer,
  })
  const constants = new Map<string, number>()
  for (const [buffer, leaf] of graph.leaves) {
    const key = leaf.kind === 'constant' ? constantKey(leaf.values) : null
    if (key === null) continue
    const known = constants.get(key)
    if (known === undefined) constants.set(key, buffer)
    else stands.set(buffer, known)
  }
  const seen = new Map<string, Op>()
  const ops = graph.ops.flatMap((op) => {
    const inputs = op.inputs.map(now)
    const key = JSON.stringify([op.kernel, inputs, op.attributes])
    const known = seen.get(key)
    if (known === undefined) {
      const kept = { ...op, inputs }
      seen.set(key, kept)
      return [kept]
    }
    for (const [i, output] of op.outputs.entries()) {
      stands.set(output.buffer, (known.outputs[i] as Operand).buffer)
    }
    return []
  })
  return {
    ...graph,
    ops,
    outputs: new Map([...graph.outputs].map(([name, operand]) => [name, now(operand)])),
  }
}

const SHORT = 4096
function constantKey(values: Float32Array | Int32Array): string | null {
  if (values.length > SHORT) return null
  return `${values instanceof Int32Array ? 'i' : 'f'}${new Uint8Array(values.buffer, values.byteOffset, values.byteLength).join()}`
}

/** Operations that some output needs, and the leaves that those read. */
export function withoutDead(graph: Graph): Graph {
  const needed = new Set([...graph.outputs.values()].map(({ buffer }) => buffer))
  const ops: Op[] = []
  for (const op of [...graph.ops].reverse()) {
    if (!op.outputs.some(({ buffer }) => needed.has(buffer))) continue
    for (const { buffer } of op.inputs) needed.add(buffer)
    ops.push(op)
  }
  const leaves = new Map<number, Leaf>([...graph.leaves].filter(([buffer]) => needed.has(buffer)))
  return { ...graph, leaves, ops: ops.reverse() }
}

const UNIFORM = new Set([
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Minimum',
  'Maximum',
  'Pow',
  'SquaredDifference',
])

/** Constants that are one number everywhere as that one number; what they leave as it is, left out. */
export function withUniforms(graph: Graph): Graph {
  const leaves = new Map<number, Leaf>(graph.leaves)
  let next = 1 + Math.max(0, ...leaves.keys(), ...graph.ops.flatMap((op) => op.outputs.map((o) => o.buffer)))
  const stands = new Map<number, number>()
  const now = (operand: Operand): Operand => ({
    ...operand,
    buffer: stands.get(operand.buffer) ?? operand.buffer,
  })
  const uniform = ({ buffer }: Operand): number | null => {
    const leaf = leaves.get(buffer)
    if (leaf?.kind !== 'constant' || leaf.values instanceof Int32Array) return null
    const [first] = leaf.values
    return first !== undefined && leaf.values.every((value) => value === first) ? first : null
  }
  const ones = new Map<number, number>()
  function one(value: number): Operand {
    const buffer = ones.get(value) ?? next++
    ones.set(value, buffer)
    leaves.set(buffer, { kind: 'constant', values: Float32Array.of(value) })
    return { buffer, shape: [], dtype: 'float32' }
  }
  const ops: Op[] = []
  for (const { inputs: given, ...op } of graph.ops) {
    const inputs = given.map(now)
    const [a, b] = inputs as [Operand, Operand?]
    const output = op.outputs[0] as Operand
    if (!UNIFORM.has(op.kernel) || b === undefined || output.dtype === 'int32') {
      ops.push({ ...op, inputs })
      continue
    }
    const [left, right] = [uniform(a), uniform(b)]
    const full = (operand: Operand): boolean => sizeOf(operand.shape) === sizeOf(output.shape)
    if (full(a) && leavesAlone(op.kernel, right)) stands.set(output.buffer, a.buffer)
    else if (full(b) && op.kernel === 'Multiply' && left === 1) stands.set(output.buffer, b.buffer)
    else if (full(a) && right !== null) ops.push({ ...op, inputs: [a, one(right)] })
    else if (full(b) && left !== null) ops.push({ ...op, inputs: [one(left), b] })
    else ops.push({ ...op, inputs })
  }
  const outputs = new Map([...graph.outputs].map(([name, operand]) => [name, now(operand)]))
  return { leaves, ops, outputs }
}

/** Whether an operation with this on its right gives back its left to the bit, but for the sign of a zero. */
const leavesAlone = (kernel: string, right: number | null): boolean =>
  ((kernel === 'Multiply' || kernel === 'RealDiv') && right === 1) ||
  ((kernel === 'Add' || kernel === 'Sub') && right === 0)

export const simplified = (graph: Graph): Graph =>
  withoutDead(withoutDuplicates(withoutRepeats(withUniforms(folded(graph)))))
