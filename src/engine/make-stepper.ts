import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/no-form.ts'
import { NoRule } from '../compile/trace/rules.ts'
import { hasRelaxed } from '../compile/wasm/memory.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { compiledStepper } from './compiled-stepper.ts'
import { guarded } from './device.ts'
import { webgpuStepper } from './webgpu-stepper.ts'

/**
 * Compiled on WASM, with so many threads, and on WebGPU. What cannot be compiled runs eagerly and says why. Throws
 * `TooLarge` where there is no memory for it; a stepper on WebGPU throws `DeviceLost` when its device goes away.
 */
export function makeStepper(threads: number): StepperFactory<Promise<ModelStepper>> {
  return async (config, encoded, parts) => {
    const backend = tf.getBackend()
    const kernels = config.training.relaxedSimd && hasRelaxed() ? 'relaxed' : 'simd'
    try {
      if (backend === 'webgpu') return await guarded(() => webgpuStepper(config, encoded, parts))
      if (backend === 'wasm') return compiledStepper(config, encoded, parts, { kernels, workers: threads })
      return eagerStepper(config, encoded, parts)
    } catch (error) {
      if (!(error instanceof NoRule) && !(error instanceof NoForm)) throw error
      const eager = () => eagerStepper(config, encoded, parts, `no compiled form of ${error.message}`)
      return backend === 'webgpu' ? guarded(eager) : eager()
    }
  }
}
