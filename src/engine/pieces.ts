import { ROWS, withDataset } from '../compile/dataset.ts'
import type { Graph } from '../compile/graph.ts'
import { scheduled } from '../compile/rows.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Traced } from './trace-model.ts'

/** Inputs that are gathered from the dataset by the ids of a batch's rows, with the whole tables. */
export function tablesOf(encoded: EncodedDataset): ReadonlyMap<string, Int32Array | Float32Array> {
  const { ids, sceneIds, labels, history, targets } = encoded
  return new Map<string, Int32Array | Float32Array>([
    ['ids', ids],
    ['sceneIds', sceneIds],
    ['labels', labels],
    ...(history === null ? [] : [['history', history] as const]),
    ...(targets === null ? [] : [['targets', targets] as const]),
  ])
}

/** A graph of a program, the inputs that vary by row, and the graph whose kept outputs it reads. */
interface Piece {
  readonly graph: Graph
  readonly rowInputs: ReadonlySet<string>
  readonly from?: string
}

/** The graphs of a program, batches gathered within it. */
export function piecesOf(traced: Traced, batch: number, encoded: EncodedDataset): ReadonlyMap<string, Piece> {
  const tables = tablesOf(encoded)
  const gathered = new Map([...traced.inputs].filter(([name]) => tables.has(name)))
  const inputs = new Set([ROWS, ...traced.inputs.keys()])
  const rows = encoded.sceneIds.length
  const piece = (graph: Graph): Piece => ({ graph: withDataset(graph, gathered, rows), rowInputs: inputs })
  const pieces = new Map<string, Piece>([
    ['step', piece(traced.step)],
    ['evaluate', piece(traced.evaluate)],
    ['observe', piece(traced.observe)],
    ['gradients', piece(traced.gradients)],
  ])
  for (const name of ['altered', 'pull'] as const) {
    const graph = traced[name]
    if (graph !== null) pieces.set(name, piece(graph))
  }
  if (traced.writes !== null) {
    const { byRow } = scheduled(traced.step, batch, inputs)
    const kept = [...traced.step.outputs].filter(([, { buffer }]) => byRow.has(buffer)).map(([name]) => name)
    pieces.set('writes', { ...piece(traced.writes), rowInputs: new Set([...inputs, ...kept]), from: 'step' })
  }
  return pieces
}
