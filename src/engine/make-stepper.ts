import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/no-form.ts'
import { NoRule } from '../compile/trace/rules.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { StepperFactory } from '../model/stepper.ts'
import { compiledStepper, type Execution } from './compiled-stepper.ts'

const SINGLE: Execution = { kernels: 'simd', workers: 1 }

/** Compiled on WASM, eager elsewhere; what cannot be compiled runs eagerly and says why. */
export const makeStepper: StepperFactory = (config, encoded, parts) => {
  if (tf.getBackend() !== 'wasm') return eagerStepper(config, encoded, parts)
  try {
    return compiledStepper(config, encoded, parts, SINGLE)
  } catch (error) {
    if (!(error instanceof NoRule) && !(error instanceof NoForm)) throw error
    return eagerStepper(config, encoded, parts, `no compiled form of ${error.message}`)
  }
}
