import type { EncodedDataset } from '../core/data/encoded.ts'
import { HISTORY_LENGTH } from '../core/data/history.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { traceLogits } from '../engine/trace-logits.ts'
import { ofAnyFile } from '../experiment/unnamed.ts'
import { batchValues } from '../model/batches.ts'
import { readBy } from '../model/ranker.ts'
import { partsOf } from '../modules/parts.ts'
import { NotPortable } from '../portable/from-traces.ts'
import { onnxModel } from '../portable/onnx.ts'
import type { TensorValues } from '../portable/safetensors.ts'
import {
  type TestVectors,
  type TrainedModel,
  tensorsOf,
  VECTOR_ROWS,
  weightsFile,
} from '../portable/weights-file.ts'
import type { Library } from './library.ts'
import type { ModelForm } from './protocol.ts'
import { type KeptRun, rebuilt, type Workshop } from './rebuilt.ts'

declare const SOUNDCHECK_VERSION: string

/** A file for the person. */
export interface Exported {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The trained model of a run as a graph for ONNX runtimes, or as an archive whose test vectors, where they go along, are
 * what the run itself says of its test rows.
 */
export async function exportedModel(
  kept: KeptRun,
  title: string,
  form: ModelForm,
  library: Library,
  shop: Workshop,
): Promise<Result<Exported>> {
  const { dataset, schema, split, modules } = kept.config
  const ready = await library.ready(dataset, schema, split)
  if (ready === null) return fail([issue('run', 'inspect.noData')])
  if (!ready.ok) return ready
  const parts = partsOf(modules)
  const encoded = readBy(ready.value.encoded, parts)
  let model: TrainedModel
  try {
    const graph = traceLogits(kept.config, encoded, parts)
    model = { title, version: SOUNDCHECK_VERSION, encoded, graph, ...kept, config: ofAnyFile(kept.config) }
    if (form === 'onnx') return ok({ name: `${fileName(title)}.onnx`, bytes: onnxBytes(model) })
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === null) throw error
    return fail([refused])
  }
  const vectors = form === 'weights' ? ok(null) : await vectorsOf(kept, encoded, library, shop)
  if (!vectors.ok) return vectors
  return ok({ name: `${fileName(title)}-weights.zip`, bytes: weightsFile(model, vectors.value) })
}

function onnxBytes(model: TrainedModel): Uint8Array<ArrayBuffer> {
  const { title, version, config, encoded, graph } = model
  const { fields, tasks, sceneNames } = encoded
  const told = Object.entries({ config, fields, tasks, scenes: sceneNames })
  const metadata = Object.fromEntries(told.map(([key, value]) => [key, JSON.stringify(value)]))
  return onnxModel(graph, tensorsOf(model), { title, version, metadata })
}

/** Which operation has no form outside, and of which module it is; null for any other error. */
function refusalOf(error: unknown): Issue | null {
  if (!(error instanceof NotPortable)) return null
  const { message: operation, module } = error
  return module === null
    ? issue('run', 'export.noFormAnywhere', { operation })
    : issue('run', 'export.noForm', { operation, module })
}

/** So many of them at equal distances, the first among them; all when there are no more. */
export function spread(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)] as number)
}

/** What the model reads of some test rows, and what it says of them once it is built again. */
async function vectorsOf(
  kept: KeptRun,
  encoded: EncodedDataset,
  library: Library,
  shop: Workshop,
): Promise<Result<TestVectors>> {
  const built = await rebuilt(kept, library, shop)
  if (!built.ok) return built
  const { stepper } = built.value
  try {
    const rows = spread(encoded.splits.test, VECTOR_ROWS)
    return ok({ inputs: inputsOf(encoded, rows), logits: await stepper.evaluate(rows) })
  } finally {
    stepper.dispose()
  }
}

function inputsOf(encoded: EncodedDataset, rows: Uint32Array): TestVectors['inputs'] {
  const { ids, sceneIds, userMask, labels, history } = batchValues(encoded, rows, null)
  const of = (values: TensorValues['values'], ...width: number[]): TensorValues => ({
    shape: [rows.length, ...width],
    values,
  })
  return new Map<string, TensorValues>([
    ['ids', of(ids, encoded.fields.length)],
    ['sceneIds', of(sceneIds)],
    ['userMask', of(userMask, 1)],
    ['labels', of(labels, encoded.tasks.length)],
    ...(history === null ? [] : [['history', of(history, HISTORY_LENGTH)] as const]),
  ])
}

const fileName = (title: string): string =>
  title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'run'
