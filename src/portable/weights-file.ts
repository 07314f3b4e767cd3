import { strToU8, zipSync } from 'fflate'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Constant, ModelGraph, ModelOp, Value } from './model-graph.ts'
import { MOST_WRITTEN, pytorchScript } from './pytorch.ts'
import { safetensors, type TensorValues } from './safetensors.ts'

/** Names of the files within the archive. */
export const FILES = {
  manifest: 'manifest.json',
  weights: 'model.safetensors',
  vectors: 'vectors.safetensors',
  script: 'reload.py',
} as const
const { vectors: _rows, ...FILES_WITHOUT_ROWS } = FILES
/** Rows of test whose inputs and logits go along, at most. */
export const VECTOR_ROWS = 1000
/** How far logits of another runtime may lie from those of the run. */
export const TOLERANCE = 1e-4

/** A trained model to be taken along. */
export interface TrainedModel {
  readonly title: string
  readonly version: string
  /** What executed the run, for example `wasm, compiled`. */
  readonly how: string
  readonly config: ExperimentConfig
  readonly encoded: Pick<EncodedDataset, 'fields' | 'tasks' | 'sceneNames'>
  readonly graph: ModelGraph
  /** Values of all variables by name. */
  readonly variables: ReadonlyMap<string, Float32Array>
}
/** Rows as the model reads them, by name of input, and the run's logits for them, [rows, tasks]. */
export interface TestVectors {
  readonly inputs: ReadonlyMap<string, TensorValues>
  readonly logits: Float32Array
}

/** `manifest.json`. */
export interface WeightsManifest {
  readonly format: 'soundcheck-weights'
  readonly version: 1
  readonly soundcheck: string
  readonly run: { readonly title: string; readonly seed: number; readonly how: string }
  readonly config: ExperimentConfig
  readonly fields: EncodedDataset['fields']
  readonly tasks: EncodedDataset['tasks']
  readonly scenes: readonly string[]
  /** Test rows that went along: ids, labels and scenes, which the vocabularies here name; null: none did. */
  readonly vectors: {
    readonly holds: 'test rows'
    readonly rows: number
    readonly split: 'test'
    readonly tolerance: number
  } | null
  readonly files: Partial<typeof FILES>
  readonly graph: {
    readonly inputs: readonly Value[]
    readonly weights: readonly Value[]
    /** Longer ones lie among the weights. */
    readonly constants: readonly (Value & { readonly values?: readonly number[] })[]
    readonly ops: readonly ModelOp[]
    readonly output: string
  }
}

/**
 * The archive: weights, manifest, test vectors where they are to go along, and the script that holds the one against the
 * other.
 */
export function weightsFile(model: TrainedModel, vectors: TestVectors | null): Uint8Array<ArrayBuffer> {
  const { title, version, config, graph } = model
  const tasks = model.encoded.tasks.length
  const rows = vectors === null ? null : vectors.logits.length / tasks
  const of = vectors === null ? null : FILES.vectors
  const facts = { title, version, weights: FILES.weights, vectors: of, tolerance: TOLERANCE }
  return zipSync({
    [FILES.manifest]: strToU8(JSON.stringify(manifestOf(model, rows), null, 1)),
    [FILES.weights]: safetensors(tensorsOf(model), {
      format: 'pt',
      soundcheck: version,
      title,
      seed: String(config.seed),
    }),
    ...(vectors === null
      ? {}
      : {
          [FILES.vectors]: safetensors(
            new Map([...vectors.inputs, ['logits', { shape: [rows ?? 0, tasks], values: vectors.logits }]]),
          ),
        }),
    [FILES.script]: strToU8(pytorchScript(graph, facts)),
  })
}

/** Weights that logits depend on, and constants that are too long to be written out. */
export function tensorsOf({ graph, variables }: Pick<TrainedModel, 'graph' | 'variables'>) {
  const tensors = new Map<string, TensorValues>()
  for (const { name, shape } of graph.weights) {
    const values = variables.get(name)
    if (values === undefined) throw new Error(`no values of ${name} were kept`)
    tensors.set(name, { shape: shape as readonly number[], values })
  }
  for (const { name, shape, values } of graph.constants)
    if (isLong(values)) tensors.set(name, { shape: shape as readonly number[], values })
  return tensors
}

const isLong = (values: Constant['values']): boolean => values.length > MOST_WRITTEN

function manifestOf(model: TrainedModel, rows: number | null): WeightsManifest {
  const { title, version, how, config, encoded, graph } = model
  return {
    format: 'soundcheck-weights',
    version: 1,
    soundcheck: version,
    run: { title, seed: config.seed, how },
    config,
    fields: encoded.fields,
    tasks: encoded.tasks,
    scenes: encoded.sceneNames,
    vectors: rows === null ? null : { holds: 'test rows', rows, split: 'test', tolerance: TOLERANCE },
    files: rows === null ? FILES_WITHOUT_ROWS : FILES,
    graph: {
      ...graph,
      constants: graph.constants.map(({ values, ...rest }) =>
        isLong(values) ? rest : { ...rest, values: [...values] },
      ),
    },
  }
}
