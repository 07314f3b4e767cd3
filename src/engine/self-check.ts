import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/wasm/lower.ts'
import type { Program } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { BatchValues } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { lossesAndGradients } from './gradients.ts'

interface Subject {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
  readonly batch: BatchValues
  /** Its graph `step` has just run on the batch, at the initial values. */
  readonly program: Program
  readonly terms: readonly { readonly name: string }[]
  readonly variables: ReadonlyMap<string, Float32Array>
}

/** Programs that were found to do what tfjs does. */
const passed = new Set<string>()

/** Loss terms agree to this share of themselves, gradients to this share of their largest element. */
const LOSS = 1e-4
const GRADIENT = 1e-3

/** Holds a program's first step against eager tfjs on the same batch and values; throws `NoForm` where they differ. */
export function checkedStep(text: string, subject: Subject): void {
  if (passed.has(text)) return
  const { config, encoded, parts, batch, program, terms, variables } = subject
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  try {
    tf.tidy(() => {
      const rows = batch.sceneIds.length
      const tensors = {
        ids: tf.tensor2d(batch.ids, [rows, encoded.fields.length], 'int32'),
        sceneIds: tf.tensor1d(batch.sceneIds, 'int32'),
        labels: tf.tensor2d(batch.labels, [rows, encoded.tasks.length]),
        userMask: tf.tensor2d(batch.userMask, [rows, 1]),
      }
      const { losses, gradients } = lossesAndGradients(ranker, tensors, 0)
      for (const { name } of terms) {
        const wanted = losses.get(name)?.dataSync()[0] ?? Number.NaN
        const got = program.output('step', `loss/${name}`)[0] ?? Number.NaN
        if (!(Math.abs(got - wanted) <= LOSS * Math.max(1e-2, Math.abs(wanted)))) {
          throw new NoForm(`loss ${name} is ${got}, and ${wanted} eagerly`)
        }
      }
      for (const name of variables.keys()) {
        const wanted = gradients.get(name)?.dataSync<'float32'>() ?? new Float32Array(0)
        const got = program.output('step', `gradient/${name}`)
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        const off = wanted.findIndex(
          (value, i) => !(Math.abs(value - (got[i] ?? Number.NaN)) <= GRADIENT * largest + 1e-7),
        )
        if (off >= 0)
          throw new NoForm(`the gradient of ${name} at ${off} is ${got[off]}, and ${wanted[off]} eagerly`)
      }
      tf.dispose([...losses.values()])
    })
  } finally {
    ranker.dispose()
  }
  passed.add(text)
}
