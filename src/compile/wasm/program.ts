import type { Graph, Operand } from '../graph.ts'
import { bufferBytes, planned } from '../plan.ts'
import { instantiate } from './exports.ts'
import { type Act, lowered, scratchOf } from './lower.ts'

export interface AdamStep {
  readonly stepSize: number
  readonly epsilon: number
  readonly beta1: number
  readonly beta2: number
  /** Factor of each variable after its update, by name; 1 where absent. */
  readonly shrinks: ReadonlyMap<string, number>
}

/** Graphs over the same variables and inputs, in one memory. */
export interface Program {
  /** Bytes of the whole memory. */
  readonly bytes: number
  /** Values of an input, to be written before a run; a view that stays. */
  input(name: string): Float32Array | Int32Array
  variable(name: string): Float32Array
  run(graph: string): void
  /** An output of the graph that ran last; a view until another graph runs. */
  output(graph: string, name: string): Float32Array
  /** Moves every variable by its gradient, the output `gradient/<name>` of a graph that has just run. */
  adam(graph: string, step: AdamStep): void
  keep(): void
  restore(): void
}

const ALIGNMENT = 64
/** The first page belongs to the kernels: tables of their exponentials and logarithms. */
const RESERVED = 65536

/**
 * Lays variables, moments, the kept copy, constants, inputs and one arena for all graphs into a WASM memory, and lowers
 * every operation to calls with fixed offsets. Throws `NoForm` where an operation has no form here.
 */
export function programOf(
  graphs: ReadonlyMap<string, Graph>,
  variables: ReadonlyMap<string, Float32Array>,
): Program {
  let top = RESERVED
  const reserve = (bytes: number): number => {
    const at = top
    top += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
    return at
  }
  const sizes = [...variables.values()].map((values) => values.length)
  const regionBytes = sizes.reduce((sum, n) => sum + Math.ceil((4 * n) / ALIGNMENT) * ALIGNMENT, 0)
  const places = new Map<string, number>()
  const parameters = top
  for (const [name, values] of variables) places.set(name, reserve(4 * values.length))
  const [first, second, kept] = [reserve(regionBytes), reserve(regionBytes), reserve(regionBytes)]

  const inputs = new Map<string, { readonly at: number; readonly operand: Operand }>()
  const leafPlaces = new Map<string, ReadonlyMap<number, number>>()
  const fills: { readonly at: number; readonly values: Float32Array | Int32Array }[] = []
  for (const [graphName, graph] of graphs) {
    const bytes = bufferBytes(graph)
    const shapes = new Map(
      [...graph.ops.flatMap((op) => op.inputs), ...graph.outputs.values()].map((o) => [o.buffer, o]),
    )
    const own = new Map<number, number>()
    for (const [buffer, leaf] of graph.leaves) {
      const operand = shapes.get(buffer)
      if (operand === undefined) continue
      if (leaf.kind === 'variable') own.set(buffer, places.get(leaf.name) as number)
      else if (!('values' in leaf)) {
        const known = inputs.get(leaf.name) ?? { at: reserve(bytes.get(buffer) ?? 0), operand }
        inputs.set(leaf.name, known)
        own.set(buffer, known.at)
      } else {
        const at = reserve(4 * leaf.values.length)
        fills.push({ at, values: leaf.values })
        own.set(buffer, at)
      }
    }
    leafPlaces.set(graphName, own)
  }
  const plans = new Map([...graphs].map(([name, graph]) => [name, planned(graph)]))
  const scratch = reserve(4 * Math.max(0, ...[...graphs.values()].flatMap(({ ops }) => ops.map(scratchOf))))
  const arena = reserve(Math.max(0, ...[...plans.values()].map(({ bytes }) => bytes)))

  const { kernels, memory } = instantiate(top)
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length)
  for (const [name, values] of variables) floats(places.get(name) as number, values.length).set(values)
  for (const { at, values } of fills) {
    if (values instanceof Int32Array) new Int32Array(memory.buffer, at, values.length).set(values)
    else floats(at, values.length).set(values)
  }
  const placeIn = (graphName: string) => {
    const own = leafPlaces.get(graphName)
    const offsets = plans.get(graphName)?.offsets
    return ({ buffer }: Operand): number => {
      const leaf = own?.get(buffer)
      if (leaf !== undefined) return leaf
      const offset = offsets?.get(buffer)
      if (offset === undefined) throw new Error(`buffer ${buffer} of ${graphName} has no place`)
      return arena + offset
    }
  }
  const programs = new Map<string, readonly Act[]>(
    [...graphs].map(([name, graph]) => [
      name,
      graph.ops.flatMap((op) => lowered(op, placeIn(name), kernels, scratch)),
    ]),
  )
  const outputAt = (graphName: string, name: string): { readonly at: number; readonly size: number } => {
    const operand = graphs.get(graphName)?.outputs.get(name)
    if (operand === undefined) throw new Error(`graph ${graphName} has no output ${name}`)
    return { at: placeIn(graphName)(operand), size: operand.shape.reduce((a, b) => a * b, 1) }
  }
  const gradients = new Map<string, number>()

  return {
    bytes: top,
    input(name) {
      const found = inputs.get(name)
      if (found === undefined) return new Float32Array(0)
      const { at, operand } = found
      const size = operand.shape.reduce((a, b) => a * b, 1)
      return operand.dtype === 'int32' ? new Int32Array(memory.buffer, at, size) : floats(at, size)
    },
    variable: (name) => floats(places.get(name) as number, variables.get(name)?.length ?? 0),
    run(graphName) {
      const acts = programs.get(graphName)
      if (acts === undefined) throw new Error(`no graph ${graphName}`)
      for (const act of acts) act()
    },
    output(graphName, name) {
      const { at, size } = outputAt(graphName, name)
      return floats(at, size)
    },
    adam(graphName, { stepSize, epsilon, beta1, beta2, shrinks }) {
      for (const [name, values] of variables) {
        const p = places.get(name) as number
        const gradient = gradients.get(name) ?? outputAt(graphName, `gradient/${name}`).at
        gradients.set(name, gradient)
        const shift = p - parameters
        const shrink = shrinks.get(name) ?? 1
        kernels.adam(
          p,
          first + shift,
          second + shift,
          gradient,
          values.length,
          stepSize,
          epsilon,
          beta1,
          1 - beta1,
          beta2,
          1 - beta2,
          shrink,
        )
      }
    },
    keep: () => new Uint8Array(memory.buffer).copyWithin(kept, parameters, parameters + regionBytes),
    restore: () => new Uint8Array(memory.buffer).copyWithin(parameters, kept, kept + regionBytes),
  }
}
