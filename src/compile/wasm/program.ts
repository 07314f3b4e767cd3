import { type Graph, type Operand, sizeOf } from '../graph.ts'
import { aligned, planned } from '../plan.ts'
import { arranged, cutting, type Key, type Section } from './arrange.ts'
import { livesOf, type Site, tablesOf, workspaceOf } from './assemble.ts'
import { helpersOf } from './helpers.ts'
import * as code from './kernels/opcodes.ts'
import { instantiated, type Kernels, memoryOf, moduleOf } from './memory.ts'
import { type Call, encoded, fixed } from './record.ts'

export interface AdamStep {
  readonly stepSize: number
  readonly epsilon: number
  readonly beta1: number
  readonly beta2: number
}

/** A graph, and what it may share memory with. */
export interface Part {
  readonly graph: Graph
  /** Inputs that hold rows of the batch. */
  readonly rowInputs: ReadonlySet<string>
  /** Inputs that are outputs of another part, whose values then outlive it: by name, of the part so named. */
  readonly from?: string
}
export interface Options {
  readonly batch: number
  readonly variables: ReadonlyMap<string, Float32Array>
  /** Outputs of `step` that hold gradients, by variable, and the factor of that variable after its update. */
  readonly trained: ReadonlyMap<string, { readonly gradient: string; readonly shrink: number }>
  readonly kernels: Kernels
  /** Threads, this one included. More than one need shared memory. */
  readonly workers: number
}

/** Graphs over the same variables and inputs, in one memory. */
export interface Program {
  /** Bytes of the whole memory. */
  readonly bytes: number
  /** Values of an input, to be written before a run; a view that stays; empty where no graph reads it. */
  input(name: string): Float32Array | Int32Array
  variable(name: string): Float32Array
  /** Views of a trained variable's moments, and of what `keep` kept of a variable. */
  moments(name: string): readonly [first: Float32Array, second: Float32Array]
  kept(name: string): Float32Array
  run(graph: string): void
  /** An output of the graph that ran last; a view until another graph runs. */
  output(graph: string, name: string): Float32Array
  /** Moves every trained variable by its gradient, an output of `step`, which has just run. */
  adam(step: AdamStep): void
  keep(): void
  restore(): void
  dispose(): void
}

/** A run of sections in memory, one after the other. */
interface Range {
  readonly at: number
  readonly count: number
}

/**
 * Lays variables, moments, a kept copy, constants, inputs, arenas and tables into a WASM memory. Throws `NoForm` where an
 * operation has no form here. Results are the same to the bit for any number of workers.
 */
export function programOf(parts: ReadonlyMap<string, Part>, options: Options): Program {
  const { batch, variables, workers } = options
  const isShared = workers > 1
  let top = code.CONTROL + code.CONTROL_BYTES
  const reserve = (bytes: number): number => {
    const at = aligned(top)
    top = at + bytes
    return at
  }
  const places = new Map<string, number>()
  const parameters = aligned(top)
  for (const [name, values] of variables) places.set(name, reserve(4 * values.length))
  const regionBytes = aligned(top) - parameters
  const [first, second, kept] = [reserve(regionBytes), reserve(regionBytes), reserve(regionBytes)]
  const placeOf = (name: string): number => places.get(name) as number

  const arrangements = new Map(
    [...parts].map(([name, { graph, rowInputs }]) => [name, arranged(graph, batch, rowInputs)] as const),
  )
  const plans = new Map(
    [...parts].map(([name, { graph }]) => {
      const arrangement = arrangements.get(name)
      if (arrangement === undefined) throw new Error(`no arrangement of ${name}`)
      return [name, planned(livesOf(graph, arrangement))] as const
    }),
  )
  const shares = [...parts].filter(([, { from }]) => from === undefined)
  const arena = reserve(Math.max(0, ...shares.map(([name]) => plans.get(name)?.bytes ?? 0)))
  const arenas = new Map(
    [...parts].map(([name, { from }]) => [
      name,
      from === undefined ? arena : reserve(plans.get(name)?.bytes ?? 0),
    ]),
  )

  const inputs = new Map<string, { readonly at: number; readonly operand: Operand }>()
  const fills: { readonly at: number; readonly values: Float32Array | Int32Array }[] = []
  const leafPlaces = new Map<string, ReadonlyMap<number, number>>()
  const arenaPlace = (part: string, key: Key): number => {
    const offset = plans.get(part)?.offsets.get(key)
    if (offset === undefined) throw new Error(`${key} of ${part} has no place`)
    return (arenas.get(part) as number) + offset
  }
  const outputPlace = (part: string, name: string): number => {
    const operand = parts.get(part)?.graph.outputs.get(name)
    if (operand === undefined) throw new Error(`${part} has no output ${name}`)
    return leafPlaces.get(part)?.get(operand.buffer) ?? arenaPlace(part, operand.buffer)
  }
  for (const [part, { graph, from }] of parts) {
    const operands = new Map(
      [...graph.ops.flatMap((op) => op.inputs), ...graph.outputs.values()].map((o) => [o.buffer, o]),
    )
    const own = new Map<number, number>()
    leafPlaces.set(part, own)
    for (const [buffer, leaf] of graph.leaves) {
      const operand = operands.get(buffer)
      if (operand === undefined) continue
      if (leaf.kind === 'variable') own.set(buffer, placeOf(leaf.name))
      else if (leaf.kind === 'constant') {
        const at = reserve(4 * leaf.values.length)
        fills.push({ at, values: leaf.values })
        own.set(buffer, at)
      } else if (from !== undefined && parts.get(from)?.graph.outputs.has(leaf.name) === true) {
        own.set(buffer, outputPlace(from, leaf.name))
      } else {
        const known = inputs.get(leaf.name) ?? { at: reserve(4 * sizeOf(operand.shape)), operand }
        inputs.set(leaf.name, known)
        own.set(buffer, known.at)
      }
    }
  }
  const spaces = [...parts].map(([name, { graph }]) => {
    const arrangement = arrangements.get(name)
    return arrangement === undefined ? { passing: 0, scratch: 0 } : workspaceOf(graph, arrangement)
  })
  const passing = Math.max(0, ...spaces.map((space) => aligned(space.passing)))
  const stride = passing + Math.max(0, ...spaces.map(({ scratch }) => aligned(scratch)))
  const workspace = reserve(stride * workers)

  const own = { passing: workspace, scratch: workspace + passing, stride }
  const tables: { readonly at: number; readonly words: Int32Array }[] = []
  function laid(calls: readonly Call[]): number {
    const words = encoded(calls)
    const at = reserve(words.byteLength)
    tables.push({ at, words })
    return at
  }
  function rangeOf(sections: readonly (readonly number[])[]): Range {
    const words = new Int32Array(code.SECTION_WORDS * sections.length)
    for (const [i, section] of sections.entries()) words.set(section, i * code.SECTION_WORDS)
    const at = reserve(words.byteLength)
    tables.push({ at, words })
    return { at, count: sections.length }
  }
  const split = (perPart: readonly (readonly Call[])[]): readonly number[] => {
    const busy = perPart.filter((calls, part) => part === 0 || calls.length > 0)
    return [code.TABLES, busy.length, 0, 0, 0, 0, 0, 0, ...busy.map(laid)]
  }
  const sectionWords = (section: Section, site: Site): readonly number[] => {
    const calls = tablesOf(section, site)
    if (section.kind === 'items') return split(calls)
    const { rows, chunks, groups } = cutting(batch)
    const [full, last] = calls.map(laid) as [number, number]
    return [code.ROWS, groups, chunks, rows, full, last]
  }
  const partsCount = Math.min(workers, code.MOST_PARTS)
  const ranges = new Map(
    [...parts].map(([part, { graph }]) => {
      const arrangement = arrangements.get(part)
      if (arrangement === undefined) throw new Error(`no arrangement of ${part}`)
      const place = (key: Key): number =>
        (typeof key === 'number' ? leafPlaces.get(part)?.get(key) : undefined) ?? arenaPlace(part, key)
      const site: Site = { arrangement, parts: partsCount, own, place }
      const sections = arrangement.sections.map((section) => sectionWords(section, site))
      return [part, rangeOf([...sections, ...written(graph, part)])] as const
    }),
  )
  const update = rangeOf([split(updates(partsCount))])

  const memory = memoryOf(top + 64, isShared)
  const module = moduleOf(options.kernels, isShared)
  const { play } = instantiated(module, memory)
  const helpers = isShared ? helpersOf(workers - 1, module, memory) : null
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length)
  for (const [name, values] of variables) floats(placeOf(name), values.length).set(values)
  for (const { at, values } of [...fills, ...tables.map(({ at, words }) => ({ at, values: words }))]) {
    if (values instanceof Int32Array) new Int32Array(memory.buffer, at, values.length).set(values)
    else floats(at, values.length).set(values)
  }

  /** Copies of what is written to variables, all read before the first is written. */
  function written(graph: Graph, part: string): (readonly number[])[] {
    const writes = [...graph.outputs].filter(([name]) => name.startsWith('write/'))
    if (writes.length === 0) return []
    const copy = (from: number, to: number, size: number): Call => ({
      code: code.COPY,
      addresses: [fixed(from), fixed(to)],
      words: [1, size, size, size],
    })
    const moves = writes.map(([name, { shape }]) => {
      const size = sizeOf(shape)
      return { from: outputPlace(part, name), by: reserve(4 * size), to: placeOf(name.slice(6)), size }
    })
    return [
      split([
        [
          ...moves.map(({ from, by, size }) => copy(from, by, size)),
          ...moves.map(({ by, to, size }) => copy(by, to, size)),
        ],
      ]),
    ]
  }

  /** Equal shares of all elements, whatever variable they belong to. */
  function updates(count: number): readonly (readonly Call[])[] {
    const sizes = [...options.trained.keys()].map((name) => variables.get(name)?.length ?? 0)
    const total = sizes.reduce((a, b) => a + b, 0)
    return Array.from({ length: count }, (_, part) => {
      const [from, to] = [(total * part) / count, (total * (part + 1)) / count]
      let start = 0
      return [...options.trained].flatMap(([name, { gradient, shrink }], i) => {
        const size = sizes[i] as number
        const at = (edge: number): number =>
          edge >= start + size ? size : Math.max(0, Math.floor((edge - start) / 16) * 16)
        const [begin, end] = [at(from), at(to)]
        start += size
        if (end <= begin) return []
        const [p, g] = [placeOf(name), outputPlace('step', gradient)]
        const shift = p - parameters
        const addresses = [p, first + shift, second + shift, g].map((a) => fixed(a + 4 * begin))
        return [{ code: code.ADAM, addresses, words: [end - begin, { float: shrink }] }]
      })
    })
  }

  /** A variable's values in a region: its parameters, a moment or what was kept. */
  const region = (start: number, name: string): Float32Array =>
    floats(placeOf(name) - parameters + start, variables.get(name)?.length ?? 0)
  const run = ({ at, count }: Range): void => play(at, count, Number(isShared))
  return {
    bytes: memory.buffer.byteLength,
    input(name) {
      const found = inputs.get(name)
      if (found === undefined) return new Float32Array(0)
      const { at, operand } = found
      const size = sizeOf(operand.shape)
      return operand.dtype === 'int32' ? new Int32Array(memory.buffer, at, size) : floats(at, size)
    },
    variable: (name) => region(parameters, name),
    moments: (name) => [region(first, name), region(second, name)],
    kept: (name) => region(kept, name),
    run(part) {
      const range = ranges.get(part)
      if (range === undefined) throw new Error(`no graph ${part}`)
      run(range)
    },
    output(part, name) {
      const operand = parts.get(part)?.graph.outputs.get(name)
      return floats(outputPlace(part, name), operand === undefined ? 0 : sizeOf(operand.shape))
    },
    adam({ stepSize, epsilon, beta1, beta2 }) {
      floats(code.CONTROL + code.SCALARS, 6).set([stepSize, epsilon, beta1, 1 - beta1, beta2, 1 - beta2])
      run(update)
    },
    keep: () => new Uint8Array(memory.buffer).copyWithin(kept, parameters, parameters + regionBytes),
    restore: () => new Uint8Array(memory.buffer).copyWithin(parameters, kept, kept + regionBytes),
    dispose: () => helpers?.stop(),
  }
}
