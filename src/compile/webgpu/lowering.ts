import { foldedSplats, fused, type Limits, ownOutputs } from '../fuse.ts'
import { type Graph, sizeOf } from '../graph.ts'
import { type Derived, type Laid, type Layout, laidOut, packedTables } from './memory.ts'
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
  readonly terms: readonly string[]
  readonly tables: ReadonlyMap<string, Float32Array | Int32Array>
  /** Inputs that are computed where they are read; the place of each table is given. */
  readonly derived: (place: (table: string) => number) => ReadonlyMap<string, Derived>
  /** Row ids that the order of rows has place for. */
  readonly order: number
  /** Floats that the copies of one reading come to, at most. */
  readonly copies: number
  readonly limits: Limits
  /** Whether a processor plays the device. */
  readonly isSoftware: boolean
}
/** Graphs as shaders over one layout of memory: all that is known before a device is asked. */
export interface Lowered {
  readonly layout: Layout
  /** Launches by part: pieces by name, and `adam`. */
  readonly shaders: ReadonlyMap<string, readonly Shader[]>
  /** Bits of all tables, one after the other. */
  readonly tables: Int32Array
  outputSize(part: string, output: string): number
}

/** Losses of so many steps are kept. */
export const RING = 512

/** Throws `NoForm` where an operation has no form here. */
export function lowered(pieces: ReadonlyMap<string, Piece>, options: Options): Lowered {
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
    ring: RING * options.terms.length,
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

  /** One update of all that is trained; beside it the losses of the step are kept. */
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
    const losses = options.terms.map(
      (term, t) =>
        `floats[${layout.ring + t}u + step.slot * ${options.terms.length}u] = floats[${layout.outputPlace('step', term)}u];`,
    )
    const flags = layout.flags.map((flag) => `atomicStore(&sums[${flag}u], 0);`)
    return {
      code: kernel(
        `  if (group == ${groups}u) {
    if (lane == 0u) { ${[...losses, ...flags].join('\n')} }
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

  return {
    layout,
    shaders,
    tables: tables.values,
    outputSize(part, output) {
      const operand = parts.get(part)?.graph.outputs.get(output)
      return operand === undefined ? 0 : sizeOf(operand.shape)
    },
  }
}
