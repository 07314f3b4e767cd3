import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { canonicalJson } from '../core/hash.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'

type Make = StepperFactory<Promise<ModelStepper>>

/** A factory of steppers that can have one ready before it is asked for. */
export interface WarmSteppers {
  /** The ready one where it is the one asked for; it is the caller's then. */
  readonly make: Make
  /** Compiles; a config that only differs in what no program holds is not compiled again. */
  prepare(...subject: Parameters<Make>): Promise<void>
  /** Gives up what is ready: the backend or the threads are others now. */
  drop(): void
}

export function warmSteppers(cold: Make): WarmSteppers {
  let ready: {
    readonly key: string
    readonly encoded: EncodedDataset
    readonly stepper: ModelStepper
  } | null = null
  const isReady = (config: ExperimentConfig, encoded: EncodedDataset): boolean =>
    ready !== null && ready.encoded === encoded && ready.key === keyOf(config)

  function drop(): void {
    ready?.stepper.dispose()
    ready = null
  }

  return {
    async make(config, encoded, parts) {
      if (ready === null || !isReady(config, encoded)) {
        drop()
        return cold(config, encoded, parts)
      }
      const { stepper } = ready
      ready = null
      return stepper
    },
    async prepare(config: ExperimentConfig, encoded: EncodedDataset, parts: readonly Part[]) {
      if (isReady(config, encoded)) return
      drop()
      ready = { key: keyOf(config), encoded, stepper: await cold(config, encoded, parts) }
    },
    drop,
  }
}

/** Everything that a stepper is made from, and the backend that it is made on. */
function keyOf({ seed, model, modules, training }: ExperimentConfig): string {
  const { batchSize, learningRate, relaxedSimd } = training
  return canonicalJson([tf.getBackend(), seed, model, modules, { batchSize, learningRate, relaxedSimd }])
}
