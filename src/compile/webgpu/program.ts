import { tableOf } from '../dataset.ts'
import { TooLarge } from '../too-large.ts'
import { BINDINGS, layoutOf, STEP_STRIDE, type StepNumbers, writeStep } from './bindings.ts'
import { lowered, type Options, type Piece, RING } from './lowering.ts'
import type { Shader } from './shader.ts'

/** What is done for one step. Parts are pieces by name, or `adam`: the update from the gradients that `step` left. */
export interface Run {
  readonly parts: readonly string[]
  readonly step: StepNumbers
  /** Outputs that are copied for reading, as floats: of a part, to the first element. */
  readonly copies?: readonly { readonly part: string; readonly output: string; readonly to: number }[]
}
export interface GpuProgram {
  readonly launches: ReadonlyMap<string, number>
  readonly bytes: number
  /** Other values of a table; flushes, so that what was appended reads the old ones. */
  setTable(name: string, values: Float32Array | Int32Array): void
  /** Row ids, from a place in the order on. */
  order(at: number, rows: Uint32Array): void
  /** Appends a step; nothing runs before the next `flush`. */
  append(run: Run): void
  readonly waiting: number
  flush(): void
  /** What is read of the first `slots` steps since slot 0, [slots, read]. */
  readings(slots: number): Promise<Float32Array>
  /** What `copies` left; flushes, and waits for the device. */
  copied(size: number): Promise<Float32Array>
  variable(name: string): Promise<Float32Array>
  setVariable(name: string, values: Float32Array): void
  /** All variables as they are or as they were kept, or a moment of all that are trained. */
  region(of: Region): Promise<ReadonlyMap<string, Float32Array>>
  /** Fills it; every variable of the region is asked for. */
  fill(of: Region, valuesOf: (name: string, size: number) => Float32Array): void
  keep(): void
  restore(): void
  dispose(): void
}

export type Region = 'variables' | 'first' | 'second' | 'kept'

/** Steps that can be appended between two flushes. */
export const SLOTS = 64

const USAGE = { read: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const

/**
 * Lays out graphs in buffers of a device and compiles their launches. Throws `NoForm` where one has no form here,
 * and `TooLarge` where the device has no such memory.
 */
export async function programOn(
  device: GPUDevice,
  pieces: ReadonlyMap<string, Piece>,
  options: Options,
): Promise<GpuProgram> {
  const { layout, shaders, tables, placeOf, outputSize } = lowered(pieces, options)
  const { layout: group, pipelines } = await compiled(device, shaders)
  const { read, copySource, copyTarget, uniform, storage } = USAGE
  const reads = Math.max(options.copies, RING * options.read.length, layout.parameters)
  const [floats, integers, sums, dataset, orders, numbers, kept, target, staging] = await allocated(device, [
    { size: 4 * layout.floats, usage: storage | copySource | copyTarget },
    { size: 4 * layout.integers, usage: storage | copyTarget },
    { size: 4 * layout.sums, usage: storage },
    { size: 4 * tables.length, usage: storage | copyTarget },
    { size: 4 * options.order, usage: storage | copyTarget },
    { size: STEP_STRIDE * SLOTS, usage: uniform | copyTarget },
    { size: 4 * layout.parameters, usage: copySource | copyTarget },
    { size: 4 * options.copies, usage: copySource | copyTarget },
    { size: 4 * reads, usage: read | copyTarget },
  ])
  const buffers = [floats, integers, sums, dataset, orders, numbers, kept, target, staging]

  device.queue.writeBuffer(dataset, 0, tables as Int32Array<ArrayBuffer>)
  for (const { at, values } of layout.fills) {
    const isInteger = values instanceof Int32Array
    device.queue.writeBuffer(isInteger ? integers : floats, 4 * at, values as Float32Array<ArrayBuffer>)
  }
  const variableAt = (name: string): number => 4 * (layout.regions.p + (layout.variables.get(name) as number))
  for (const [name, values] of options.variables) {
    device.queue.writeBuffer(floats, variableAt(name), values as Float32Array<ArrayBuffer>)
  }

  const bound = device.createBindGroup({
    layout: group,
    entries: [floats, integers, sums, dataset, orders, numbers].map((one, binding) => ({
      binding,
      resource: one === numbers ? { buffer: one, size: STEP_STRIDE } : { buffer: one },
    })),
  })

  let encoder: GPUCommandEncoder | null = null
  let pass: GPUComputePassEncoder | null = null
  let waiting = 0
  const slots = new DataView(new ArrayBuffer(STEP_STRIDE * SLOTS))
  const encoding = (): GPUCommandEncoder => {
    pass?.end()
    pass = null
    encoder ??= device.createCommandEncoder()
    return encoder
  }

  function flush(): void {
    if (encoder === null) return
    if (waiting > 0) device.queue.writeBuffer(numbers, 0, slots.buffer, 0, STEP_STRIDE * waiting)
    device.queue.submit([encoding().finish()])
    encoder = null
    waiting = 0
  }

  function append({ parts: names, step, copies = [] }: Run): void {
    if (waiting === SLOTS) flush()
    writeStep(slots, STEP_STRIDE * waiting, step)
    encoder ??= device.createCommandEncoder()
    pass ??= encoder.beginComputePass()
    pass.setBindGroup(0, bound, [STEP_STRIDE * waiting])
    for (const name of names) {
      const launches = pipelines.get(name)
      if (launches === undefined) throw new Error(`no part ${name}`)
      for (const { pipeline, workgroups } of launches) {
        pass.setPipeline(pipeline)
        pass.dispatchWorkgroups(workgroups)
      }
    }
    waiting++
    for (const { part, output, to } of copies) {
      const size = outputSize(part, output)
      if (target.size < 4 * (to + size)) throw new Error('nowhere to copy to')
      encoding().copyBufferToBuffer(floats, 4 * layout.outputPlace(part, output), target, 4 * to, 4 * size)
    }
  }

  async function fetched(from: GPUBuffer, at: number, size: number): Promise<Float32Array> {
    if (size === 0) return new Float32Array(0)
    if (size > reads) throw new Error(`${size} floats are read at once, at most ${reads} were announced`)
    encoding().copyBufferToBuffer(from, at, staging, 0, 4 * size)
    flush()
    await staging.mapAsync(1, 0, 4 * size)
    const values = new Float32Array(staging.getMappedRange(0, 4 * size).slice(0))
    staging.unmap()
    return values
  }

  const regions: Record<Region, { readonly from: GPUBuffer; readonly at: number; readonly size: number }> = {
    variables: { from: floats, at: layout.regions.p, size: layout.parameters },
    first: { from: floats, at: layout.regions.m, size: layout.trained },
    second: { from: floats, at: layout.regions.v, size: layout.trained },
    kept: { from: kept, at: 0, size: layout.parameters },
  }
  /** Places of variables within a region that has them. */
  function* within(
    of: Region,
  ): Generator<{ readonly name: string; readonly at: number; readonly size: number }> {
    for (const [name, { length: size }] of options.variables) {
      const at = layout.variables.get(name) as number
      if (at + size <= regions[of].size) yield { name, at, size }
    }
  }

  return {
    launches: new Map([...pipelines].map(([name, launches]) => [name, launches.length])),
    bytes: buffers.reduce((sum, { size }) => sum + size, 0),
    setTable(name, values) {
      flush()
      device.queue.writeBuffer(dataset, 4 * placeOf(tableOf(name)), values as Int32Array<ArrayBuffer>)
    },
    order(at, rows) {
      device.queue.writeBuffer(orders, 4 * at, rows as Uint32Array<ArrayBuffer>)
    },
    append,
    get waiting() {
      return waiting
    },
    flush,
    readings: (count) => fetched(floats, 4 * layout.ring, count * options.read.length),
    copied: (size) => fetched(target, 0, size),
    variable: (name) => fetched(floats, variableAt(name), options.variables.get(name)?.length ?? 0),
    setVariable(name, values) {
      device.queue.writeBuffer(floats, variableAt(name), values as Float32Array<ArrayBuffer>)
    },
    async region(of) {
      const { from, at, size } = regions[of]
      const values = await fetched(from, 4 * at, size)
      return new Map(
        [...within(of)].map((one) => [one.name, values.slice(one.at, one.at + one.size)] as const),
      )
    },
    fill(of, valuesOf) {
      const { from, at } = regions[of]
      for (const one of within(of)) {
        const values = valuesOf(one.name, one.size) as Float32Array<ArrayBuffer>
        device.queue.writeBuffer(from, 4 * (at + one.at), values)
      }
    },
    keep: () => encoding().copyBufferToBuffer(floats, 4 * layout.regions.p, kept, 0, 4 * layout.parameters),
    restore: () =>
      encoding().copyBufferToBuffer(kept, 0, floats, 4 * layout.regions.p, 4 * layout.parameters),
    dispose() {
      flush()
      for (const one of buffers) one.destroy()
    },
  }
}

type Buffers<D extends readonly unknown[]> = { [K in keyof D]: GPUBuffer }

/** Buffers that the device has given; throws `TooLarge`, and keeps none, where it gave not all of them. */
async function allocated<const D extends readonly GPUBufferDescriptor[]>(
  device: GPUDevice,
  descriptors: D,
): Promise<Buffers<D>> {
  const sizes = descriptors.map(({ size }) => Math.max(16, Math.ceil(size / 16) * 16))
  const largest = Math.max(...sizes)
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)
  if (largest > most) throw new TooLarge(largest, most)
  device.pushErrorScope('validation')
  device.pushErrorScope('out-of-memory')
  const buffers = descriptors.map(({ usage }, i) =>
    device.createBuffer({ size: sizes[i] as number, usage }),
  ) as Buffers<D> & GPUBuffer[]
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()])
  if (errors.every((error) => error === null)) return buffers
  for (const buffer of buffers) buffer.destroy()
  throw new TooLarge(
    sizes.reduce((sum, size) => sum + size, 0),
    null,
  )
}

interface Compiled {
  readonly layout: GPUBindGroupLayout
  readonly pipelineLayout: GPUPipelineLayout
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>
}
const known = new WeakMap<GPUDevice, Compiled>()
/** Pipelines that a device keeps for the next model: some dozens of models. */
const KEPT = 1024

/** Pipelines of shaders; those that a device has compiled before are taken again. */
async function compiled(device: GPUDevice, shaders: ReadonlyMap<string, readonly Shader[]>) {
  let cache = known.get(device)
  if (cache === undefined) {
    const layout = layoutOf(device)
    const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] })
    cache = { layout, pipelineLayout, pipelines: new Map() }
    known.set(device, cache)
  }
  const { layout, pipelineLayout, pipelines } = cache
  const ready = await Promise.all(
    [...shaders].map(async ([name, launches]) => {
      const made = launches.map(async ({ code, workgroups }) => {
        const text = BINDINGS + code
        const pipeline =
          pipelines.get(text) ??
          device.createComputePipelineAsync({
            layout: pipelineLayout,
            compute: { module: device.createShaderModule({ code: text }), entryPoint: 'main' },
          })
        // The last taken is the last to go.
        pipelines.delete(text)
        pipelines.set(text, pipeline)
        return { pipeline: await pipeline, workgroups }
      })
      return [name, await Promise.all(made)] as const
    }),
  )
  for (const text of pipelines.keys()) {
    if (pipelines.size <= KEPT) break
    pipelines.delete(text)
  }
  return { layout, pipelines: new Map(ready) }
}
