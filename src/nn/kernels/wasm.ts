import * as tf from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { registerHostKernels } from './host.ts'

/** Own kernels for WASM, and a matmul that transposes first. */
export function registerWasmKernels(): void {
  registerHostKernels(
    'wasm',
    {
      view: (backend, tensor) => heapView(backend as BackendWasm, tensor),
      allocate: (backend, shape, dtype) => (backend as BackendWasm).makeOutput([...shape], dtype),
    },
    true,
  )
  transposeBeforeMatMul()
}

function heapView(backend: BackendWasm, tensor: tf.TensorInfo): tf.TypedArray {
  const offset = backend.getMemoryOffset(tensor.dataId)
  const size = tensor.shape.reduce((a, b) => a * b, 1)
  const heap = (backend.wasm as unknown as { readonly HEAPU8: Uint8Array<ArrayBuffer> }).HEAPU8.buffer
  return tensor.dtype === 'int32' ? new Int32Array(heap, offset, size) : new Float32Array(heap, offset, size)
}

interface MatMulCall {
  readonly inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo }
  readonly backend: BackendWasm
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean }
}
type Kernel<Call> = (call: Call) => tf.TensorInfo

/**
 * tfjs-wasm multiplies transposed operands by a scalar loop; only the plain form reaches XNNPACK. Every gradient of a
 * matmul has a transpose, so we transpose first (measured 4 to 5 times faster).
 */
function transposeBeforeMatMul(): void {
  const stock = tf.getKernel('BatchMatMul', 'wasm')
  const transpose = tf.getKernel('Transpose', 'wasm')
  if (stock === null || stock === undefined || transpose === null || transpose === undefined) {
    throw new Error('tfjs-backend-wasm has no BatchMatMul or Transpose kernel')
  }
  const multiply = stock.kernelFunc as unknown as Kernel<MatMulCall>
  const permute = transpose.kernelFunc as unknown as Kernel<{
    inputs: { x: tf.TensorInfo }
    backend: BackendWasm
    attrs: { perm: number[] }
  }>
  const turned = (x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo => {
    const rank = x.shape.length
    const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : axis === rank - 2 ? rank - 1 : rank - 2))
    return permute({ inputs: { x }, backend, attrs: { perm } })
  }
  tf.unregisterKernel('BatchMatMul', 'wasm')
  tf.registerKernel({
    ...stock,
    kernelFunc: ((call: MatMulCall) => {
      const { inputs, backend, attrs } = call
      if (!attrs.transposeA && !attrs.transposeB) return multiply(call)
      const a = attrs.transposeA ? turned(inputs.a, backend) : inputs.a
      const b = attrs.transposeB ? turned(inputs.b, backend) : inputs.b
      const out = multiply({ inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } })
      if (a !== inputs.a) backend.disposeData(a.dataId)
      if (b !== inputs.b) backend.disposeData(b.dataId)
      return out
    }) as unknown as tf.KernelFunc,
  })
}
