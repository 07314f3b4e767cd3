import { findingOf, holmLevel, type Level, singleLook } from '../core/stats/estimate.ts'
import { holm } from '../core/stats/joint.ts'
import { detectableDifference, type Settling, whatSettles } from '../core/stats/power.ts'
import { looksUntil } from '../core/stats/sequential.ts'
import { mean, meanHalfWidth } from '../core/stats/student.ts'
import type { Adaptive, Comparison, GroupRuns, Selection, VerdictRow, VerdictState } from './comparison.ts'
import { costOf, lostOf, testValue } from './pairs.ts'
import { type Cell, LEAST_SEEDS, type Table, tableOf } from './table.ts'

const LOW = 'activity=low'

export interface CompareOptions {
  /** Zone of no practical interest of the selections shown; absent: by whether it is a slice. */
  readonly rope?: number
  readonly alpha?: number
  /** Further selections that the table shows: Holm counts every group on each. */
  readonly family?: readonly Selection[]
  /** Seeds were added until settled: intervals for repeated looks (V9). Null or absent: a fixed number of seeds. */
  readonly adaptive?: Adaptive | null
}

/**
 * The verdict table (UX V1–V10): every group against the baseline on one task, slice and metric of the test split. Pairs
 * are runs of one seed; a seed that diverged or failed on either side drops its pair. Holm runs over every group on every
 * selection shown, the column of low activity included. GAUC has no resampled users, so it shows levels, differences and
 * training noise, and no verdict.
 */
export function compareGroups(
  groups: readonly GroupRuns[],
  baselineId: string,
  selection: Selection,
  options: CompareOptions = {},
): Comparison {
  return compareOn(groups, baselineId, [selection, ...(options.family ?? [])], options)[0] as Comparison
}

/** A comparison on each of some selections that are shown together: one family for Holm. */
export function compareOn(
  groups: readonly GroupRuns[],
  baselineId: string,
  selections: readonly Selection[],
  options: Omit<CompareOptions, 'family'> = {},
): readonly Comparison[] {
  const { rope = null, alpha = 0.05, adaptive = null } = options
  const baseline = groups.find(({ groupId }) => groupId === baselineId)
  const level = levelOf(groups, alpha, adaptive)
  const tables = new Map<string, Table>()
  const take = (selection: Selection, zone: number | null): Table => {
    const key = JSON.stringify([selection.task, selection.slice, selection.metric])
    const table = tables.get(key) ?? tableOf(groups, baseline, selection, zone, level)
    tables.set(key, table)
    return table
  }
  const shown = selections.map((selection) => take(selection, rope))
  const lows = selections.map((selection) =>
    selection.slice === LOW ? null : take({ ...selection, slice: LOW }, null),
  )
  const family = familyOf([...tables.values()], level)
  return shown.map((table, at) => ({
    rows: groups.map((group, i) => {
      const context = { group, baseline, family, table }
      const row = judged(rowOf(context, i), context, i)
      const low = lows[at] ?? null
      return {
        ...row,
        adaptive: adaptive !== null,
        low: low === null ? null : lowOf({ ...context, table: low }, i),
      }
    }),
    compared: family.tested,
    rope: table.rope,
    users: table.users,
    lacks: table.lacks,
    adaptive,
    replicates: table.replicates,
  }))
}

/** Looks end at the most seeds that were planned, or that there are. */
function levelOf(groups: readonly GroupRuns[], alpha: number, adaptive: Adaptive | null): Level {
  if (adaptive === null) return { alpha, looks: null }
  return { alpha, looks: looksUntil(Math.max(adaptive.maxSeeds, ...groups.map(({ runs }) => runs.length))) }
}

/** Every difference that is tested, and which of them pass Holm. */
interface Family {
  readonly passed: ReadonlySet<Cell>
  readonly tested: number
  readonly level: Level
  /** Level of the single look at which Holm holds a difference that has not passed. */
  readonly apart: number
}

function familyOf(tables: readonly Table[], level: Level): Family {
  const cells = tables.flatMap((table) => table.cells)
  const passed = holm(
    cells.map(({ p }) => p),
    level.alpha,
  )
  const tested = cells.filter(({ p }) => p !== null).length
  return {
    passed: new Set(cells.filter((_, i) => passed[i] === true)),
    tested,
    level,
    apart: singleLook({ ...level, alpha: holmLevel(passed, tested, level.alpha) }),
  }
}

interface Context {
  readonly group: GroupRuns
  readonly baseline: GroupRuns | undefined
  readonly family: Family
  readonly table: Table
}

/** Levels and differences, before judging. */
function rowOf({ group, baseline, table }: Context, at: number): VerdictRow {
  const { groupId, runs } = group
  const { pairs, estimate, p } = table.cells[at] as Cell
  const values = runs.flatMap((run) => {
    const value = testValue(run, table.selection)
    return value === null ? [] : [{ seed: run.config.seed, value }]
  })
  const levels = values.map(({ value }) => value)
  const hasBase = baseline?.runs.some((run) => testValue(run, table.selection) !== null) === true
  const waits: VerdictState = values.length === 0 || !hasBase ? 'no-value' : 'unpaired'
  return {
    groupId,
    seeds: values.length,
    pairs,
    runs: runs.length + (group.deleted ?? 0),
    diverged: lostOf(group),
    mean: levels.length === 0 ? null : mean(levels),
    meanHalf: meanHalfWidth(levels),
    values,
    delta: estimate?.delta ?? null,
    seedHalf: estimate?.seedHalf ?? null,
    userError: estimate?.userError ?? null,
    half: pairs < LEAST_SEEDS ? null : (estimate?.half ?? null),
    p,
    state: group === baseline ? (values.length === 0 ? 'no-value' : 'baseline') : waits,
    adaptive: false,
    aloneOnly: false,
    barred: false,
    moreSeeds: null,
    moreUsers: null,
    detectable: null,
    low: null,
    cost: group === baseline || baseline === undefined ? null : costOf(runs, baseline.runs),
    parameterCount: runs.find(({ parameterCount }) => parameterCount !== null)?.parameterCount ?? null,
  }
}

/**
 * One of the four states (V4), after Holm. A group with a lost seed cannot be better (V10), nor worse than a baseline
 * that has lost one.
 */
function judged(row: VerdictRow, { group, baseline, family, table }: Context, at: number): VerdictRow {
  const cell = table.cells[at] as Cell
  const state = stateOf(cell, family, table.rope)
  if (state === null) return row
  if (cell.p === null) return { ...row, state }
  const detectable = detectableOf(cell, family)
  if (isBarred(state, group, baseline)) return { ...row, state: 'not-enough', barred: true, detectable }
  if (state !== 'not-enough') return { ...row, state, detectable }
  const { seeds, users } = settlingOf(cell, family, table.rope)
  const aloneOnly = cell.p < family.level.alpha
  return { ...row, state, aloneOnly, moreSeeds: seeds, moreUsers: users, detectable }
}

const isBarred = (state: VerdictState, group: GroupRuns, baseline: GroupRuns | undefined): boolean =>
  (state === 'better' && lostOf(group) > 0) ||
  (state === 'worse' && baseline !== undefined && lostOf(baseline) > 0)

/** Null without a pair. */
function stateOf(cell: Cell, family: Family, rope: number): VerdictState | null {
  if (cell.estimate === null) return null
  if (cell.pairs < LEAST_SEEDS) return 'too-few-seeds'
  const { delta, half } = cell.estimate
  if (half === null || cell.p === null) return 'not-enough'
  return findingOf(delta, half, family.passed.has(cell), rope)
}

function lowOf({ group, baseline, family, table }: Context, at: number): VerdictRow['low'] {
  const cell = table.cells[at] as Cell
  const found = stateOf(cell, family, table.rope)
  if (cell.estimate === null || found === null) return null
  const { delta, half } = cell.estimate
  return {
    delta,
    half: cell.pairs < LEAST_SEEDS ? null : half,
    state: isBarred(found, group, baseline) ? 'not-enough' : found,
    aloneOnly: found === 'not-enough' && cell.p !== null && cell.p < family.level.alpha,
  }
}

/** By the smallest level at which Holm may hold it. */
function detectableOf({ estimate }: Cell, { tested, level }: Family): number | null {
  if (estimate === null || estimate.noise === null) return null
  return detectableDifference(estimate.noise, singleLook({ ...level, alpha: level.alpha / tested }))
}

function settlingOf({ estimate, pairs }: Cell, family: Family, rope: number): Settling {
  if (estimate === null || estimate.noise === null) return { seeds: null, users: null }
  const { delta, noise } = estimate
  const seedDeviation = noise.seedError * Math.sqrt(pairs)
  const now = { delta, seedDeviation, userError: noise.userError, seeds: pairs }
  return whatSettles(now, { rope, within: singleLook(family.level), apart: family.apart })
}
