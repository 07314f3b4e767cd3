import { type Graph, type Info, type Leaf, type Op, type Operand, sizeOf } from './graph.ts'

/** Name of the input that says which rows of the dataset a batch holds, int32 [B]. */
export const ROWS = 'rows'
/** Name of the input that holds a whole table of the dataset. */
export const tableOf = (input: string): string => `dataset/${input}`

/** The graph that gathers these inputs, [B, …], from tables [rows, …] by the ids of its rows. */
export function withDataset(graph: Graph, inputs: ReadonlyMap<string, Info>, rows: number): Graph {
  const leaves = new Map<number, Leaf>(graph.leaves)
  let next = 1 + Math.max(0, ...leaves.keys(), ...graph.ops.flatMap((op) => op.outputs.map((o) => o.buffer)))
  const rowsBuffer = next++
  const gathers: Op[] = []
  for (const [buffer, leaf] of graph.leaves) {
    const info = leaf.kind === 'input' ? inputs.get(leaf.name) : undefined
    if (leaf.kind !== 'input' || info === undefined) continue
    const [batch, ...rest] = info.shape as readonly [number, ...number[]]
    const table: Operand = { buffer: next++, shape: [rows, ...rest], dtype: info.dtype }
    const ids: Operand = { buffer: rowsBuffer, shape: [batch], dtype: 'int32' }
    leaves.delete(buffer)
    leaves.set(table.buffer, { kind: 'input', name: tableOf(leaf.name) })
    leaves.set(rowsBuffer, { kind: 'input', name: ROWS })
    const output: Operand = { ...info, buffer }
    gathers.push({ kernel: 'GatherV2', inputs: [table, ids], attributes: { axis: 0 }, outputs: [output] })
    if (sizeOf(rest) === 0) throw new Error(`input ${leaf.name} is empty`)
  }
  return { ...graph, leaves, ops: [...gathers, ...graph.ops] }
}
