import { runPoints } from '../../../charts/curves.ts'
import type { Point } from '../../../charts/decimate.ts'
import { keyText, type MetricSeries } from '../../../core/metrics/series.ts'
import { TOTAL_LOSS, termPull } from '../../../run/events.ts'
import type { Run } from '../../../run/run.ts'

/** One line of the loss ledger: a term at one step. Null where the run has none. */
export interface LedgerRow {
  readonly name: string
  readonly weight: number | null
  readonly raw: number | null
  readonly weighted: number | null
  /** Of the sum of all weighted terms; below 0 for a term below 0. */
  readonly share: number | null
  /** Of the sum of all terms' gradient norms on what all share, at the latest reading up to the step. */
  readonly pull: number | null
}
export interface Ledger {
  readonly rows: readonly LedgerRow[]
  /** Step of the values; null before the first. */
  readonly step: number | null
  /** Sum of the weighted terms. */
  readonly sum: number | null
  /** The loss of that step as the optimiser has it. */
  readonly total: number | null
  /** Step of the gradients; null before their first reading. */
  readonly pulledAt: number | null
}

/** Every loss term of a run in the optimiser's order, at its last step or the last one up to `upTo`. */
export function ledger(run: Run, upTo = Number.POSITIVE_INFINITY): Ledger {
  const found = run.terms.map(({ name, weight: fixed }) => {
    const raw = valueAt(seriesOf(run, 'loss', name), upTo)
    const weight = weightOf(run, name, fixed)(upTo)
    return {
      ...{ name, weight, raw: raw?.value ?? null },
      weighted: raw === null ? null : raw.value * weight,
      step: raw?.step ?? null,
      pulled: valueAt(seriesOf(run, 'gauge', termPull(name)), upTo),
    }
  })
  const sum = sumOf(found.map(({ weighted }) => weighted))
  const pulls = sumOf(found.map(({ pulled }) => pulled?.value ?? null))
  return {
    rows: found.map(({ name, weight, raw, weighted, pulled }) => ({
      ...{ name, weight, raw, weighted },
      share: shareOf(weighted, sum),
      pull: shareOf(pulled?.value ?? null, pulls),
    })),
    step: found.find(({ step }) => step !== null)?.step ?? null,
    sum,
    total: valueAt(seriesOf(run, 'gauge', TOTAL_LOSS), upTo)?.value ?? null,
    pulledAt: found.find(({ pulled }) => pulled !== null)?.pulled?.step ?? null,
  }
}

/** A term of the comparison's ledger: one run's line, another's, and the range of the first group's seeds. */
export interface LedgerLine extends LedgerRow {
  /** The term's line in the run it is held against; null without one. */
  readonly against: LedgerRow | null
  /** Least and largest share of the gradient over the group's seeds; null for fewer than two. */
  readonly pullRange: readonly [number, number] | null
}

const GAP: Omit<LedgerRow, 'name'> = { weight: null, raw: null, weighted: null, share: null, pull: null }

/** The terms of a run and then those that only the other has: a term that one of them lacks is a gap there. */
export function ledgerLines(
  own: Ledger,
  against: Ledger | null,
  seeds: readonly Ledger[],
): readonly LedgerLine[] {
  const rowIn = ({ rows }: Ledger, name: string): LedgerRow | null =>
    rows.find((row) => row.name === name) ?? null
  const others = (against?.rows ?? []).flatMap(({ name }) => (rowIn(own, name) === null ? [name] : []))
  return [...own.rows, ...others.map((name) => ({ name, ...GAP }))].map((row) => {
    const pulls = seeds.flatMap((one) => rowIn(one, row.name)?.pull ?? [])
    return {
      ...row,
      against: against === null ? null : rowIn(against, row.name),
      pullRange: pulls.length < 2 ? null : [Math.min(...pulls), Math.max(...pulls)],
    }
  })
}

/** What each term comes to over training, at the steps where gradients were read; null where a term was absent. */
export interface LedgerCourse {
  readonly steps: readonly number[]
  /** By term: share of the gradient norms; sums to 1 over terms. */
  readonly pulls: ReadonlyMap<string, readonly (number | null)[]>
  /** By term: weighted value, below 0 where the term is. */
  readonly weighted: ReadonlyMap<string, readonly (number | null)[]>
}

export function ledgerCourse(run: Run): LedgerCourse {
  const steps = new Set<number>()
  for (const { name } of run.terms) {
    const series = seriesOf(run, 'gauge', termPull(name))
    for (let i = 0; i < (series?.length ?? 0); i++) steps.add(series?.steps[i] as number)
  }
  const ordered = [...steps].sort((a, b) => a - b)
  const at = ordered.map((step) => ledger(run, step).rows)
  const byTerm = (of: (row: LedgerRow) => number | null) =>
    new Map(
      run.terms.map(({ name }, t) => [name, at.map((rows) => (rows[t] === undefined ? null : of(rows[t])))]),
    )
  return { steps: ordered, pulls: byTerm(({ pull }) => pull), weighted: byTerm(({ weighted }) => weighted) }
}

/** A term over rows seen, as computed and times the weight of each step. */
export interface TermCurve {
  readonly name: string
  readonly raw: readonly Point[]
  readonly weighted: readonly Point[]
}

export function termCurves(run: Run): readonly TermCurve[] {
  return run.terms.map(({ name, weight: fixed }) => {
    const raw = runPoints(run, { split: 'train', metric: 'loss', of: name, slice: null })
    const weight = weightOf(run, name, fixed)
    return { name, raw, weighted: raw.map(({ x, y }) => ({ x, y: y * weight(x / (run.batchSize ?? 1)) })) }
  })
}

function seriesOf(run: Run, metric: 'loss' | 'gauge', of: string): MetricSeries | null {
  return run.series.get(keyText({ split: 'train', metric, of, slice: null })) ?? null
}

/**
 * The value at the latest step up to a given one. Steps rise but for the readings at the weights that are kept in the
 * end, which may lie before those of the last evaluations.
 */
function valueAt(
  series: MetricSeries | null,
  upTo: number,
): { readonly step: number; readonly value: number } | null {
  let best: { readonly step: number; readonly value: number } | null = null
  for (let i = (series?.length ?? 0) - 1; i >= 0; i--) {
    const step = series?.steps[i] as number
    if (step > upTo || (best !== null && step <= best.step)) continue
    best = { step, value: series?.values[i] as number }
  }
  return best
}

/** A term's weight by step: of a task's loss its own weight times what balancing told, of others what the run started with. */
function weightOf(run: Run, term: string, fixed: number): (step: number) => number {
  const told = term.startsWith('task/')
    ? seriesOf(run, 'gauge', term.replace('task/', 'loss-balance/weight/'))
    : null
  if (told === null) return () => fixed
  // Steps are told one by one from the first on.
  const first = told.steps[0] ?? 0
  return (step) => fixed * (told.values[Math.min(told.length - 1, Math.max(0, step - first))] ?? 1)
}

const shareOf = (value: number | null, sum: number | null): number | null =>
  value === null || sum === null || sum === 0 ? null : value / sum

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
}
