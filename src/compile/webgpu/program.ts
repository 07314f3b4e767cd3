import { foldedSplats, fused, type Limits, ownOutputs } from '../fuse.ts'
import { type Graph, sizeOf } from '../graph.ts'
import { NoForm } from '../no-form.ts'
import { BINDINGS, layoutOf, STEP_STRIDE, type StepNumbers, writeStep } from './bindings.ts'
import { type Derived, type Laid, laidOut, packedTables } from './memory.ts'
import { kernel, type Shader, shaderOf, tilesOf } from './shader.ts'
import { float } from './writer.ts'

export interface Piece {
  readonly graph: Graph
  /** Inputs that hold rows of the batch. */
  readonly rowInputs: ReadonlySet<string>
  /** The other piece some of whose outputs are inputs of this one, which runs after it. */
  readonly from?: string
}
export interface Options {
  readonly batch: number
  readonly variables: ReadonlyMap<string, Float32Array>
  /** Outputs of `step` that hold gradients, by variable, and the factor of that variable after its update. */
  readonly trained: ReadonlyMap<string, { readonly gradient: string; readonly shrink: number }>
  /** Outputs of `step` that are kept for every step. */
  readonly read: readonly string[]
  readonly tables: ReadonlyMap<string, Float32Array | Int32Array>
  /** Inputs that are computed where they are read; the place of each table is given. */
  readonly derived: (place: (table: string) => number) => ReadonlyMap<string, Derived>
  /** Row ids that the order of rows has place for. */
  readonly order: number
  readonly limits: Limits
  /** Whether a processor plays the device. */
  readonly isSoftware: boolean
}
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
  /** Row ids, from a place in the order on. */
  order(at: number, rows: Uint32Array): void
  /** Appends a step; nothing runs before the next `flush`. */
  append(run: Run): void
  readonly waiting: number
  flush(): void
  /** What is read of the first `slots` steps since slot 0, [slots, read]. */
  readings(slots: number): Promise<Float32Array>
  /** Makes place for `copies` of so many floats. */
  reserveCopies(size: number): void
  /** What `copies` left; flushes, and waits for the device. */
  copied(size: number): Promise<Float32Array>
  variable(name: string): Promise<Float32Array>
  setVariable(name: string, values: Float32Array): void
  keep(): void
  restore(): void
  dispose(): void
}

/** Steps that can be appended between two flushes, and steps whose readings are kept. */
export const SLOTS = 64
export const RING = 512

const USAGE = { read: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const

/** Lays out graphs in buffers of a device and compiles their launches. Throws `NoForm` where one has no form here. */
export async function programOn(
  device: GPUDevice,
  pieces: ReadonlyMap<string, Piece>,
  options: Options,
): Promise<GpuProgram> {
  const { batch } = options
  const tiles = tilesOf(batch, options.isSoftware)
  const parts = new Map(
    [...pieces].map(([name, { graph: given, rowInputs, from }]): [string, Laid] => {
      const graph = ownOutputs(foldedSplats(given), 'gradient/')
      const laid = { graph, fused: fused(graph, batch, rowInputs, options.limits) }
      return [name, from === undefined ? laid : { ...laid, from }]
    }),
  )
  const tables = packedTables(options.tables)
  const placeOf = (table: string): number => {
    const place = tables.places.get(table)
    if (place === undefined) throw new Error(`no table ${table}`)
    return place
  }
  const trained = new Map([...options.trained].sort(([, a], [, b]) => a.shrink - b.shrink))
  const layout = laidOut(parts, {
    variables: options.variables,
    trained,
    tables: tables.places,
    derived: options.derived(placeOf),
    ring: RING * options.read.length,
  })
  const shaders = new Map<string, readonly Shader[]>()
  for (const [name, { graph, fused }] of parts) {
    const places = layout.placesOf(name)
    const own = fused.launches.map((launch) => shaderOf(launch, graph, fused, tiles, places))
    shaders.set(name, name === 'writes' ? [...own, writing(graph)] : own)
  }
  shaders.set('adam', [updating()])

  /** Copies of what is written to variables. */
  function writing(graph: Graph): Shader {
    const moves = [...graph.outputs].flatMap(([name, { shape }]) => {
      const variable = name.startsWith('write/') ? layout.variables.get(name.slice(6)) : undefined
      if (variable === undefined) return []
      return [
        { from: layout.outputPlace('writes', name), to: layout.regions.p + variable, size: sizeOf(shape) },
      ]
    })
    const lines = moves.map(
      ({ from, to, size }) =>
        `for (var i = lane; i < ${size}u; i += ${tiles.lanes}u) { floats[${to}u + i] = floats[${from}u + i]; }`,
    )
    return { code: kernel(lines.join('\n'), tiles.lanes), workgroups: 1 }
  }

  /** One update of all that is trained; beside it what is read of the step is kept. */
  function updating(): Shader {
    const { p, m, v, g } = layout.regions
    const groups = Math.max(1, Math.min(8192, Math.ceil(layout.trained / tiles.lanes)))
    const run = tiles.lanes * Math.ceil(layout.trained / groups / tiles.lanes)
    const factors = [...new Set([...trained.values()].map(({ shrink }) => shrink))].filter((one) => one !== 1)
    const factor = factors.reduceRight((rest, one) => {
      const own = [...trained].filter(([, { shrink }]) => shrink === one).map(([name]) => name)
      const ends = own.map(
        (name) => (layout.variables.get(name) ?? 0) + (options.variables.get(name)?.length ?? 0),
      )
      return `select(${rest}, ${float(Math.fround(one))}, i < ${Math.max(...ends)}u)`
    }, '1f')
    const readings = options.read.map(
      (output, i) =>
        `floats[${layout.ring + i}u + step.slot * ${options.read.length}u] = floats[${layout.outputPlace('step', output)}u];`,
    )
    const flags = layout.flags.map((flag) => `atomicStore(&sums[${flag}u], 0);`)
    return {
      code: kernel(
        `  if (group == ${groups}u) {
    if (lane == 0u) { ${[...readings, ...flags].join('\n')} }
  } else {
    let end = min(group * ${run}u + ${run}u, ${layout.trained}u);
    for (var i = group * ${run}u + lane; i < end; i += ${tiles.lanes}u) {
      let slope = floats[${g}u + i];
      let first = step.beta1 * floats[${m}u + i] + step.rest1 * slope;
      let second = step.beta2 * floats[${v}u + i] + step.rest2 * slope * slope;
      floats[${m}u + i] = first;
      floats[${v}u + i] = second;
      floats[${p}u + i] = (floats[${p}u + i] - step.size * first / (sqrt(second) + step.epsilon)) * ${factor};
    }
  }`,
        tiles.lanes,
      ),
      workgroups: groups + 1,
    }
  }

  const bytes = 4 * layout.floats
  const most = device.limits.maxStorageBufferBindingSize
  for (const size of [layout.floats, layout.sums, tables.values.length, options.order]) {
    if (4 * size > most)
      throw new NoForm(`${Math.ceil((4 * size) / 2 ** 20)} MiB in one buffer of at most ${most / 2 ** 20}`)
  }
  const buffers: GPUBuffer[] = []
  function buffer(size: number, usage: number): GPUBuffer {
    const made = device.createBuffer({ size: Math.ceil(size / 16) * 16, usage })
    buffers.push(made)
    return made
  }
  const { read, copySource, copyTarget, uniform, storage } = USAGE
  const floats = buffer(bytes, storage | copySource | copyTarget)
  const integers = buffer(4 * layout.integers, storage | copyTarget)
  const sums = buffer(4 * layout.sums, storage)
  const dataset = buffer(4 * tables.values.length, storage | copyTarget)
  const orders = buffer(4 * options.order, storage | copyTarget)
  const numbers = buffer(STEP_STRIDE * SLOTS, uniform | copyTarget)
  const kept = buffer(4 * layout.parameters, copySource | copyTarget)
  let staging: GPUBuffer | null = null
  let target: GPUBuffer | null = null

  device.queue.writeBuffer(dataset, 0, tables.values as Int32Array<ArrayBuffer>)
  for (const { at, values } of layout.fills) {
    const isInteger = values instanceof Int32Array
    device.queue.writeBuffer(isInteger ? integers : floats, 4 * at, values as Float32Array<ArrayBuffer>)
  }
  const variableAt = (name: string): number => 4 * (layout.regions.p + (layout.variables.get(name) as number))
  for (const [name, values] of options.variables) {
    device.queue.writeBuffer(floats, variableAt(name), values as Float32Array<ArrayBuffer>)
  }

  const { layout: group, pipelines } = await compiled(device, shaders)
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
      const operand = parts.get(part)?.graph.outputs.get(output)
      const size = operand === undefined ? 0 : sizeOf(operand.shape)
      if (target === null || target.size < 4 * (to + size)) throw new Error('nowhere to copy to')
      encoding().copyBufferToBuffer(floats, 4 * layout.outputPlace(part, output), target, 4 * to, 4 * size)
    }
  }

  /** A grown buffer; the one before is destroyed. */
  function grown(old: GPUBuffer | null, size: number, usage: number): GPUBuffer {
    if (old !== null && old.size >= size) return old
    old?.destroy()
    return buffer(Math.max(size, 4096), usage)
  }

  async function fetched(from: GPUBuffer, at: number, size: number): Promise<Float32Array> {
    if (size === 0) return new Float32Array(0)
    staging = grown(staging, 4 * size, read | copyTarget)
    encoding().copyBufferToBuffer(from, at, staging, 0, 4 * size)
    flush()
    await staging.mapAsync(1, 0, 4 * size)
    const values = new Float32Array(staging.getMappedRange(0, 4 * size).slice(0))
    staging.unmap()
    return values
  }

  return {
    launches: new Map([...pipelines].map(([name, launches]) => [name, launches.length])),
    bytes: buffers.reduce((sum, { size }) => sum + size, 0),
    order(at, rows) {
      device.queue.writeBuffer(orders, 4 * at, rows as Uint32Array<ArrayBuffer>)
    },
    append,
    get waiting() {
      return waiting
    },
    flush,
    readings: (count) => fetched(floats, 4 * layout.ring, count * options.read.length),
    reserveCopies(size: number) {
      target = grown(target, 4 * size, copySource | copyTarget)
    },
    copied: (size) => fetched(target as GPUBuffer, 0, size),
    variable: (name) => fetched(floats, variableAt(name), options.variables.get(name)?.length ?? 0),
    setVariable(name, values) {
      device.queue.writeBuffer(floats, variableAt(name), values as Float32Array<ArrayBuffer>)
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

interface Compiled {
  readonly layout: GPUBindGroupLayout
  readonly pipelineLayout: GPUPipelineLayout
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>
}
const known = new WeakMap<GPUDevice, Compiled>()

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
        pipelines.set(text, pipeline)
        return { pipeline: await pipeline, workgroups }
      })
      return [name, await Promise.all(made)] as const
    }),
  )
  return { layout, pipelines: new Map(ready) }
}
