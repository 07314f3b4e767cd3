import * as tf from '@tensorflow/tfjs'
import { type AdamScalars, adamRows, scatterRows } from './arithmetic.ts'

/** A backend whose tensors this thread can read and write in place: the CPU's, or WASM's heap. */
export interface HostMemory {
  /** The values of a tensor, not a copy; valid until the next allocation. */
  view(backend: tf.KernelBackend, tensor: tf.TensorInfo): tf.TypedArray
  /** A new tensor with undefined contents. */
  allocate(backend: tf.KernelBackend, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo
}

interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap
  readonly backend: unknown
  readonly attrs?: tf.NamedAttrMap
}

/** Registers EmbeddingGrad, AdamUpdate and UnsortedSegmentSum as loops over host memory. */
export function registerHostKernels(backendName: string, memory: HostMemory, segmentSum: boolean): void {
  const scatter = (call: KernelCall, values: string, indices: string, rows: number): tf.TensorInfo => {
    const backend = call.backend as tf.KernelBackend
    const dy = call.inputs[values] as tf.TensorInfo
    const ids = call.inputs[indices] as tf.TensorInfo
    const tail = dy.shape.slice(ids.shape.length)
    const output = memory.allocate(backend, [rows, ...tail], 'float32')
    const out = memory.view(backend, output) as Float32Array
    out.fill(0)
    const from = memory.view(backend, dy) as Float32Array
    const width = tail.reduce((a, b) => a * b, 1)
    scatterRows(from, memory.view(backend, ids) as Int32Array, width, out)
    return output
  }
  tf.registerKernel({
    kernelName: 'EmbeddingGrad',
    backendName,
    kernelFunc: (call: KernelCall) => scatter(call, 'dy', 'ids', (call.attrs as { rows: number }).rows),
  } as tf.KernelConfig)
  if (segmentSum) {
    tf.registerKernel({
      kernelName: 'UnsortedSegmentSum',
      backendName,
      kernelFunc: (call: KernelCall) =>
        scatter(call, 'x', 'segmentIds', (call.attrs as { numSegments: number }).numSegments),
    } as tf.KernelConfig)
  }
  tf.registerKernel({
    kernelName: 'AdamUpdate',
    backendName,
    kernelFunc: (call: KernelCall) => {
      const backend = call.backend as tf.KernelBackend
      const shape = (call.inputs.p as tf.TensorInfo).shape
      const outputs = [0, 1, 2].map(() => memory.allocate(backend, shape, 'float32'))
      const [p, m, v] = outputs.map((info) => memory.view(backend, info) as Float32Array)
      const view = (name: string) => memory.view(backend, call.inputs[name] as tf.TensorInfo) as Float32Array
      adamRows(view('p'), view('m'), view('v'), view('g'), call.attrs as unknown as AdamScalars, {
        p: p as Float32Array,
        m: m as Float32Array,
        v: v as Float32Array,
      })
      return outputs
    },
  } as tf.KernelConfig)
}
