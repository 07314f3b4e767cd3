import type { EncodedDataset } from '../core/data/encoded.ts'
import { type Issue, issue } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Prepared } from './report.ts'

/** What the need of a run follows from, as far as the data say it. */
export interface Sizes {
  readonly rows: number
  readonly trainRows: number
  /** Vocabulary of each field, ids included. */
  readonly vocabs: readonly number[]
  readonly tasks: number
}
export interface Need {
  /** Ids, scene and labels of every row. */
  readonly dataset: number
  /** Tables of embeddings with their moments, gradients and the copy of the best. */
  readonly tables: number
  /** What lies between the operations of one batch. */
  readonly batch: number
}

/** Bytes of a number, and copies of a parameter: itself, two moments, its gradient, the best so far. */
const NUMBER = 4
const COPIES = 5
/** Bytes that a row of a batch takes at least: for each field and dimension, beside them, and for each module. */
const FIELD = 2
const REST = 96
const MODULE = 64
/** What a backend can give. `perBuffer`: the rows lie in a buffer of their own, and `bytes` bounds each. */
export interface Room {
  readonly bytes: number
  readonly perBuffer: boolean
}
/** A WASM memory is addressed by 32 bits. */
export const WASM_ROOM: Room = { bytes: 2 ** 32, perBuffer: false }

/**
 * Least bytes that training needs on its backend:
 *   4 N (F + 1 + T)  +  20 d ΣV  +  B (2 d F + 96 + 64 M),
 * M modules. Most values live for some rows at a time; the last term is what programs were seen to keep for all.
 * Modules add to it; what a program needs to the byte is known once it is compiled.
 */
export function needOf({ model, modules, training }: ExperimentConfig, sizes: Sizes): Need {
  const { rows, trainRows, vocabs, tasks } = sizes
  const width = model.embeddingDim
  const entries = vocabs.reduce((sum, vocab) => sum + vocab, 0)
  return {
    dataset: NUMBER * rows * (vocabs.length + 1 + tasks),
    tables: NUMBER * COPIES * width * entries,
    batch: Math.min(training.batchSize, trainRows) * rowBytes(width, vocabs.length, modules),
  }
}

const rowBytes = (width: number, fields: number, modules: ExperimentConfig['modules']): number =>
  FIELD * width * fields + REST + MODULE * Object.keys(modules).length

/** Largest batch whose need stays within the room; 0 when nothing is left for one. */
export function mostBatchRows(config: ExperimentConfig, sizes: Sizes, room: Room): number {
  const { dataset, tables } = needOf(config, sizes)
  const left = room.bytes - tables - (room.perBuffer ? 0 : dataset)
  return Math.max(
    0,
    Math.floor(left / rowBytes(config.model.embeddingDim, sizes.vocabs.length, config.modules)),
  )
}

/** What has to change for a run to fit, told of the largest need; none when it fits. */
export function memoryIssues(config: ExperimentConfig, sizes: Sizes, room: Room): readonly Issue[] {
  const need = needOf(config, sizes)
  const model = need.tables + need.batch
  const total = room.perBuffer ? Math.max(need.dataset, model) : need.dataset + model
  if (total <= room.bytes) return []
  const params = { need: mebibytes(total), limit: mebibytes(room.bytes) }
  if (need.tables >= need.dataset && need.tables >= need.batch) {
    // Tables and the embeddings of a batch both go with the width.
    const { embeddingDim } = config.model
    const fixed = room.perBuffer ? 0 : need.dataset
    const width = Math.floor((embeddingDim * (room.bytes - fixed)) / model)
    return width >= 2
      ? [issue('model.embeddingDim', 'memory.width', { ...params, most: width })]
      : [issue('schema.features', 'memory.vocabulary', { ...params, table: mebibytes(need.tables) })]
  }
  if (need.batch >= need.dataset) {
    const most = mostBatchRows(config, sizes, room)
    if (most >= 16) return [issue('training.batchSize', 'memory.batch', { ...params, most })]
  }
  return [issue('dataset', 'memory.rows', { ...params, data: mebibytes(need.dataset) })]
}

/** The sizes of encoded data. */
export const sizesOf = (encoded: EncodedDataset): Sizes => ({
  rows: encoded.rowCount,
  trainRows: encoded.splits.train.length,
  vocabs: encoded.fields.map(({ vocabSize }) => vocabSize),
  tasks: encoded.tasks.length,
})

/** The same, of what the page knows of them. */
export const preparedSizes = ({ rows, fields, tasks }: Prepared): Sizes => ({
  rows: rows.train + rows.valid + rows.test,
  trainRows: rows.train,
  vocabs: fields.map(({ vocabSize }) => vocabSize),
  tasks: tasks.length,
})

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20)
