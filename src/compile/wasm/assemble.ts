import { type Graph, type Operand, sizeOf } from '../graph.ts'
import { type Life, planned } from '../plan.ts'
import { type RowOp, restricted } from '../rows.ts'
import {
  type Arrangement,
  cutting,
  type Key,
  panelKey,
  partialKey,
  type Section,
  wantsPanels,
} from './arrange.ts'
import { lowered, scratchOf } from './lower.ts'
import { type Address, type Call, fixed } from './record.ts'

/** Pieces of an arena that lie there for some sections of an arrangement. */
export function livesOf(graph: Graph, { sections, passing, extra }: Arrangement): readonly Life<Key>[] {
  const bytes = new Map<Key, number>(extra)
  const born = new Map<Key, number>()
  const last = new Map<Key, number>()
  const see = (key: Key, at: number): void => {
    if (!born.has(key)) born.set(key, at)
    last.set(key, at)
  }
  const seeOperand = ({ buffer, shape }: Operand, at: number): void => {
    if (graph.leaves.has(buffer) || passing.has(buffer)) return
    bytes.set(buffer, 4 * sizeOf(shape))
    see(buffer, at)
  }
  for (const { inputs, outputs } of graph.ops) {
    for (const { buffer, shape } of [...inputs, ...outputs]) bytes.set(buffer, 4 * sizeOf(shape))
  }
  for (const [at, section] of sections.entries()) {
    if (section.kind === 'rows') {
      for (const row of section.rows) {
        for (const operand of row.op.inputs) seeOperand(operand, at)
        for (const operand of row.op.outputs) {
          seeOperand(operand, at)
          if (row.way === 'sum' && extra.has(partialKey(operand.buffer))) see(partialKey(operand.buffer), at)
        }
        if (wantsPanels(row)) see(panelKey(row.op), at)
      }
    } else {
      for (const { reads, writes } of section.items) {
        for (const key of [...reads, ...writes]) {
          if (bytes.has(key) && !(typeof key === 'number' && graph.leaves.has(key))) see(key, at)
        }
      }
    }
  }
  for (const operand of graph.outputs.values()) seeOperand(operand, sections.length)
  return [...born].map(([key, from]) => ({
    key,
    bytes: bytes.get(key) as number,
    from,
    to: last.get(key) as number,
  }))
}

/** What passes between the operations of one chunk of rows: offsets in a worker's workspace. */
function passingOf(rows: readonly RowOp[], { batch, passing }: Arrangement, count: number) {
  const lives = new Map<number, Life<number>>()
  for (const [at, row] of rows.entries()) {
    const { inputs, outputs } = restricted(row, batch, count)
    for (const { buffer, shape } of [...inputs, ...outputs]) {
      if (!passing.has(buffer)) continue
      const known = lives.get(buffer)
      lives.set(buffer, { key: buffer, bytes: 4 * sizeOf(shape), from: known?.from ?? at, to: at })
    }
  }
  return planned([...lives.values()])
}

/** Bytes that a worker needs of its own: what passes within a chunk, then scratch. */
export function workspaceOf(graph: Graph, arrangement: Arrangement): { passing: number; scratch: number } {
  const { rows } = cutting(arrangement.batch)
  const chunked = arrangement.sections.flatMap((section) => (section.kind === 'rows' ? [section.rows] : []))
  const passing = Math.max(0, ...chunked.map((ops) => passingOf(ops, arrangement, rows).bytes))
  const inRows = new Set(chunked.flat().map(({ op }) => op))
  const scratch = Math.max(
    0,
    ...chunked.flat().map((row) => scratchOf(restricted(row, arrangement.batch, rows))),
    ...graph.ops.filter((op) => !inRows.has(op)).map(scratchOf),
  )
  return { passing, scratch: 4 * scratch }
}

/** Where everything of a graph lies. */
export interface Site {
  readonly arrangement: Arrangement
  readonly parts: number
  place(key: Key): number
  /** A worker's own bytes: what passes within a chunk at `passing`, scratch at `scratch`, `stride` from worker to worker. */
  readonly own: { readonly passing: number; readonly scratch: number; readonly stride: number }
}

/** The tables of a section: of each part, or of a whole chunk and the last one. */
export function tablesOf(section: Section, site: Site): readonly (readonly Call[])[] {
  const scratch: Address = { ...fixed(site.own.scratch), worker: site.own.stride }
  if (section.kind === 'rows') {
    const { rows, chunks } = cutting(site.arrangement.batch)
    const last = site.arrangement.batch - rows * (chunks - 1)
    return [rows, last].map((count) => chunkCalls(section.rows, site, scratch, count))
  }
  return Array.from({ length: site.parts }, (_, part) =>
    section.items.flatMap((item) =>
      item.isSplit
        ? item.calls((key) => fixed(site.place(key)), scratch, part, site.parts)
        : part === 0
          ? item.calls((key) => fixed(site.place(key)), scratch, 0, 1)
          : [],
    ),
  )
}

function chunkCalls(rows: readonly RowOp[], site: Site, scratch: Address, count: number): readonly Call[] {
  const { arrangement, own, place } = site
  const { batch, extra, passing } = arrangement
  const { offsets } = passingOf(rows, arrangement, cutting(batch).rows)
  const at = ({ buffer, shape }: Operand, axis: number | null | undefined): Address => {
    if (passing.has(buffer)) {
      return { at: own.passing + (offsets.get(buffer) as number), row: 0, group: 0, worker: own.stride }
    }
    const partial = partialKey(buffer)
    if (axis === null && extra.has(partial)) {
      const groups = cutting(batch).groups
      return { ...fixed(place(partial)), group: (extra.get(partial) as number) / groups }
    }
    return { ...fixed(place(buffer)), row: axis === null ? 0 : (4 * sizeOf(shape)) / batch }
  }
  return rows.flatMap((row) => {
    const isSum = row.way === 'sum'
    return lowered(restricted(row, batch, count), {
      inputs: row.op.inputs.map((operand, i) => readAt(operand, row.inputs[i])),
      outputs: row.op.outputs.map((operand, i) => at(operand, row.outputs[i])),
      scratch,
      panels: wantsPanels(row) ? fixed(place(panelKey(row.op))) : null,
      adds: isSum,
      share: isSum ? count / batch : 1,
    })
  })

  /** A sum that later rows read is whole by then. */
  function readAt(operand: Operand, axis: number | null | undefined): Address {
    return axis === null && !passing.has(operand.buffer) ? fixed(place(operand.buffer)) : at(operand, axis)
  }
}
