import { strFromU8, unzipSync } from 'fflate'
import { InferenceSession, Tensor } from 'onnxruntime-web'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Result } from '../core/result.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import type { TensorValues } from '../portable/safetensors.ts'
import type { WeightsManifest } from '../portable/weights-file.ts'
import { WASM_ROOM } from '../run/memory.ts'
import { type Exported, exportedModel } from '../worker/export-model.ts'
import { createLibrary } from '../worker/library.ts'
import type { ModelForm } from '../worker/protocol.ts'
import type { KeptRun, Variables, Workshop } from '../worker/rebuilt.ts'

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const shop: Workshop = { cold: makeStepper(1), room: () => WASM_ROOM, changes: () => 0 }

/** What a run leaves of a dataset that is no file. */
export interface TrainedRun extends KeptRun {
  readonly encoded: EncodedDataset
}

export async function trainedRun(config: ExperimentConfig, encoded: EncodedDataset): Promise<TrainedRun> {
  let kept: KeptRun | null = null
  const job = {
    ...{ config, encoded, stepperOf: makeStepper(1), parts: partsOf(config.modules) },
    clock: () => 0,
    keepScores: () => undefined,
    keepWeights: (variables: Variables, how: string) => {
      kept = { config, variables, how }
    },
  }
  for await (const event of train(job, { stopped: false, paused: false }, breathe))
    if (event.type === 'ended' && event.reason !== 'finished') throw new Error(`the run ${event.reason}`)
  if (kept === null) throw new Error('nothing was kept')
  return { ...(kept as KeptRun), encoded }
}

/** The run as a file, from a library that holds its dataset alone. */
export function exportOf(
  { encoded, ...kept }: TrainedRun,
  form: ModelForm,
  where: Workshop = shop,
): Promise<Result<Exported>> {
  const value = { encoded, issues: [], prepared: {} as never }
  const library = { ...createLibrary(breathe), ready: async () => ({ ok: true as const, value }) }
  return exportedModel(kept, 'A run', form, library, where)
}

export async function bytesOf(
  run: TrainedRun,
  form: ModelForm,
  where: Workshop = shop,
): Promise<Uint8Array<ArrayBuffer>> {
  const made = await exportOf(run, form, where)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value.bytes
}

/** The files of an archive of weights with test rows. */
export function unpacked(archive: Uint8Array) {
  const files = unzipSync(archive)
  const file = (name: string): Uint8Array => {
    const bytes = files[name]
    if (bytes === undefined) throw new Error(`no ${name} in the archive`)
    return bytes
  }
  const manifest: WeightsManifest = JSON.parse(strFromU8(file('manifest.json')))
  return {
    manifest,
    script: strFromU8(file('reload.py')),
    weights: file('model.safetensors'),
    vectors: file('vectors.safetensors'),
  }
}

/** Logits by the ONNX runtime. */
export async function onnxLogits(
  model: Uint8Array,
  vectors: ReadonlyMap<string, TensorValues>,
): Promise<Float32Array> {
  const session = await InferenceSession.create(model)
  const feeds = session.inputNames.map((name) => {
    const { shape, values } = vectors.get(name) as TensorValues
    return [name, new Tensor(values instanceof Int32Array ? 'int32' : 'float32', values, shape)] as const
  })
  const { logits } = await session.run(Object.fromEntries(feeds))
  return logits?.data as Float32Array
}

/** Largest distance between two lists of numbers; infinite where their lengths differ or one is no number. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY
  const far = Array.from(a, (value, i) => Math.abs(value - (b[i] as number)))
  return far.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...far)
}
