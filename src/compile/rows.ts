import { type Graph, type Op, type Operand, sizeOf } from './graph.ts'

/**
 * How an operation may be run on a part of the batch: row by row; as a sum over rows, part by part; or on the whole
 * batch at once.
 */
export type Way = 'rows' | 'sum' | 'whole'

/** An operation with the axis along which each operand is cut into rows; null where all of it is read or written. */
export interface RowOp {
  readonly op: Op
  readonly way: Exclude<Way, 'whole'>
  readonly inputs: readonly (number | null)[]
  readonly outputs: readonly (number | null)[]
}
/** What runs over the rows, part by part, and what then runs once. */
export interface Phase {
  readonly rows: readonly RowOp[]
  readonly whole: readonly Op[]
}
export interface Schedule {
  /** Operations that need no row of the batch, before any phase. */
  readonly before: readonly Op[]
  readonly phases: readonly Phase[]
  /** Buffers whose first axis counts rows and which some later phase or a whole operation reads, or which are outputs. */
  readonly stored: ReadonlySet<number>
  /** Buffers whose first axis counts rows, stored ones included. */
  readonly byRow: ReadonlySet<number>
}

const BY_ELEMENT = new Set(
  'Add Sub Multiply RealDiv Minimum Maximum Pow Equal Greater GreaterEqual SquaredDifference AddN Neg Abs Exp Log Log1p Sqrt Rsqrt Relu Sigmoid Square Step Tanh Reciprocal Round Cast'.split(
    ' ',
  ),
)

/** First axis that is not 1, where it counts whole rows of a batch of `batch`; else null. */
function leadAxis(shape: readonly number[], batch: number): number | null {
  const axis = shape.findIndex((size) => size !== 1)
  return axis >= 0 && (shape[axis] as number) % batch === 0 ? axis : null
}

/** The operation on `rows` of `batch` rows. */
export function restricted({ op, inputs, outputs }: RowOp, batch: number, rows: number): Op {
  const cut = (operand: Operand, axis: number | null | undefined): Operand =>
    axis === null || axis === undefined
      ? operand
      : {
          ...operand,
          shape: operand.shape.map((size, i) => (i === axis ? (size / batch) * rows : size)),
        }
  return {
    ...op,
    inputs: op.inputs.map((operand, i) => cut(operand, inputs[i])),
    outputs: op.outputs.map((operand, i) => cut(operand, outputs[i])),
  }
}

/** Runs of operations over rows, as few as the sums over the batch between them allow. */
export function scheduled(graph: Graph, batch: number, rowInputs: ReadonlySet<string>): Schedule {
  const byRow = new Set<number>()
  for (const [buffer, leaf] of graph.leaves) {
    if (leaf.kind === 'input' && rowInputs.has(leaf.name)) byRow.add(buffer)
  }
  // Even times are runs over rows, odd ones what follows them; 0 stands for what is there before.
  const made = new Map<number, { time: number; way: Way }>()
  const rows: RowOp[][] = []
  const whole: Op[][] = []
  for (const op of graph.ops) {
    const form = batch > 1 ? formOf(op, byRow, batch) : null
    const way = form?.way ?? 'whole'
    let time = way === 'whole' ? 1 : 2
    for (const { buffer } of op.inputs) {
      const from = made.get(buffer)
      const ready = from?.time ?? (byRow.has(buffer) ? 2 : 0)
      const isRow = byRow.has(buffer)
      if (way === 'whole') time = Math.max(time, ready % 2 === 0 ? ready + 1 : ready)
      else time = Math.max(time, isRow && from?.way === 'rows' ? ready : ready % 2 === 1 ? ready + 1 : ready)
    }
    for (const { buffer } of op.outputs) {
      made.set(buffer, { time: way === 'sum' ? time + 1 : time, way })
      if (way === 'rows') byRow.add(buffer)
    }
    if (form === null) {
      const at = (time - 1) / 2
      whole[at] = [...(whole[at] ?? []), op]
    } else {
      const at = time / 2 - 1
      rows[at] = [...(rows[at] ?? []), form]
    }
  }
  const count = Math.max(rows.length, whole.length - 1)
  const phases = Array.from({ length: count }, (_, i) => ({ rows: rows[i] ?? [], whole: whole[i + 1] ?? [] }))
  return { before: whole[0] ?? [], phases, byRow, stored: storedOf(graph, phases, byRow) }
}

function storedOf(graph: Graph, phases: readonly Phase[], byRow: ReadonlySet<number>): ReadonlySet<number> {
  const stored = new Set([...graph.outputs.values()].map(({ buffer }) => buffer).filter((b) => byRow.has(b)))
  const phaseOf = new Map<number, number>()
  for (const [i, { rows, whole }] of phases.entries()) {
    for (const { op } of rows) {
      for (const { buffer } of op.outputs) phaseOf.set(buffer, i)
      for (const { buffer } of op.inputs) {
        if (byRow.has(buffer) && phaseOf.has(buffer) && phaseOf.get(buffer) !== i) stored.add(buffer)
      }
    }
    for (const { inputs } of whole) {
      for (const { buffer } of inputs) if (byRow.has(buffer)) stored.add(buffer)
    }
  }
  return stored
}

/** The form of an operation over rows; null where it needs the whole batch at once, or no row of it. */
function formOf(op: Op, byRow: ReadonlySet<number>, batch: number): RowOp | null {
  if (!op.inputs.some(({ buffer }) => byRow.has(buffer))) return null
  const [first, second] = op.inputs as readonly [Operand, Operand | undefined]
  const output = op.outputs[0] as Operand
  const lead = (operand: Operand): number | null => leadAxis(operand.shape, batch)
  const isRow = (operand: Operand): boolean => byRow.has(operand.buffer)
  const rows = (inputs: readonly (number | null)[]): RowOp | null => {
    const outputs = op.outputs.map(lead)
    return outputs.includes(null) ? null : { op, way: 'rows', inputs, outputs }
  }
  const sum = (inputs: readonly (number | null)[]): RowOp => ({ op, way: 'sum', inputs, outputs: [null] })
  if (BY_ELEMENT.has(op.kernel)) {
    const axes = op.inputs.map((operand) => cutUnder(operand, output, isRow(operand), batch))
    return axes.includes(undefined) ? null : rows(axes as (number | null)[])
  }
  const axis = lead(first)
  switch (op.kernel) {
    case 'Sum':
    case 'Mean':
    case 'Max': {
      if (axis === null) return null
      if (!reducedAxes(op, first.shape.length).includes(axis)) return rows([axis])
      return op.kernel === 'Max' ? null : sum([axis])
    }
    case 'Softmax':
      return axis === null || axis === first.shape.length - 1 ? null : rows([axis])
    case 'OneHot':
      return axis === null ? null : rows([axis])
    case 'GatherV2': {
      const ids = second as Operand
      const along = axisOf(op.attributes.axis ?? 0, first.shape.length)
      if (isRow(first)) return isRow(ids) || axis === null || along <= axis ? null : rows([axis, null])
      return along === 0 && lead(ids) !== null ? rows([null, lead(ids)]) : null
    }
    case 'Slice':
      return axis === null || first.shape[axis] !== output.shape[axis] ? null : rows([axis])
    case 'SplitV':
    case 'Unpack':
      return axis === null || axisOf(op.attributes.axis ?? 0, first.shape.length) <= axis
        ? null
        : rows([axis])
    case 'Concat':
    case 'Pack': {
      const axes = op.inputs.map(lead)
      const along = axisOf(op.attributes.axis ?? 0, output.shape.length)
      const fits = axes.every((a) => a !== null && a === axes[0] && along > a)
      return fits ? rows(axes) : null
    }
    case 'BatchMatMul':
      return productForm(op, isRow, batch, rows, sum)
    default:
      return null
  }
}

export const axisOf = (axis: unknown, rank: number): number => {
  const given = Number(Array.isArray(axis) ? axis[0] : axis)
  return given < 0 ? given + rank : given
}

function reducedAxes({ attributes }: Op, rank: number): readonly number[] {
  const named = attributes.axis ?? attributes.reductionIndices
  if (named === undefined || named === null) return Array.from({ length: rank }, (_, i) => i)
  return (Array.isArray(named) ? named : [named]).map((axis) => axisOf(axis, rank))
}

/** The axis along which an input of an element-wise operation is cut with its output; undefined where it cannot be. */
function cutUnder(input: Operand, output: Operand, isRow: boolean, batch: number): number | null | undefined {
  const lead = leadAxis(output.shape, batch)
  if (lead === null) return undefined
  const axis = lead - (output.shape.length - input.shape.length)
  const size = axis < 0 ? 1 : input.shape[axis]
  if (size === output.shape[lead]) return leadAxis(input.shape, batch) === axis ? axis : undefined
  return isRow ? undefined : null
}

function productForm(
  { inputs, outputs, attributes }: Op,
  isRow: (operand: Operand) => boolean,
  batch: number,
  rows: (inputs: readonly (number | null)[]) => RowOp | null,
  sum: (inputs: readonly (number | null)[]) => RowOp,
): RowOp | null {
  const [a, b] = inputs as readonly [Operand, Operand]
  const [output] = outputs as readonly [Operand]
  const [leadA, leadB] = [leadAxis(a.shape, batch), leadAxis(b.shape, batch)]
  const [rankA, rankB] = [a.shape.length, b.shape.length]
  const [outerA, outerB] = [sizeOf(a.shape.slice(0, -2)), sizeOf(b.shape.slice(0, -2))]
  const [rowsOfA, sharedOfA] =
    attributes.transposeA === true ? [rankA - 1, rankA - 2] : [rankA - 2, rankA - 1]
  const sharedOfB = attributes.transposeB === true ? rankB - 1 : rankB - 2
  const leadOut = leadAxis(output.shape, batch)
  if (leadOut !== null && leadOut < output.shape.length - 2) {
    const cutA = leadA !== null && leadA < rankA - 2 && a.shape[leadA] === output.shape[leadOut]
    const cutB = leadB !== null && leadB < rankB - 2 && b.shape[leadB] === output.shape[leadOut]
    if ((!cutA && (isRow(a) || outerA !== 1)) || (!cutB && (isRow(b) || outerB !== 1))) return null
    return rows([cutA ? leadA : null, cutB ? leadB : null])
  }
  if (outerA !== 1 || outerB !== 1) return null
  if (leadA === rowsOfA && !isRow(b) && leadOut === output.shape.length - 2) {
    return attributes.transposeA === true ? null : rows([leadA, null])
  }
  return leadA === sharedOfA && leadB === sharedOfB && a.shape[leadA] === b.shape[leadB]
    ? sum([leadA, leadB])
    : null
}
