import { LEAST_OF_CLASS } from '../core/metrics/thin.ts'
import { type Estimate, estimateOf, type Level } from '../core/stats/estimate.ts'
import type { Comparison, GroupRuns, Selection } from './comparison.ts'
import { differenceOf, pairsOf, sampleOf, testMetrics } from './pairs.ts'

/** The zone of no practical interest: overall, and within a slice (UX V4). */
export const ROPE = 0.001
export const ROPE_SLICE = 0.003
/** Fewest paired seeds and test users for a verdict (V5). */
export const LEAST_SEEDS = 3
export const LEAST_USERS = 100

/** A group's difference to the baseline on one selection. */
export interface Cell {
  readonly pairs: number
  /** Null without a pair. */
  readonly estimate: Estimate | null
  /** Null where there may be no verdict: too few seeds, users or rows. */
  readonly p: number | null
}

/** Every group's difference on one selection, before Holm. */
export interface Table {
  readonly selection: Selection
  readonly rope: number
  /** In the order of the groups. */
  readonly cells: readonly Cell[]
  readonly users: number | null
  readonly lacks: Comparison['lacks']
  readonly replicates: number | null
}

export function tableOf(
  groups: readonly GroupRuns[],
  baseline: GroupRuns | undefined,
  selection: Selection,
  rope: number | null,
  level: Level,
): Table {
  const { users, lacks } = countsOf(groups, baseline, selection)
  return {
    selection,
    rope: rope ?? (selection.slice === null ? ROPE : ROPE_SLICE),
    cells: groups.map((group) => cellOf(group, baseline, selection, level, lacks !== null)),
    users,
    lacks,
    replicates: replicatesOf(groups, selection),
  }
}

function cellOf(
  group: GroupRuns,
  baseline: GroupRuns | undefined,
  selection: Selection,
  level: Level,
  isSmall: boolean,
): Cell {
  const pairs = baseline === undefined || group === baseline ? [] : pairsOf(group, baseline, selection)
  if (pairs.length === 0) return { pairs: 0, estimate: null, p: null }
  const sample = sampleOf(pairs.map(differenceOf), selection)
  const told = group.userErrorOf?.(selection)
  const estimate = estimateOf(told === undefined ? sample : { ...sample, userError: told }, level)
  const p = isSmall || pairs.length < LEAST_SEEDS ? null : estimate.p
  return { pairs: pairs.length, estimate, p }
}

/** Counts of the slice, by the baseline if it has them; what it lacks for a verdict. */
function countsOf(
  groups: readonly GroupRuns[],
  baseline: GroupRuns | undefined,
  { task, slice }: Selection,
): Pick<Table, 'users' | 'lacks'> {
  for (const { runs } of baseline === undefined ? groups : [baseline, ...groups]) {
    for (const run of runs) {
      const found = testMetrics(run, task, slice)
      if (found !== undefined) return { users: found.users, lacks: lackOf(found) }
    }
  }
  return { users: null, lacks: null }
}

/** What a slice has too little of for a verdict. */
export function lackOf(counts: {
  readonly users: number
  readonly rows: number
  readonly positives: number
}): Comparison['lacks'] {
  if (counts.users < LEAST_USERS) return 'users'
  if (counts.positives < LEAST_OF_CLASS) return 'positives'
  return counts.rows - counts.positives < LEAST_OF_CLASS ? 'negatives' : null
}

function replicatesOf(groups: readonly GroupRuns[], { task, slice }: Selection): number | null {
  const counts = groups.flatMap(({ runs }) =>
    runs.flatMap((run) => run.report?.replicates.get(`${task}|${slice ?? '*'}`)?.length ?? []),
  )
  return counts.length === 0 ? null : Math.min(...counts)
}
