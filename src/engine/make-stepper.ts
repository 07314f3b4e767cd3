import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/no-form.ts'
import { NoRule } from '../compile/trace/rules.ts'
import { hasRelaxed } from '../compile/wasm/memory.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { StepperFactory } from '../model/stepper.ts'
import { compiledStepper } from './compiled-stepper.ts'

/** Compiled on WASM, with so many threads; eager elsewhere. What cannot be compiled runs eagerly and says why. */
export function makeStepper(threads: number): StepperFactory {
  return (config, encoded, parts) => {
    if (tf.getBackend() !== 'wasm') return eagerStepper(config, encoded, parts)
    const kernels = config.training.relaxedSimd && hasRelaxed() ? 'relaxed' : 'simd'
    try {
      return compiledStepper(config, encoded, parts, { kernels, workers: threads })
    } catch (error) {
      if (!(error instanceof NoRule) && !(error instanceof NoForm)) throw error
      return eagerStepper(config, encoded, parts, `no compiled form of ${error.message}`)
    }
  }
}
