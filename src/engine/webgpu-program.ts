import { ROWS, withDataset } from '../compile/dataset.ts'
import type { Limits } from '../compile/fuse.ts'
import { type Graph, sizeOf } from '../compile/graph.ts'
import { scheduled } from '../compile/rows.ts'
import type { Options, Piece } from '../compile/webgpu/lowering.ts'
import { type GpuProgram, programOn } from '../compile/webgpu/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Traced } from './trace-model.ts'

/** Inputs that are gathered from the dataset by the ids of a batch's rows. */
const GATHERED = ['ids', 'sceneIds', 'labels'] as const
export const LIMITS: Limits = { levels: 16, small: 4096 }
/** Rows that are read forward in one go, at least. */
const FORWARD = 32_768

export const batchSizeOf = ({ training }: ExperimentConfig, { splits }: EncodedDataset): number =>
  Math.min(training.batchSize, splits.train.length)

/** What a program of a traced model is made with, wherever it runs. */
export function optionsOf(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  traced: Traced,
  isSoftware: boolean,
): Options {
  const train = encoded.splits.train.length
  const batch = batchSizeOf(config, encoded)
  const shrink = (1 - config.model.idShrinkPerEpoch) ** (1 / Math.max(1, train / batch))
  const trained = [...traced.variables.keys()].filter((name) => traced.step.outputs.has(`gradient/${name}`))
  const userColumn = encoded.fields.findIndex(({ kind }) => kind === 'user')
  return {
    batch,
    variables: traced.variables,
    trained: new Map(
      trained.map((name) => [
        name,
        { gradient: `gradient/${name}`, shrink: traced.shrunk.includes(name) ? shrink : 1 },
      ]),
    ),
    terms: traced.terms.map(({ name }) => `loss/${name}`),
    tables: new Map(GATHERED.map((name) => [name, encoded[name]])),
    derived: (place) =>
      new Map([
        [ROWS, (index: string) => `rowAt(${index})`],
        [
          'userMask',
          (index: string) => {
            if (userColumn < 0) return '0f'
            const id = `dataset[u32(rowAt(${index})) * ${encoded.fields.length}u + ${place('dataset/ids') + userColumn}u]`
            return `select(1f, 0f, ${id} == 0 || drawn(${index}))`
          },
        ],
      ]),
    order: 2 * train + forwardRows(batch),
    copies: Math.max(
      (forwardRows(batch) / batch) * widthOf(traced.evaluate),
      widthOf(traced.observe),
      widthOf(traced.step),
    ),
    limits: LIMITS,
    isSoftware,
  }
}

export function gpuProgram(
  device: GPUDevice,
  config: ExperimentConfig,
  encoded: EncodedDataset,
  traced: Traced,
): Promise<GpuProgram> {
  const pieces = piecesOf(traced, batchSizeOf(config, encoded), encoded.sceneIds.length)
  return programOn(device, pieces, optionsOf(config, encoded, traced, isSoftware(device)))
}

/** Floats of all outputs. */
const widthOf = ({ outputs }: Graph): number =>
  [...outputs.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0)

const isSoftware = ({ adapterInfo: { isFallbackAdapter, description } }: GPUDevice): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(description)

/** Rows that are read forward in one go: whole batches. */
export const forwardRows = (batch: number): number => batch * Math.max(1, Math.floor(FORWARD / batch))

/** The graphs of a program, batches gathered within it. */
export function piecesOf(traced: Traced, batch: number, rows: number): ReadonlyMap<string, Piece> {
  const gathered = new Map(
    [...traced.inputs].filter(([name]) => (GATHERED as readonly string[]).includes(name)),
  )
  const inputs = new Set([ROWS, ...traced.inputs.keys()])
  const piece = (graph: Graph): Piece => ({ graph: withDataset(graph, gathered, rows), rowInputs: inputs })
  const pieces = new Map([
    ['step', piece(traced.step)],
    ['evaluate', piece(traced.evaluate)],
    ['observe', piece(traced.observe)],
  ])
  if (traced.writes !== null) {
    const { byRow } = scheduled(traced.step, batch, inputs)
    const kept = [...traced.step.outputs].filter(([, { buffer }]) => byRow.has(buffer)).map(([name]) => name)
    pieces.set('writes', { ...piece(traced.writes), rowInputs: new Set([...inputs, ...kept]), from: 'step' })
  }
  return pieces
}
