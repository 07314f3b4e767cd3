import { type Graph, sizeOf } from './graph.ts'

/** Where each buffer that operations write lies in the arena, in bytes from its start. */
export interface Plan {
  readonly offsets: ReadonlyMap<number, number>
  readonly bytes: number
}

const ALIGNMENT = 64
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/** Bytes of every buffer of a graph, leaves included. */
export function bufferBytes(graph: Graph): ReadonlyMap<number, number> {
  const bytes = new Map<number, number>()
  for (const { inputs, outputs } of graph.ops) {
    for (const { buffer, shape } of [...inputs, ...outputs]) bytes.set(buffer, aligned(4 * sizeOf(shape)))
  }
  for (const { buffer, shape } of graph.outputs.values()) bytes.set(buffer, aligned(4 * sizeOf(shape)))
  return bytes
}

/**
 * Greedy first fit over live intervals in schedule order: two buffers share bytes only when one is read for the last
 * time before the other is written. Outputs live to the end.
 */
export function planned(graph: Graph): Plan {
  const bytes = bufferBytes(graph)
  const last = new Map<number, number>()
  for (const [i, { inputs, outputs }] of graph.ops.entries()) {
    for (const { buffer } of [...inputs, ...outputs]) last.set(buffer, i)
  }
  for (const { buffer } of graph.outputs.values()) last.set(buffer, graph.ops.length)

  const offsets = new Map<number, number>()
  let live: { readonly buffer: number; readonly from: number; readonly to: number }[] = []
  let size = 0
  for (const [i, { outputs }] of graph.ops.entries()) {
    for (const { buffer } of outputs) {
      const length = bytes.get(buffer) as number
      let from = 0
      for (const other of live) {
        if (from + length <= other.from) break
        from = Math.max(from, other.to)
      }
      offsets.set(buffer, from)
      size = Math.max(size, from + length)
      live = [...live, { buffer, from, to: from + length }].sort((a, b) => a.from - b.from)
    }
    live = live.filter(({ buffer }) => (last.get(buffer) as number) > i)
  }
  return { offsets, bytes: size }
}
