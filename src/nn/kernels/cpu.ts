import type * as tf from '@tensorflow/tfjs'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { registerHostKernels } from './host.ts'

/** Own kernels for the eager CPU backend, the oracle of tests. */
export function registerCpuKernels(): void {
  registerHostKernels(
    'cpu',
    {
      view: (backend, tensor) => (backend as MathBackendCPU).data.get(tensor.dataId).values as tf.TypedArray,
      allocate: (backend, shape, dtype) => {
        const size = shape.reduce((a, b) => a * b, 1)
        const dataId = (backend as MathBackendCPU).write(new Float32Array(size), [...shape], dtype)
        return { dataId, shape: [...shape], dtype }
      },
    },
    false,
  )
}
