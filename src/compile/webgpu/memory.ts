import { tableOf } from '../dataset.ts'
import { type Fused, type Key, splatOf } from '../fuse.ts'
import { type Graph, type Leaf, type Operand, sizeOf } from '../graph.ts'
import { NoForm } from '../no-form.ts'
import { planned } from '../plan.ts'
import type { Places } from './shader.ts'

/** A graph that is laid out, and what it may share memory with. */
export interface Laid {
  readonly graph: Graph
  readonly fused: Fused
  /** The other graph whose outputs it reads; both then keep their memory to themselves. */
  readonly from?: string
}
export interface Layout {
  readonly floats: number
  readonly integers: number
  readonly sums: number
  readonly trained: number
  /** First elements of what is trained, and of their moments and gradients, in equal order. */
  readonly regions: { readonly p: number; readonly m: number; readonly v: number; readonly g: number }
  /** All variables, trained ones first. */
  readonly variables: ReadonlyMap<string, number>
  readonly parameters: number
  readonly fills: readonly { readonly at: number; readonly values: Float32Array | Int32Array }[]
  /** Flags of sums that did not fit. */
  readonly flags: readonly number[]
  readonly ring: number
  placesOf(part: string): Places
  /** First element of an output among the floats. */
  outputPlace(part: string, name: string): number
}
/** WGSL of an element of an input that is computed where it is read. */
export type Derived = (index: string) => string

const elements = (bytes: number): number => bytes / 4
const ALIGNED = 64

export function laidOut(
  parts: ReadonlyMap<string, Laid>,
  options: {
    readonly variables: ReadonlyMap<string, { readonly length: number }>
    /** Gradients by variable, in the order in which these lie. */
    readonly trained: ReadonlyMap<string, { readonly gradient: string }>
    readonly tables: ReadonlyMap<string, number>
    readonly derived: ReadonlyMap<string, Derived>
    readonly ring: number
  },
): Layout {
  const tops = { float32: 0, int32: 0 }
  const reserve = (dtype: 'float32' | 'int32', size: number): number => {
    const at = tops[dtype]
    tops[dtype] = Math.ceil((at + size) / ALIGNED) * ALIGNED
    return at
  }
  const variables = new Map<string, number>()
  let top = 0
  const names = [
    ...options.trained.keys(),
    ...[...options.variables.keys()].filter((n) => !options.trained.has(n)),
  ]
  let trained = 0
  for (const name of names) {
    variables.set(name, top)
    top += options.variables.get(name)?.length ?? 0
    if (options.trained.has(name)) trained = top
  }
  const p = reserve('float32', top)
  const [m, v, g] = [reserve('float32', trained), reserve('float32', trained), reserve('float32', trained)]
  const ring = reserve('float32', options.ring)
  const fills: { at: number; values: Float32Array | Int32Array }[] = []
  const flags: number[] = []
  let sums = 0

  /** Where each part keeps what outlives a launch: floats and integers apart. */
  const stored = new Map<string, ReadonlyMap<Key, { at: number; isInteger: boolean }>>()
  const sumsOf = new Map<string, ReadonlyMap<number, number>>()
  const leaves = new Map<string, ReadonlyMap<number, { at: number; isInteger: boolean }>>()
  const shared = { float32: 0, int32: 0 }
  const sharing: (() => void)[] = []
  const isAlone = (name: string): boolean =>
    parts.get(name)?.from !== undefined || [...parts.values()].some(({ from }) => from === name)

  for (const [name, { graph, fused }] of parts) {
    const types = typesOf(graph)
    const fixed = new Map<Key, { at: number; isInteger: boolean }>()
    if (name === 'step') {
      for (const [variable, { gradient }] of options.trained) {
        const buffer = graph.outputs.get(gradient)?.buffer
        const at = g + (variables.get(variable) as number)
        if (buffer !== undefined && !fixed.has(buffer) && !graph.leaves.has(buffer))
          fixed.set(buffer, { at, isInteger: false })
      }
    }
    const places = new Map(fixed)
    stored.set(name, places)
    for (const dtype of ['float32', 'int32'] as const) {
      const lives = [...fused.lives].filter(
        ([key]) => !fixed.has(key) && (typeof key === 'string' ? 'float32' : types.get(key)) === dtype,
      )
      const plan = planned(lives.map(([key, { size, from, to }]) => ({ key, bytes: 4 * size, from, to })))
      const put = (base: number): void => {
        for (const [key, offset] of plan.offsets)
          places.set(key, { at: base + elements(offset), isInteger: dtype === 'int32' })
      }
      if (isAlone(name)) put(reserve(dtype, elements(plan.bytes)))
      else {
        shared[dtype] = Math.max(shared[dtype], elements(plan.bytes))
        sharing.push(() => put(bases[dtype]))
      }
    }
    const own = new Map<number, number>()
    for (const { kernel, outputs } of graph.ops) {
      const [output] = outputs
      if (kernel !== 'EmbeddingGrad' || output === undefined) continue
      own.set(output.buffer, sums)
      flags.push(sums + 2 * sizeOf(output.shape))
      sums += 2 * sizeOf(output.shape) + 1
    }
    sumsOf.set(name, own)
    const read = new Set(graph.ops.flatMap(({ inputs }) => inputs.map(({ buffer }) => buffer)))
    for (const { buffer } of graph.outputs.values()) read.add(buffer)
    const outputs = new Set([...graph.outputs.values()].map(({ buffer }) => buffer))
    const leafPlaces = new Map<number, { at: number; isInteger: boolean }>()
    leaves.set(name, leafPlaces)
    for (const [buffer, leaf] of graph.leaves) {
      if (leaf.kind !== 'constant' || !read.has(buffer)) continue
      if (splatOf(leaf) !== null && !outputs.has(buffer)) continue
      const isInteger = leaf.values instanceof Int32Array
      const at = reserve(isInteger ? 'int32' : 'float32', leaf.values.length)
      fills.push({ at, values: leaf.values })
      leafPlaces.set(buffer, { at, isInteger })
    }
  }
  const bases = {
    float32: reserve('float32', shared.float32),
    int32: reserve('int32', shared.int32),
  }
  for (const put of sharing) put()

  const at = (place: { at: number; isInteger: boolean }, index: string): string =>
    `${place.isInteger ? 'integers' : 'floats'}[${place.at}u + ${index}]`

  function leafAt(part: string, buffer: number, leaf: Leaf, operand: Operand, index: string): string {
    if (leaf.kind === 'variable') return `floats[${p + (variables.get(leaf.name) as number)}u + ${index}]`
    if (leaf.kind === 'constant') {
      const place = leaves.get(part)?.get(buffer)
      if (place === undefined) throw new Error(`constant ${buffer} has no place`)
      return at(place, index)
    }
    const derived = options.derived.get(leaf.name)
    if (derived !== undefined) return derived(index)
    const table = options.tables.get(leaf.name)
    if (table !== undefined) {
      const value = `dataset[${table}u + ${index}]`
      return operand.dtype === 'int32' ? value : `bitcast<f32>(${value})`
    }
    const from = parts.get(part)?.from
    if (from === undefined) throw new NoForm(`input ${leaf.name}`)
    return `floats[${outputPlace(from, leaf.name)}u + ${index}]`
  }

  function outputPlace(part: string, name: string): number {
    const operand = parts.get(part)?.graph.outputs.get(name)
    if (operand === undefined) throw new Error(`${part} has no output ${name}`)
    const place = stored.get(part)?.get(operand.buffer) ?? leaves.get(part)?.get(operand.buffer)
    if (place !== undefined) return place.at
    const leaf = parts.get(part)?.graph.leaves.get(operand.buffer)
    const from = parts.get(part)?.from
    if (leaf?.kind === 'variable') return p + (variables.get(leaf.name) as number)
    if (leaf?.kind !== 'input' || from === undefined) throw new NoForm(`output ${name}, an input`)
    return outputPlace(from, leaf.name)
  }

  return {
    floats: tops.float32,
    integers: Math.max(1, tops.int32),
    sums: Math.max(1, sums),
    trained,
    regions: { p, m, v, g },
    variables,
    parameters: top,
    fills,
    flags,
    ring,
    placesOf: (part) => ({
      load(operand, index) {
        const place = stored.get(part)?.get(operand.buffer)
        if (place !== undefined) return at(place, index)
        const leaf = parts.get(part)?.graph.leaves.get(operand.buffer)
        return leaf === undefined ? null : leafAt(part, operand.buffer, leaf, operand, index)
      },
      store(operand, index, value) {
        const place = stored.get(part)?.get(operand.buffer)
        return place === undefined ? null : `${at(place, index)} = ${value}`
      },
      partial(buffer, index) {
        const place = stored.get(part)?.get(`partial/${buffer}`)
        if (place === undefined) throw new Error(`no partial sums of ${buffer}`)
        return at(place, `(${index})`)
      },
      sums(buffer) {
        const place = sumsOf.get(part)?.get(buffer)
        if (place === undefined) throw new Error(`no sums of ${buffer}`)
        return place
      },
    }),
    outputPlace,
  }
}

function typesOf(graph: Graph): ReadonlyMap<number, Operand['dtype']> {
  return new Map(
    graph.ops.flatMap(({ outputs }) => outputs.map(({ buffer, dtype }) => [buffer, dtype] as const)),
  )
}

/** First elements of tables that lie one after the other, and their bits. */
export function packedTables(tables: ReadonlyMap<string, Float32Array | Int32Array>): {
  readonly places: ReadonlyMap<string, number>
  readonly values: Int32Array
} {
  const places = new Map<string, number>()
  const values = new Int32Array(
    Math.max(
      1,
      [...tables.values()].reduce((sum, { length }) => sum + length, 0),
    ),
  )
  let top = 0
  for (const [name, table] of tables) {
    places.set(tableOf(name), top)
    values.set(new Int32Array(table.buffer, table.byteOffset, table.length), top)
    top += table.length
  }
  return { places, values }
}
