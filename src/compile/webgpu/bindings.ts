/** Numbers of one step, as the shaders see them: 4 bytes each, in this order. */
const STEP = [
  'start : u32',
  'first : u32',
  'second : u32',
  'length : u32',
  'key : u32',
  'threshold : u32',
  'slot : u32',
  'nan : f32',
  'size : f32',
  'epsilon : f32',
  'beta1 : f32',
  'rest1 : f32',
  'beta2 : f32',
  'rest2 : f32',
]
export const STEP_BYTES = 4 * STEP.length
/** Steps' numbers lie this far apart. */
export const STEP_STRIDE = 256

/** What every shader starts with. */
export const BINDINGS = `struct Step { ${STEP.join(', ')} }
@group(0) @binding(0) var<storage, read_write> floats : array<f32>;
@group(0) @binding(1) var<storage, read_write> integers : array<i32>;
@group(0) @binding(2) var<storage, read_write> sums : array<atomic<i32>>;
@group(0) @binding(3) var<storage, read> dataset : array<i32>;
@group(0) @binding(4) var<storage, read> order : array<i32>;
@group(0) @binding(5) var<uniform> step : Step;
fn rowAt(index : u32) -> i32 {
  let at = step.start + index;
  return order[select(step.first + at, step.second + at - step.length, at >= step.length)];
}
fn mixed(value : u32) -> u32 {
  let a = (value ^ (value >> 16u)) * 0x85ebca6bu;
  let b = (a ^ (a >> 13u)) * 0xc2b2ae35u;
  return b ^ (b >> 16u);
}
fn drawn(index : u32) -> bool {
  return (mixed(mixed(step.key ^ (index * 0xc2b2ae3du)) + index) >> 8u) < step.threshold;
}
`

/** Which rows a batch holds, and the scalars of its step. */
export interface StepNumbers {
  /** Place of the batch's first row in an order of `length` rows from `first`, which goes on at `second`. */
  readonly start: number
  readonly first: number
  readonly second: number
  readonly length: number
  /** Of the step's random numbers; those below `threshold` / 2²⁴ are drawn. */
  readonly key: number
  readonly threshold: number
  /** Where its losses go. */
  readonly slot: number
  readonly stepSize: number
  readonly epsilon: number
  readonly beta1: number
  readonly beta2: number
}

export function writeStep(view: DataView, at: number, step: StepNumbers): void {
  const { start, first, second, length, key, threshold, slot } = step
  for (const [i, value] of [start, first, second, length, key, threshold, slot].entries()) {
    view.setUint32(at + 4 * i, value >>> 0, true)
  }
  const { stepSize, epsilon, beta1, beta2 } = step
  for (const [i, value] of [Number.NaN, stepSize, epsilon, beta1, 1 - beta1, beta2, 1 - beta2].entries()) {
    view.setFloat32(at + 28 + 4 * i, value, true)
  }
}

export function layoutOf(device: GPUDevice): GPUBindGroupLayout {
  const types: readonly GPUBufferBindingLayout[] = [
    { type: 'storage' },
    { type: 'storage' },
    { type: 'storage' },
    { type: 'read-only-storage' },
    { type: 'read-only-storage' },
    { type: 'uniform', hasDynamicOffset: true, minBindingSize: STEP_BYTES },
  ]
  return device.createBindGroupLayout({
    entries: types.map((buffer, binding) => ({ binding, visibility: 4, buffer })),
  })
}
