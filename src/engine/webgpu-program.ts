import { ROWS } from '../compile/dataset.ts'
import type { Limits } from '../compile/fuse.ts'
import { type Graph, sizeOf } from '../compile/graph.ts'
import type { Options } from '../compile/webgpu/lowering.ts'
import { type GpuProgram, programOn } from '../compile/webgpu/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { piecesOf, tablesOf } from './pieces.ts'
import type { Traced } from './trace-model.ts'

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
    read: [
      ...traced.terms.map(({ name }) => `loss/${name}`),
      ...traced.gauges.map((name) => `gauge/${name}`),
    ],
    tables: tablesOf(encoded),
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
      widthOf(traced.gradients),
      ...[traced.altered, traced.pull].map((graph) => (graph === null ? 0 : widthOf(graph))),
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
  const pieces = piecesOf(traced, batchSizeOf(config, encoded), encoded)
  return programOn(device, pieces, optionsOf(config, encoded, traced, isSoftware(device)))
}

/** Floats of all outputs. */
const widthOf = ({ outputs }: Graph): number =>
  [...outputs.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0)

const isSoftware = ({ adapterInfo: { isFallbackAdapter, description } }: GPUDevice): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(description)

/** Rows that are read forward in one go: whole batches. */
export const forwardRows = (batch: number): number => batch * Math.max(1, Math.floor(FORWARD / batch))
