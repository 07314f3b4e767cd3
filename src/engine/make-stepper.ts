import * as tf from '@tensorflow/tfjs'
import { NoRule } from '../compile/trace/rules.ts'
import { NoForm } from '../compile/wasm/lower.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { StepperFactory } from '../model/stepper.ts'
import { compiledStepper } from './compiled-stepper.ts'

/** Compiled on WASM, eager elsewhere; what cannot be compiled runs eagerly and says why. */
export const makeStepper: StepperFactory = (config, encoded, parts) => {
  if (tf.getBackend() !== 'wasm') return eagerStepper(config, encoded, parts)
  try {
    return compiledStepper(config, encoded, parts)
  } catch (error) {
    if (!(error instanceof NoRule) && !(error instanceof NoForm)) throw error
    return eagerStepper(config, encoded, parts, `no compiled form of ${error.message}`)
  }
}
