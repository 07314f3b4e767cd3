import { holm, jointHalfWidth, jointPValue, type Noise } from '../core/stats/joint.ts'
import { deviation, mean, meanHalfWidth, normalQuantile, studentQuantile } from '../core/stats/student.ts'
import type { Comparison, GroupRuns, Selection, VerdictRow, VerdictState } from './comparison.ts'
import type { Run } from './run.ts'

/** The zone of no practical interest: overall, and within a slice (UX V4). */
export const ROPE = 0.001
export const ROPE_SLICE = 0.003
/** Fewest paired seeds and test users for a verdict (V5). */
const LEAST_SEEDS = 3
const LEAST_USERS = 100
const LOW = 'activity=low'

/**
 * The verdict table (UX V1–V8): every group against the baseline on one task, slice and metric of the test split. Pairs
 * are runs of one seed; a seed that diverged or failed on either side drops its pair. GAUC has no resampled users, so it
 * shows levels, differences and training noise, and no verdict.
 */
export function compareGroups(
  groups: readonly GroupRuns[],
  baselineId: string,
  selection: Selection,
  options: { readonly rope?: number; readonly alpha?: number } = {},
): Comparison {
  const { rope = selection.slice === null ? ROPE : ROPE_SLICE, alpha = 0.05 } = options
  const baseline = groups.find(({ groupId }) => groupId === baselineId)
  const users = usersOf(groups, selection)
  const rows = groups.map((group) => {
    const row = levelsOf(group, selection)
    if (group === baseline)
      return { ...row, state: row.seeds === 0 ? ('no-value' as const) : ('baseline' as const) }
    if (baseline === undefined) return row
    return differenceRow(row, group, baseline, selection, {
      rope,
      alpha,
      users,
      comparisons: Math.max(1, groups.length - 1),
    })
  })
  const lost = baseline?.runs.some(hasDiverged) === true
  const passed = holm(
    rows.map(({ p }) => p),
    alpha,
  )
  return {
    rows: rows.map((row, i) => judged(row, passed[i] === true, rope, alpha, lost)),
    compared: rows.filter(({ p }) => p !== null).length,
    rope,
    users,
  }
}

/** Value of a metric that a finished run has on the test split; null where it has none. */
export function testValue(run: Run, { task, slice, metric }: Selection): number | null {
  if (run.status.kind !== 'ended' || run.status.reason !== 'finished') return null
  return metricsOf(run, task, slice)?.[metric] ?? null
}

const metricsOf = (run: Run, task: string, slice: string | null) =>
  run.report?.metrics.find((m) => m.split === 'test' && m.task === task && m.slice === slice)

function usersOf(groups: readonly GroupRuns[], { task, slice }: Selection): number | null {
  for (const { runs } of groups) {
    for (const run of runs) {
      const found = metricsOf(run, task, slice)
      if (found !== undefined) return found.users
    }
  }
  return null
}

/** A seed that ended otherwise than by itself: leaving it out would choose among seeds by what became of them. */
const hasDiverged = (run: Run): boolean =>
  run.status.kind === 'failed' || (run.status.kind === 'ended' && run.status.reason !== 'finished')

function levelsOf({ groupId, runs }: GroupRuns, selection: Selection): VerdictRow {
  const values = runs.flatMap((run) => {
    const value = testValue(run, selection)
    return value === null ? [] : [{ seed: run.config.seed, value }]
  })
  const levels = values.map(({ value }) => value)
  return {
    groupId,
    seeds: values.length,
    pairs: 0,
    diverged: runs.filter(hasDiverged).length,
    mean: levels.length === 0 ? null : mean(levels),
    meanHalf: meanHalfWidth(levels),
    values,
    delta: null,
    seedHalf: null,
    userError: null,
    half: null,
    p: null,
    state: 'no-value',
    aloneOnly: false,
    moreSeeds: null,
    detectable: null,
    low: null,
    cost: null,
    parameterCount: runs.find(({ parameterCount }) => parameterCount !== null)?.parameterCount ?? null,
  }
}

interface Rules {
  readonly rope: number
  readonly alpha: number
  /** Groups that are compared with the baseline. */
  readonly comparisons: number
  readonly users: number | null
}
interface Pair {
  readonly own: Run
  readonly base: Run
}

function differenceRow(
  row: VerdictRow,
  group: GroupRuns,
  baseline: GroupRuns,
  selection: Selection,
  rules: Rules,
): VerdictRow {
  const pairs = pairsOf(group, baseline, selection)
  const cost = costOf(group.runs, baseline.runs)
  if (row.seeds === 0) return { ...row, cost }
  if (pairs.length === 0) {
    const waits = baseline.runs.every((run) => testValue(run, selection) === null)
    return { ...row, cost, state: waits ? 'no-value' : 'unpaired' }
  }
  const difference = differenceOf(pairs, selection)
  const low = selection.slice === LOW ? null : lowOf(pairs, selection, rules.alpha)
  const filled = {
    ...row,
    pairs: pairs.length,
    delta: difference.delta,
    low,
    cost,
    userError: difference.userError,
  }
  const seedHalf = meanHalfWidth(difference.values, rules.alpha)
  const noise = noiseOf(difference)
  if (pairs.length < LEAST_SEEDS || noise === null) {
    const state: VerdictState = pairs.length < LEAST_SEEDS ? 'too-few-seeds' : 'not-enough'
    return { ...filled, seedHalf, state }
  }
  const half = jointHalfWidth(noise, rules.alpha)
  const p = jointPValue(difference.delta, noise)
  const detectable = detectableDifference(noise, rules.alpha)
  const isSmall = rules.users === null || rules.users < LEAST_USERS
  return {
    ...filled,
    seedHalf,
    half,
    p: isSmall ? null : p,
    state: 'not-enough',
    moreSeeds: moreSeedsToSettle(
      difference.delta,
      deviation(difference.values),
      noise.userError,
      pairs.length,
      // Holm asks this of the smallest p value, and of no other more.
      { rope: rules.rope, alpha: rules.alpha / rules.comparisons },
    ),
    detectable,
  }
}

function pairsOf(group: GroupRuns, baseline: GroupRuns, selection: Selection): readonly Pair[] {
  return group.runs.flatMap((own) => {
    if (testValue(own, selection) === null) return []
    const base = baseline.runs.find(
      (run) =>
        run.config.seed === own.config.seed && testValue(run, selection) !== null && areComparable(run, own),
    )
    return base === undefined ? [] : [{ own, base }]
  })
}

/** Same rows of test and same labels: dataset, split and what decides them in the schema. */
export function areComparable(a: Run, b: Run): boolean {
  const key = ({ config: { dataset, split, schema } }: Run): string =>
    JSON.stringify([
      dataset.kind,
      dataset.id,
      split,
      schema.tasks,
      schema.filters,
      schema.derived ?? [],
      schema.user,
      schema.scene,
    ])
  return key(a) === key(b)
}

interface DifferenceValues {
  readonly values: readonly number[]
  readonly delta: number
  readonly userError: number | null
}

function differenceOf(pairs: readonly Pair[], selection: Selection): DifferenceValues {
  const values = pairs.map(
    ({ own, base }) => (testValue(own, selection) as number) - (testValue(base, selection) as number),
  )
  return { values, delta: mean(values), userError: userErrorOf(pairs, selection) }
}

/** Standard error over resampled users of the mean paired difference; null without replicates. */
function userErrorOf(pairs: readonly Pair[], { task, slice, metric }: Selection): number | null {
  if (metric !== 'auc') return null
  const key = `${task}|${slice ?? '*'}`
  const replicates = pairs.map(({ own, base }) => [
    own.report?.replicates.get(key),
    base.report?.replicates.get(key),
  ])
  if (replicates.some(([own, base]) => own === undefined || base === undefined)) return null
  const count = replicates[0]?.[0]?.length ?? 0
  const means: number[] = []
  for (let r = 0; r < count; r++) {
    const value = mean(replicates.map(([own, base]) => (own?.[r] as number) - (base?.[r] as number)))
    if (Number.isFinite(value)) means.push(value)
  }
  return means.length < 2 ? null : deviation(means)
}

function noiseOf({ values, userError }: DifferenceValues): Noise | null {
  if (values.length < 2 || userError === null) return null
  return { seedError: deviation(values) / Math.sqrt(values.length), degrees: values.length - 1, userError }
}

function lowOf(pairs: readonly Pair[], selection: Selection, alpha: number): VerdictRow['low'] {
  const low: Selection = { ...selection, slice: LOW }
  const usable = pairs.filter(
    ({ own, base }) => testValue(own, low) !== null && testValue(base, low) !== null,
  )
  if (usable.length === 0) return null
  const difference = differenceOf(usable, low)
  const noise = usable.length < LEAST_SEEDS ? null : noiseOf(difference)
  return { delta: difference.delta, half: noise === null ? null : jointHalfWidth(noise, alpha) }
}

/** Median seconds per step against the baseline's; null without both, or when they were trained in different ways. */
function costOf(own: readonly Run[], base: readonly Run[]): number | null {
  const perStep = (runs: readonly Run[]): number | null => {
    const values = runs
      .flatMap(({ seconds, status }) =>
        seconds !== null && status.kind === 'ended' && status.step > 0 ? [seconds / status.step] : [],
      )
      .sort((a, b) => a - b)
    return values[Math.floor(values.length / 2)] ?? null
  }
  const ways = new Set(
    [...own, ...base].flatMap(({ how }) => (how === null ? [] : [how.replace(/ \(.*\)/, '')])),
  )
  if (ways.size > 1) return null
  const [a, b] = [perStep(own), perStep(base)]
  return a === null || b === null || b === 0 ? null : a / b
}

/**
 * One of the four states (V4), after Holm. A group with a lost seed cannot be better (V10), nor worse than a baseline
 * that has lost one.
 */
function judged(
  row: VerdictRow,
  passed: boolean,
  rope: number,
  alpha: number,
  baselineLost: boolean,
): VerdictRow {
  if (row.state !== 'not-enough' || row.delta === null || row.half === null || row.p === null) return row
  const isInside = Math.abs(row.delta) + row.half <= rope
  if (isInside) return { ...row, state: 'no-difference', moreSeeds: null }
  if (passed) {
    const isBetter = row.delta > 0
    if (isBetter ? row.diverged > 0 : baselineLost) return row
    return { ...row, state: isBetter ? 'better' : 'worse', moreSeeds: null }
  }
  return { ...row, aloneOnly: row.p < alpha }
}

/** True difference that the interval would leave 0 out of 8 times in 10 (V8): the half-width plus .84 of its error. */
export function detectableDifference(noise: Noise, alpha = 0.05): number {
  const error = Math.sqrt(noise.seedError ** 2 + noise.userError ** 2)
  return jointHalfWidth(noise, alpha) + normalQuantile(0.8) * error
}

/**
 * Further seeds, one at least, after which the expected interval would leave 0 out, or lie within ±ROPE, at the
 * difference seen so far (V7); null when user noise alone is too wide, or beyond 100 seeds.
 */
export function moreSeedsToSettle(
  delta: number,
  seedDeviation: number,
  userError: number,
  seeds: number,
  { rope, alpha }: Pick<Rules, 'rope' | 'alpha'>,
): number | null {
  for (let n = seeds + 1; n <= seeds + 100; n++) {
    const t = (studentQuantile(1 - alpha / 2, n - 1) * seedDeviation) / Math.sqrt(n)
    const z = normalQuantile(1 - alpha / 2) * userError
    const half = Math.sqrt(t * t + z * z)
    if (half < Math.abs(delta) || Math.abs(delta) + half <= rope) return n - seeds
  }
  return null
}
