import type { ConfigOf } from '../../core/setting-spec.ts'
import { mean, meanHalfWidth } from '../../core/stats/student.ts'
import type { ObservedRows } from '../../run/events.ts'
import type { Run, Snapshot } from '../../run/run.ts'
import type { priorGate } from './spec.ts'

/** Bins of a distribution over [0, γ]. */
export const WEIGHT_BINS = 64
/** A cell of fewer rows is hatched. */
export const THIN_ROWS = 30
/** A weight within this of an end of its range counts as saturated. */
const NEAR_END = 0.05

/** `raw`: the gate's own output. `relative`: divided by the row's mean over fields, since the next layer absorbs a common scale. */
export type WeightScale = 'raw' | 'relative'

/** Where the axis of weights ends, and whether no weight can pass that end. */
export interface WeightAxis {
  readonly top: number
  readonly isCeiling: boolean
}

/** Gate NU ends at γ; the other forms are drawn to 4. */
export const axisOf = ({
  form,
  gamma,
}: Pick<ConfigOf<typeof priorGate.settings>, 'form' | 'gamma'>): WeightAxis =>
  form === 'gate-nu' ? { top: gamma, isCeiling: true } : { top: 4, isCeiling: false }

/** Weights [B, F] of observed rows, F plain fields. */
export interface Weights {
  readonly rows: number
  readonly fields: readonly string[]
  readonly values: Float32Array
}

/** Null before the first snapshot, or when the gate is off. */
export function weightsOf(run: Run): Weights | null {
  const snapshot = run.snapshots.get('prior-gate/weights')
  return snapshot === undefined || run.observed === null ? null : weights(snapshot, run.observed.plainFields)
}

export function weights(
  { shape, values }: Pick<Snapshot, 'shape' | 'values'>,
  plainFields: readonly string[],
): Weights {
  const [rows = 0, width = 0] = shape
  const fields = Array.from({ length: width }, (_, field) => plainFields[field] ?? `#${field + 1}`)
  return { rows, fields, values }
}

/** w_bf ÷ mean_f w_b: the same for every common factor of a row. */
export function relative({ rows, fields, values }: Weights): Weights {
  const width = fields.length
  const scaled = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    let mean = 0
    for (let field = 0; field < width; field++) mean += (values[row * width + field] ?? 0) / width
    for (let field = 0; field < width; field++) {
      const at = row * width + field
      scaled[at] = mean === 0 ? 1 : (values[at] ?? 0) / mean
    }
  }
  return { rows, fields, values: scaled }
}

export interface FieldWeights {
  readonly field: string
  readonly median: number
  /** 5 % and 95 % quantiles. */
  readonly low: number
  readonly high: number
  /** Share of rows in each of 64 bins over [0, axisMax]; what lies beyond is in the last. */
  readonly bins: readonly number[]
  /** Share of rows beyond the axis. */
  readonly beyond: number
  /** Every row has the same weight. */
  readonly isInert: boolean
  /** More than a fifth of raw weights lie within .05 of 0, or of a ceiling. */
  readonly isSaturated: boolean
  /** E[w | prior on] − E[w | prior off] for each binary prior, in the order of `binaryPriors`. */
  readonly contrasts: readonly (number | null)[]
}

/** One row for each field, those whose median is farthest from 1 first. */
export function weightsByField(
  raw: Weights,
  scale: WeightScale,
  { top, isCeiling }: WeightAxis,
  priors: readonly BinaryPrior[] = [],
): readonly FieldWeights[] {
  const shown = scale === 'raw' ? raw : relative(raw)
  const rows = raw.fields.map((field, index) => {
    const values = columnOf(shown, index)
    const sorted = Float32Array.from(values).sort()
    const own = columnOf(raw, index)
    const low = quantile(sorted, 0.05)
    const high = quantile(sorted, 0.95)
    const nearEnd = own.filter(
      (weight) => Math.abs(weight) < NEAR_END || (isCeiling && weight > top - NEAR_END),
    ).length
    return {
      field,
      median: quantile(sorted, 0.5),
      low,
      high,
      bins: histogram(values, top),
      beyond: values.filter((weight) => weight > top).length / Math.max(1, values.length),
      isInert: (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) < 1e-5,
      isSaturated: nearEnd > own.length / 5,
      contrasts: priors.map((prior) => contrast(values, prior)),
    }
  })
  return rows.sort((a, b) => Math.abs(b.median - 1) - Math.abs(a.median - 1))
}

/** A prior with two observed values: which rows have the second. */
export interface BinaryPrior {
  readonly name: string
  readonly on: string
  readonly off: string
  /** 1 where on, 0 where off, −1 where missing. */
  readonly state: Int8Array
}

/** Priors of the observed rows that take exactly two known values; the later label in the field's order is "on". */
export function binaryPriors(observed: ObservedRows): readonly BinaryPrior[] {
  return observed.fields.flatMap(({ name, roles, labels, ids }) => {
    if (!roles.includes('prior')) return []
    const known = [...new Set(ids)].filter((id) => id > 0)
    // "1", "yes" or "same" reads as on; otherwise the order of the vocabulary decides.
    known.sort((a, b) => rankOf(labels[a]) - rankOf(labels[b]) || a - b)
    const [off, on] = known
    if (off === undefined || on === undefined || known.length !== 2) return []
    const state = Int8Array.from(ids, (id) => (id === on ? 1 : id === off ? 0 : -1))
    return [{ name, on: labels[on] ?? String(on), off: labels[off] ?? String(off), state }]
  })
}

const rankOf = (label: string | undefined): number => (/^(0|0\.0|false|no|none)$/i.test(label ?? '') ? -1 : 0)

/** E[w | on] − E[w | off]; null where either side has no row. */
export function contrast(values: Float32Array, prior: Pick<BinaryPrior, 'state'>): number | null {
  const sums = [0, 0]
  const counts = [0, 0]
  for (const [row, value] of values.entries()) {
    const state = prior.state[row]
    if (state !== 0 && state !== 1) continue
    sums[state] = (sums[state] ?? 0) + value
    counts[state] = (counts[state] ?? 0) + 1
  }
  const [off = 0, on = 0] = counts
  return off === 0 || on === 0 ? null : (sums[1] ?? 0) / on - (sums[0] ?? 0) / off
}

/** What rows may be split by: a prior's values, or the scene. */
export interface Splitter {
  readonly name: string
  readonly kind: 'prior' | 'scene'
  readonly labels: readonly string[]
  readonly ids: Int32Array
  /** Of a prior of numbers in bins: a label names a bin, and no value. */
  readonly cuts?: readonly number[]
  /** By id, labels of the values that were put together; absent where each stands for itself. */
  readonly members?: readonly (readonly string[])[]
}
export function splitters(observed: ObservedRows): readonly Splitter[] {
  const priors = observed.fields
    .filter((field) => field.roles.includes('prior'))
    .map(({ name, labels, ids, cuts }) => ({
      ...{ name, kind: 'prior' as const, labels, ids },
      ...(cuts === undefined ? {} : { cuts }),
    }))
  const { sceneNames, sceneIds } = observed
  return sceneNames.length > 1
    ? [...priors, { name: '', kind: 'scene' as const, labels: sceneNames, ids: sceneIds }]
    : priors
}

export interface WeightsByValue {
  readonly values: readonly {
    readonly id: number
    readonly label: string
    readonly rows: number
    readonly isMissing: boolean
  }[]
  /** [field][value]: mean weight, and the half-width of its 95 % t-interval; a row is a user. Null for one user. */
  readonly fields: readonly {
    readonly field: string
    readonly means: readonly number[]
    readonly halves: readonly (number | null)[]
  }[]
}

/** Mean weight of each field where the splitter takes each value that occurs, in the order of its ids, missing last. */
export function weightsByValue(shown: Weights, splitter: Splitter): WeightsByValue {
  const isMissing = (id: number): boolean => splitter.kind === 'prior' && id === 0
  const ids = [...new Set(splitter.ids)].sort((a, b) => Number(isMissing(a)) - Number(isMissing(b)) || a - b)
  const rowsOf = ids.map((id) => {
    const rows: number[] = []
    for (const [row, own] of splitter.ids.entries()) if (own === id && row < shown.rows) rows.push(row)
    return rows
  })
  const width = shown.fields.length
  return {
    values: ids.map((id, index) => ({
      id,
      label: splitter.labels[id] ?? String(id),
      rows: rowsOf[index]?.length ?? 0,
      isMissing: isMissing(id),
    })),
    fields: shown.fields.map((field, index) => {
      const own = rowsOf.map((rows) => rows.map((row) => shown.values[row * width + index] ?? 0))
      return { field, means: own.map(mean), halves: own.map((values) => meanHalfWidth(values)) }
    }),
  }
}

function columnOf({ rows, fields, values }: Weights, field: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * fields.length + field] ?? 0)
}

function histogram(values: Float32Array, max: number): readonly number[] {
  const bins = new Array<number>(WEIGHT_BINS).fill(0)
  for (const value of values) {
    const bin = Math.min(WEIGHT_BINS - 1, Math.max(0, Math.floor((value / max) * WEIGHT_BINS)))
    bins[bin] = (bins[bin] ?? 0) + 1 / values.length
  }
  return bins
}

/** Linear between order statistics (type 7); NaN of nothing. */
export function quantile(sorted: Float32Array, q: number): number {
  if (sorted.length === 0) return Number.NaN
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (position - below)
}
