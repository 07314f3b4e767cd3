import { type Graph, type Leaf, type Op, type Operand, sizeOf } from './graph.ts'
import { scheduled } from './rows.ts'
import { axesOf } from './trace/rules.ts'

/**
 * Who runs operations: `rows` a workgroup for each tile of the batch, `small` one workgroup alone, both with barriers
 * between levels; `wide` as many workgroups as the work fills, without a barrier.
 */
export type Team = 'rows' | 'small' | 'wide'
export type Task =
  | { readonly kind: 'op'; readonly op: Op; readonly output: Operand }
  /** A sum over the batch: by groups of rows, then over the groups. */
  | {
      readonly kind: 'partial' | 'combine'
      readonly op: Op
      readonly output: Operand
      readonly axis: number
      readonly groups: number
    }
  /** A sum of table rows: as integers, whose order cannot matter, then as floats again. */
  | { readonly kind: 'scatter' | 'convert'; readonly op: Op; readonly output: Operand }
/** Tasks that are done together for each element: what one makes at an element the next may read there unstored. */
export interface Loop {
  readonly size: number
  readonly tasks: readonly Task[]
}
export interface Section {
  readonly team: Team
  /** Loops of one level need nothing of each other; a barrier stands between levels. */
  readonly levels: readonly (readonly Loop[])[]
}
export type Launch = readonly Section[]
export type Key = number | string

export interface Fused {
  readonly launches: readonly Launch[]
  /** Operations that only rename elements: read through, never stored. */
  readonly virtual: ReadonlyMap<number, { readonly op: Op; readonly output: number }>
  /** Buffers that one task leaves to another, in launches, the first and the last included. */
  readonly lives: ReadonlyMap<Key, { readonly size: number; readonly from: number; readonly to: number }>
}
export interface Limits {
  /** Levels of a launch: more need fewer launches and longer compilation. */
  readonly levels: number
  /** Elements, or multiplications, that one workgroup takes on alone. */
  readonly small: number
}

export const BINARY = new Set(
  'Add Sub Multiply RealDiv Minimum Maximum Pow Equal Greater GreaterEqual SquaredDifference'.split(' '),
)
export const UNARY = new Set(
  'Neg Abs Exp Log Log1p Sqrt Rsqrt Relu Sigmoid Square Step Tanh Reciprocal Round Cast'.split(' '),
)
const isByElement = ({ kernel }: Op): boolean => BINARY.has(kernel) || UNARY.has(kernel) || kernel === 'AddN'

/** The value of a constant whose elements are all equal. */
export function splatOf(leaf: Leaf | undefined): number | null {
  if (leaf?.kind !== 'constant' || leaf.values.length === 0) return null
  const first = leaf.values[0] as number
  return leaf.values.every((value) => value === first) ? first : null
}

const FOLDED: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Neg: (a) => -a,
  Pack: (a, b) => (a === b ? a : Number.NaN),
}

/** Operations on constants of equal elements are such constants themselves. */
export function foldedSplats(graph: Graph): Graph {
  const leaves = new Map(graph.leaves)
  const splats = new Map<number, number>()
  for (const [buffer, leaf] of leaves) {
    const value = splatOf(leaf)
    if (value !== null) splats.set(buffer, value)
  }
  const ops = graph.ops.filter(({ kernel, inputs, outputs: [output] }) => {
    const fold = FOLDED[kernel]
    const values = inputs.flatMap(({ buffer }) => splats.get(buffer) ?? [])
    const [a = Number.NaN, b = Number.NaN] = values
    if (fold === undefined || output?.dtype !== 'float32') return true
    if (values.length !== inputs.length || values.length > 2) return true
    const value = Math.fround(fold(a, b))
    if (!Number.isFinite(value)) return true
    splats.set(output.buffer, value)
    leaves.set(output.buffer, {
      kind: 'constant',
      values: new Float32Array(sizeOf(output.shape)).fill(value),
    })
    return false
  })
  return { ...graph, leaves, ops }
}

/** Each output whose name starts so has a buffer of its own, that an operation wrote. */
export function ownOutputs(graph: Graph, prefix: string): Graph {
  const taken = new Set<number>(graph.leaves.keys())
  let next = 1 + Math.max(0, ...taken, ...graph.ops.flatMap(({ outputs }) => outputs.map((o) => o.buffer)))
  const ops = [...graph.ops]
  const outputs = new Map(
    [...graph.outputs].map(([name, operand]) => {
      if (!name.startsWith(prefix)) return [name, operand]
      const output = { ...operand, buffer: taken.has(operand.buffer) ? next++ : operand.buffer }
      taken.add(output.buffer)
      if (output.buffer !== operand.buffer)
        ops.push({ kernel: 'AddN', inputs: [operand], attributes: {}, outputs: [output] })
      return [name, output]
    }),
  )
  return { ...graph, ops, outputs }
}

const LEAST_ROWS = 32
const PARTIALS = 16384
/** Groups of rows that a sum over the batch is made of: by its size and the batch alone. */
export function groupsOf(batch: number, size: number): number {
  const most = Math.max(1, Math.floor(batch / LEAST_ROWS))
  return Math.min(most, Math.max(8, Math.ceil(PARTIALS / size)))
}

interface Made {
  readonly team: Team
  readonly launch: number
  readonly level: number
  readonly size: number
  /** Whether a later task of the same loop may read it where it was made. */
  readonly isLocal: boolean
}

/** Lays a graph out in launches, each as early as what it reads allows. */
export function fused(graph: Graph, batch: number, rowInputs: ReadonlySet<string>, limits: Limits): Fused {
  const { phases, byRow } = scheduled(graph, batch, rowInputs)
  const rowOps = new Map(phases.flatMap(({ rows }) => rows).map((row) => [row.op, row]))
  const wanted = new Set([...graph.outputs.values()].map(({ buffer }) => buffer))
  const virtual = new Map<number, { op: Op; output: number }>()
  const made = new Map<number, Made>()
  const lives = new Map<Key, { size: number; from: number; to: number }>()
  const loops = new Map<string, { team: Team; launch: number; level: number; size: number; tasks: Task[] }>()

  /** Buffers that hold what an operand reads, those read through left out. */
  function sourcesOf(operand: Operand): readonly Operand[] {
    const through = virtual.get(operand.buffer)
    return through === undefined ? [operand] : through.op.inputs.flatMap(sourcesOf)
  }
  const isSame = (operand: Operand, size: number): boolean =>
    !virtual.has(operand.buffer) && sizeOf(operand.shape) === size

  function placed(
    team: Team,
    task: Task,
    reads: readonly { readonly operand: Operand; readonly isHere: boolean }[],
    size: number,
    earliest: number,
  ): Made {
    let [launch, level] = [earliest, 0]
    const need = (atLaunch: number, atLevel: number): void => {
      if (atLaunch > launch) [launch, level] = [atLaunch, atLevel]
      else if (atLaunch === launch) level = Math.max(level, atLevel)
    }
    const froms = reads.flatMap(({ operand, isHere }) =>
      sourcesOf(operand).flatMap((source) => {
        const from = made.get(source.buffer)
        return from === undefined ? [] : [{ source, from, isHere: isHere && source === operand }]
      }),
    )
    const joins = (from: Made, isHere: boolean): boolean =>
      isHere && from.isLocal && from.team === team && from.size === size
    for (const { from, isHere } of froms) {
      if (joins(from, isHere)) need(from.launch, from.level)
      else if (from.team === team && team !== 'wide') need(from.launch, from.level + 1)
      else need(from.launch + 1, 0)
    }
    if (level >= limits.levels) [launch, level] = [launch + 1, 0]
    for (const { source, from, isHere } of froms) {
      if (!joins(from, isHere) || from.launch !== launch || from.level !== level) live(source, from, launch)
    }
    const key = `${team}/${launch}/${level}/${size}`
    const loop = loops.get(key) ?? { team, launch, level, size, tasks: [] }
    loop.tasks.push(task)
    loops.set(key, loop)
    return { team, launch, level, size, isLocal: true }
  }
  function live({ buffer, shape }: Operand, from: Made, to: number): void {
    const known = lives.get(buffer)
    lives.set(buffer, { size: sizeOf(shape), from: from.launch, to: Math.max(to, known?.to ?? 0) })
  }

  for (const op of graph.ops) {
    const row = rowOps.get(op)
    const isRead = op.inputs.some(({ buffer }) => byRow.has(buffer))
    if (renames(op, graph.leaves) && (row?.way === 'rows' || !isRead)) {
      for (const [output, { buffer }] of op.outputs.entries()) virtual.set(buffer, { op, output })
      if (!op.outputs.some(({ buffer }) => wanted.has(buffer))) continue
    }
    for (const output of op.outputs) {
      const isVirtual = virtual.has(output.buffer)
      if (isVirtual && !wanted.has(output.buffer)) continue
      const size = sizeOf(output.shape)
      const isHere = (operand: Operand): boolean => isByElement(op) && isSame(operand, size)
      const reads = op.inputs.map((operand) => ({ operand, isHere: isHere(operand) }))
      if (op.kernel === 'EmbeddingGrad') {
        const count = sizeOf(op.inputs[0]?.shape ?? [])
        const from = placed('wide', { kind: 'scatter', op, output }, strangers(reads), count, 0)
        const task: Task = { kind: 'convert', op, output }
        made.set(output.buffer, placed('wide', task, [], size, from.launch + 1))
      } else if (row?.way === 'sum') {
        const groups = groupsOf(batch, size)
        const common = { op, output, axis: row.inputs[0] as number, groups }
        const from = placed('wide', { kind: 'partial', ...common }, strangers(reads), size * groups, 0)
        const team = size * groups <= limits.small ? 'small' : 'wide'
        const to = placed(team, { kind: 'combine', ...common }, [], size, from.launch + 1)
        made.set(output.buffer, to)
        lives.set(partialKey(output.buffer), { size: size * groups, from: from.launch, to: to.launch })
      } else {
        const team = row !== undefined ? 'rows' : workOf(op, output) <= limits.small ? 'small' : 'wide'
        const given = isVirtual ? strangers(reads) : reads
        if (isVirtual) virtual.delete(output.buffer)
        made.set(output.buffer, placed(team, { kind: 'op', op, output }, given, size, 0))
      }
    }
  }
  const count = Math.max(0, ...[...loops.values()].map(({ launch }) => launch + 1))
  for (const operand of graph.outputs.values()) {
    const from = made.get(operand.buffer)
    if (from !== undefined) live(operand, from, count)
  }
  return { launches: launchesOf([...loops.values()], count), virtual, lives }
}

export const partialKey = (buffer: number): string => `partial/${buffer}`

/** What is read by other tasks than those of the loop. */
const strangers = (reads: readonly { readonly operand: Operand }[]) =>
  reads.map(({ operand }) => ({ operand, isHere: false }))

/** Whether each element of the outputs is one of the inputs', or follows from one index. */
function renames({ kernel, inputs, outputs: [output] }: Op, leaves: Graph['leaves']): boolean {
  if (kernel === 'SplitV' || kernel === 'Slice' || kernel === 'Unpack' || kernel === 'OneHot') return true
  if (kernel !== 'Multiply' || output === undefined || output.dtype !== 'float32') return false
  const size = sizeOf(output.shape)
  return inputs.some(
    ({ buffer }, i) => splatOf(leaves.get(buffer)) === 1 && sizeOf((inputs[1 - i] as Operand).shape) !== size,
  )
}

/** Element operations, roughly. */
function workOf({ kernel, inputs, attributes }: Op, output: Operand): number {
  const size = sizeOf(output.shape)
  const [first] = inputs as readonly [Operand]
  if (kernel === 'BatchMatMul')
    return (size * (first.shape.at(attributes.transposeA === true ? -2 : -1) as number)) / 4
  if (kernel === 'Sum' || kernel === 'Mean' || kernel === 'Max') return sizeOf(first.shape)
  return size
}

function launchesOf(
  loops: readonly { team: Team; launch: number; level: number; size: number; tasks: readonly Task[] }[],
  count: number,
): readonly Launch[] {
  return Array.from({ length: count }, (_, launch) =>
    (['rows', 'small', 'wide'] as const).flatMap((team): Section[] => {
      const own = loops.filter((loop) => loop.launch === launch && loop.team === team)
      if (own.length === 0) return []
      const depth = Math.max(...own.map(({ level }) => level)) + 1
      const levels = Array.from({ length: depth }, (_, level) =>
        own.filter((loop) => loop.level === level).map(({ size, tasks }) => ({ size, tasks })),
      ).filter((level) => level.length > 0)
      return [{ team, levels }]
    }),
  )
}

/** Axes of a reduction, and the shape that is left with them as ones. */
export function reductionOf({ inputs, attributes }: Op): {
  readonly shape: readonly number[]
  readonly axes: readonly number[]
} {
  const { shape } = inputs[0] as Operand
  return { shape, axes: axesOf(attributes.axis ?? attributes.reductionIndices, shape.length) }
}
