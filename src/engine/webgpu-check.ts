import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { type TrainingStep, trainingStep } from '../model/training-step.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import { compared, comparedScalar } from './self-check.ts'

/** What a first step came to: losses, gauges, gradients and, after what is written to them, variables by name. */
export interface FirstStep {
  readonly losses: ReadonlyMap<string, number>
  readonly gauges: ReadonlyMap<string, number>
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
  const taken: TrainingStep[] = []
  try {
    tf.tidy(() => {
      const one = trainingStep(ranker, batch, 0)
      taken.push(one)
      for (const gradient of Object.values(one.gradients)) tf.keep(gradient)
      one.commit()
    })
    for (const { losses, gauges, gradients } of taken) {
      for (const [name, loss] of losses)
        comparedScalar(`loss ${name}`, got.losses.get(name), (await loss.data())[0])
      for (const [name, gauge] of gauges)
        comparedScalar(`gauge ${name}`, got.gauges.get(name), (await gauge.data())[0])
      for (const { variable } of trainedOf(ranker.variables)) {
        const name = keyOf(variable)
        const wanted = await gradients[variable.name]?.data<'float32'>()
        compared(`the gradient of ${name}`, got.gradients.get(name), wanted)
      }
    }
    for (const { variable } of ranker.variables) {
      const values = got.written.get(keyOf(variable))
      if (values === undefined) continue
      compared(`what is written to ${keyOf(variable)}`, values, await variable.data<'float32'>())
    }
  } finally {
    for (const one of taken) {
      tf.dispose(Object.values(one.gradients))
      one.dispose()
    }
    disposeBatch(batch)
    ranker.dispose()
  }
  passed.add(text)
}
