import { BINARY, UNARY } from './fuse.ts'
import { type Graph, type Op, type Operand, sizeOf } from './graph.ts'

/** Values that a product with ones repeats to a shape, not written out until something needs them so. */
interface Repeat {
  readonly few: Operand
  readonly ones: Operand
  readonly whole: Operand
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i])

/** The shape of an element-wise operation on these; null where they do not fit. */
function broadcast(shapes: readonly (readonly number[])[]): readonly number[] | null {
  const rank = Math.max(...shapes.map(({ length }) => length))
  const result: number[] = []
  for (let i = 1; i <= rank; i++) {
    const sizes = new Set(shapes.map((shape) => shape[shape.length - i] ?? 1).filter((size) => size !== 1))
    if (sizes.size > 1) return null
    result.unshift([...sizes][0] ?? 1)
  }
  return result
}

/**
 * Gradients of broadcasts repeat values by a product with ones. Here they stay few: element-wise operations on them work
 * on the few, and those that repeat their operands anyway read them as they are. Results are the same to the bit.
 */
export function withoutRepeats(graph: Graph): Graph {
  let next =
    1 + Math.max(0, ...graph.leaves.keys(), ...graph.ops.flatMap((op) => op.outputs.map((o) => o.buffer)))
  const pending = new Map<number, Repeat>()
  const ops: Op[] = []

  const isOnes = ({ buffer, dtype }: Operand): boolean => {
    const leaf = graph.leaves.get(buffer)
    return dtype === 'float32' && leaf?.kind === 'constant' && leaf.values.every((value) => value === 1)
  }
  const repeatOf = ({ buffer, shape }: Operand): Repeat | undefined => {
    const repeat = pending.get(buffer)
    return repeat !== undefined && isSame(repeat.whole.shape, shape) ? repeat : undefined
  }
  function write(buffer: number): void {
    const repeat = pending.get(buffer)
    if (repeat === undefined) return
    pending.delete(buffer)
    const { few, ones, whole } = repeat
    ops.push({ kernel: 'Multiply', inputs: [few, ones], attributes: {}, outputs: [whole] })
  }
  /** Whether an operation that repeats, or works on what is repeated, could be put off or done on the few. */
  function done(op: Op): boolean {
    const output = op.outputs[0] as Operand
    if (output.dtype !== 'float32' || !(BINARY.has(op.kernel) || UNARY.has(op.kernel))) return false
    const few = op.inputs.map((operand) => repeatOf(operand)?.few ?? operand)
    const [a, b] = op.inputs as [Operand, Operand?]
    if (op.kernel === 'Multiply' && b !== undefined) {
      const [values, ones] = isOnes(a) ? [few[1] as Operand, a] : [few[0] as Operand, b]
      const repeats = isSame(ones.shape, output.shape) && sizeOf(values.shape) < sizeOf(output.shape)
      if (isOnes(ones) && repeats) {
        write(values.buffer)
        pending.set(output.buffer, { few: values, ones, whole: output })
        return true
      }
    }
    const repeat = op.inputs.map(repeatOf).find((one) => one !== undefined)
    const shape = broadcast(few.map((operand) => operand.shape))
    if (repeat === undefined || shape === null) return false
    const isWhole = isSame(shape, output.shape)
    if (!isWhole && !isSame(repeat.ones.shape, output.shape)) return false
    for (const operand of op.inputs) if (repeatOf(operand) === undefined) write(operand.buffer)
    const result: Operand = isWhole ? output : { buffer: next++, shape, dtype: output.dtype }
    ops.push({ ...op, inputs: few, outputs: [result] })
    if (!isWhole) pending.set(output.buffer, { few: result, ones: repeat.ones, whole: output })
    return true
  }

  for (const op of graph.ops) {
    if (done(op)) continue
    for (const { buffer } of op.inputs) write(buffer)
    ops.push(op)
  }
  for (const { buffer } of graph.outputs.values()) write(buffer)
  return { ...graph, ops }
}
