import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { keyOf } from '../model/variables.ts'
import { lossesAndGradients } from './gradients.ts'
import { compared, comparedLoss } from './self-check.ts'

/** What a first step came to: losses, gradients and, after what is written to them, variables by name. */
export interface FirstStep {
  readonly losses: ReadonlyMap<string, number>
  readonly gradients: ReadonlyMap<string, Float32Array>
  readonly written: ReadonlyMap<string, Float32Array>
}

/** Steps that were found to be what tfjs does. */
const passed = new Set<string>()

/** Holds a first step against eager tfjs on the same batch and values; throws `NoForm` where they differ. */
export async function checkedOnDevice(
  text: string,
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
  rows: Uint32Array,
  run: () => Promise<FirstStep>,
): Promise<void> {
  if (passed.has(text)) return
  const got = await run()
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const batch = batchOf(encoded, rows, { seed: config.seed, step: 0, rate: config.model.idDropout })
  const losses = new Map<string, tf.Tensor>()
  const gradients = new Map<string, tf.Tensor>()
  try {
    tf.tidy(() => {
      const wanted = lossesAndGradients(ranker, batch, 0)
      for (const [name, loss] of wanted.losses) losses.set(name, loss)
      for (const [name, gradient] of wanted.gradients) gradients.set(name, tf.keep(gradient))
      ranker.afterStep()
    })
    for (const [name, loss] of losses) {
      comparedLoss(name, got.losses.get(name), (await loss.data())[0])
    }
    for (const [name, gradient] of gradients) {
      compared(`the gradient of ${name}`, got.gradients.get(name), await gradient.data<'float32'>())
    }
    for (const { variable } of ranker.variables) {
      const values = got.written.get(keyOf(variable))
      if (values === undefined) continue
      compared(`what is written to ${keyOf(variable)}`, values, await variable.data<'float32'>())
    }
  } finally {
    tf.dispose([...losses.values(), ...gradients.values()])
    disposeBatch(batch)
    ranker.dispose()
  }
  passed.add(text)
}
