import { type Graph, type Op, type Operand, sizeOf } from '../graph.ts'
import { type RowOp, scheduled } from '../rows.ts'
import { COMBINE, FILL, SCATTER } from './kernels/opcodes.ts'
import { added, lowered, panelBytes, panelsOf } from './lower.ts'
import { type Address, type Call, shifted } from './record.ts'

/** A buffer of the graph, or one that the arrangement adds. */
export type Key = number | string
export type Places = (key: Key) => Address

/** Something that is done once for a whole batch, by one or in parts. */
export interface Item {
  readonly reads: readonly Key[]
  readonly writes: readonly Key[]
  readonly isSplit: boolean
  calls(places: Places, scratch: Address, part: number, parts: number): readonly Call[]
}
export type Section =
  | { readonly kind: 'rows'; readonly rows: readonly RowOp[] }
  | { readonly kind: 'items'; readonly items: readonly Item[] }

/** Rows that are worked on at once, so that what is between operations stays in a core's cache. */
export const CHUNK = 128
const MOST_GROUPS = 8

/** Chunks of a batch, and the groups of chunks that sums over rows are made of: by the batch alone. */
export function cutting(batch: number): {
  readonly rows: number
  readonly chunks: number
  readonly groups: number
} {
  const rows = Math.min(CHUNK, batch)
  const chunks = Math.ceil(batch / rows)
  return { rows, chunks, groups: Math.max(1, Math.min(MOST_GROUPS, Math.floor(chunks / 2))) }
}

export interface Arrangement {
  readonly batch: number
  readonly sections: readonly Section[]
  /** Buffers cut into rows that live only within a chunk. */
  readonly passing: ReadonlySet<number>
  readonly byRow: ReadonlySet<number>
  /** Bytes of what the arrangement adds. */
  readonly extra: ReadonlyMap<string, number>
}

export const panelKey = ({ inputs, attributes }: Op): string =>
  `panels/${inputs[1]?.buffer}/${attributes.transposeB === true}`
export const partialKey = (buffer: number): string => `partial/${buffer}`

/** Below this many elements a split is not worth its barrier. */
const LEAST_SPLIT = 8192

function rangeOf(size: number, part: number, parts: number): readonly [number, number] {
  const at = (p: number): number => (p === parts ? size : Math.floor((size * p) / parts / 16) * 16)
  return [at(part), at(part + 1)]
}

/** Sections of a graph on batches of so many rows, in the order in which they run. */
export function arranged(graph: Graph, batch: number, rowInputs: ReadonlySet<string>): Arrangement {
  const { before, phases, stored, byRow } = scheduled(graph, batch, rowInputs)
  const { groups } = cutting(batch)
  const extra = new Map<string, number>()
  const sections: Section[] = []
  const itemsOf = (ops: readonly Op[]): Item[] => ops.flatMap(wholeItems)

  function panelItems(rows: readonly RowOp[]): Item[] {
    return rows.flatMap((row) => {
      const key = panelKey(row.op)
      if (!wantsPanels(row) || extra.has(key)) return []
      extra.set(key, panelBytes(row.op))
      const factor = row.op.inputs[1] as Operand
      const turn = extra.size
      const item: Item = {
        reads: [factor.buffer],
        writes: [key],
        isSplit: true,
        calls: (places, _, part, parts) =>
          turn % parts === part ? [panelsOf(row.op, places(factor.buffer), places(key))] : [],
      }
      return [item]
    })
  }

  function sums(rows: readonly RowOp[]): Item[] {
    if (groups === 1) return []
    return rows.flatMap(({ op, way }) => {
      if (way !== 'sum') return []
      const { buffer, shape } = op.outputs[0] as Operand
      const [key, size] = [partialKey(buffer), sizeOf(shape)]
      const stride = 16 * Math.ceil(size / 16)
      extra.set(key, 4 * stride * groups)
      const item: Item = {
        reads: [key],
        writes: [buffer],
        isSplit: size >= LEAST_SPLIT,
        calls(places, _, part, parts) {
          const [from, to] = rangeOf(size, part, parts)
          const addresses = [shifted(places(key), 4 * from), shifted(places(buffer), 4 * from)]
          return to > from ? [{ code: COMBINE, addresses, words: [groups, stride, to - from] }] : []
        },
      }
      return [item]
    })
  }

  let items = itemsOf(before)
  for (const { rows, whole } of phases) {
    sections.push(...levelled([...items, ...panelItems(rows)]), { kind: 'rows', rows })
    items = [...sums(rows), ...itemsOf(whole)]
  }
  sections.push(...levelled(items))
  const passing = new Set([...byRow].filter((buffer) => !stored.has(buffer) && !graph.leaves.has(buffer)))
  return { batch, sections, passing, byRow, extra }
}

/** Whether panels of a product's second factor are made once for all chunks. */
export function wantsPanels({ op, way, inputs }: RowOp): boolean {
  if (op.kernel !== 'BatchMatMul' || way !== 'rows' || inputs[1] !== null) return false
  return op.attributes.transposeB === true || (op.outputs[0]?.shape.at(-1) ?? 0) > 8
}

/** One section for all items that need not wait for a part of another worker. */
function levelled(items: readonly Item[]): Section[] {
  const made = new Map<Key, { readonly level: number; readonly isSplit: boolean }>()
  const levels: Item[][] = []
  for (const item of items) {
    let level = 0
    for (const key of item.reads) {
      const from = made.get(key)
      if (from !== undefined) level = Math.max(level, from.level + Number(from.isSplit || item.isSplit))
    }
    for (const key of item.writes) made.set(key, { level, isSplit: item.isSplit })
    levels[level] = [...(levels[level] ?? []), item]
  }
  return levels.map((level) => ({ kind: 'items', items: level }))
}

function wholeItems(op: Op): Item[] {
  const reads = op.inputs.map(({ buffer }) => buffer)
  const writes = op.outputs.map(({ buffer }) => buffer)
  const output = op.outputs[0] as Operand
  const size = sizeOf(output.shape)
  if (op.kernel === 'EmbeddingGrad') return scatterItems(op, output)
  if (op.kernel === 'AddN' && size >= LEAST_SPLIT) {
    return [
      {
        reads,
        writes,
        isSplit: true,
        calls(places, _, part, parts) {
          const [from, to] = rangeOf(size, part, parts)
          const at = (key: Key): Address => shifted(places(key), 4 * from)
          return to > from ? added(to - from, reads.map(at), at(output.buffer)) : []
        },
      },
    ]
  }
  return [
    {
      reads,
      writes,
      isSplit: false,
      calls: (places, scratch) =>
        lowered(op, {
          inputs: reads.map(places),
          outputs: writes.map(places),
          scratch,
          panels: null,
          adds: false,
          share: 1,
        }),
    },
  ]
}

/** Zeros by ranges; then rows added, each by the one whom its id belongs to, so that sums have one order. */
function scatterItems({ inputs, attributes }: Op, output: Operand): Item[] {
  const [dy, ids] = inputs as readonly [Operand, Operand]
  const size = sizeOf(output.shape)
  const width = size / Number(attributes.rows)
  const zeros = `zeros/${output.buffer}`
  return [
    {
      reads: [],
      writes: [output.buffer, zeros],
      isSplit: true,
      calls(places, _, part, parts) {
        const [from, to] = rangeOf(size, part, parts)
        const addresses = [shifted(places(output.buffer), 4 * from)]
        return to > from ? [{ code: FILL, addresses, words: [{ float: 0 }, to - from] }] : []
      },
    },
    {
      reads: [dy.buffer, ids.buffer, zeros],
      writes: [output.buffer],
      isSplit: true,
      calls: (places, _, part, parts) => [
        {
          code: SCATTER,
          addresses: [dy, ids, output].map(({ buffer }) => places(buffer)),
          words: [sizeOf(ids.shape), width, part, parts],
        },
      ],
    },
  ]
}
