import * as tf from '@tensorflow/tfjs'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { AdamScalars } from './arithmetic.ts'

/** Gradients are summed as integers of this many units, so that the order of additions cannot matter. */
const FIXED_POINT = 268435456

type Program = Parameters<WebGPUBackend['runWebGPUProgram']>[0]
interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap
  readonly backend: unknown
  readonly attrs?: tf.NamedAttrMap
}
const GROUP = 64

/** Own kernels for WebGPU: an integer scatter (bit-reproducible) and a fused Adam of two launches a variable. */
export function registerWebgpuKernels(): void {
  tf.registerKernel({
    kernelName: 'EmbeddingGrad',
    backendName: 'webgpu',
    kernelFunc: (call: KernelCall) => embeddingGrad(call),
  } as tf.KernelConfig)
  tf.registerKernel({
    kernelName: 'AdamUpdate',
    backendName: 'webgpu',
    kernelFunc: (call: KernelCall) => adamUpdate(call),
  } as tf.KernelConfig)
}

/** A program with one invocation for each of `size` elements; groups spill into y beyond the dispatch limit. */
function flatProgram(
  key: string,
  outputShape: readonly number[],
  size: number,
  variableNames: string[],
  uniforms: string,
  body: string,
  atomic = false,
): Program {
  const groups = Math.ceil(size / GROUP)
  const wide = Math.min(groups, 32768)
  return {
    shaderKey: key,
    outputShape: [...outputShape],
    variableNames,
    uniforms,
    atomic,
    workgroupSize: [GROUP, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [wide, Math.ceil(groups / wide), 1],
    getUserCode: () => `fn main(index : i32) { ${body} }`,
  }
}

/** dy [N, D], ids [N] → [rows, D]: atomic additions of round(dy·2²⁸), then back to floats. Sums must stay within ±8. */
function embeddingGrad(call: KernelCall): tf.TensorInfo {
  const backend = call.backend as WebGPUBackend
  const dy = call.inputs.dy as tf.TensorInfo
  const ids = call.inputs.ids as tf.TensorInfo
  const { rows } = call.attrs as { rows: number }
  const width = dy.shape[1] as number
  const count = (dy.shape[0] as number) * width
  const sums = tf.zeros([rows, width], 'int32')
  const scatter = flatProgram(
    'soundcheckScatter',
    [rows, width],
    count,
    ['dy', 'ids'],
    'count : i32, width : i32, rows : i32,',
    `if (index < uniforms.count) {
       let id = ids[index / uniforms.width];
       if (id >= 0 && id < uniforms.rows) {
         let value = i32(round(dy[index] * ${FIXED_POINT}.0));
         atomicAdd(&result[id * uniforms.width + index % uniforms.width], value);
       }
     }`,
    true,
  )
  const uniforms = [
    { type: 'int32', data: [count] },
    { type: 'int32', data: [width] },
    { type: 'int32', data: [rows] },
  ]
  backend.runWebGPUProgram(scatter, [dy, ids], 'int32', uniforms, sums)
  const size = rows * width
  const toFloat = flatProgram(
    'soundcheckFixedToFloat',
    [rows, width],
    size,
    ['sums'],
    'count : i32,',
    `if (index < uniforms.count) { result[index] = f32(sums[index]) * ${1 / FIXED_POINT}; }`,
  )
  const out = backend.runWebGPUProgram(toFloat, [sums], 'float32', [{ type: 'int32', data: [size] }])
  sums.dispose()
  return out
}

/** Moments of p, m and v are packed by the caller as m and v; here one launch each for m, v and p. */
function adamUpdate(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as WebGPUBackend
  const { p, m, v, g } = call.inputs as Record<'p' | 'm' | 'v' | 'g', tf.TensorInfo>
  const s = call.attrs as unknown as AdamScalars
  const shape = p.shape
  const size = shape.reduce((a, b) => a * b, 1)
  const count = { type: 'int32', data: [size] }
  const float = (value: number) => ({ type: 'float32', data: [value] })
  const moment = (key: string, old: tf.TensorInfo, beta: number, increment: string): tf.TensorInfo =>
    backend.runWebGPUProgram(
      flatProgram(
        key,
        shape,
        size,
        ['old', 'grad'],
        'count : i32, keep : f32, take : f32,',
        `if (index < uniforms.count) { result[index] = uniforms.keep * old[index] + uniforms.take * ${increment}; }`,
      ),
      [old, g],
      'float32',
      [count, float(beta), float(1 - beta)],
    )
  const first = moment('soundcheckAdamFirst', m, s.beta1, 'grad[index]')
  const second = moment('soundcheckAdamSecond', v, s.beta2, 'grad[index] * grad[index]')
  const updated = backend.runWebGPUProgram(
    flatProgram(
      'soundcheckAdamStep',
      shape,
      size,
      ['old', 'first', 'second'],
      'count : i32, stepSize : f32, epsilon : f32, shrink : f32,',
      `if (index < uniforms.count) {
         let moved = old[index] - uniforms.stepSize * first[index] / (sqrt(second[index]) + uniforms.epsilon);
         result[index] = moved * uniforms.shrink;
       }`,
    ),
    [p, first, second],
    'float32',
    [count, float(s.stepSize), float(s.epsilon), float(s.shrink)],
  )
  return [updated, first, second]
}
