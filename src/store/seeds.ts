import type { Plan } from '../experiment/plan.ts'
import { type NextSeed, nextSeed } from '../run/adaptive.ts'
import { isFinished } from '../run/run.ts'
import { LEAST_SEEDS } from '../run/table.ts'
import { type Cell, cellsOf, takenOver } from './runs.ts'
import { runKey, type WorkbenchState } from './state.ts'

/** These seeds, and after them the least whole numbers that are not among them, up to a count. */
export function seedsUpTo(seeds: readonly number[], count: number): readonly number[] {
  const all = [...seeds]
  for (let seed = 1; all.length < count; seed++) if (!all.includes(seed)) all.push(seed)
  return all
}

/** How many seeds of a plan that stops early are trained whatever they show. */
const firstSeeds = (plan: Plan): number => Math.max(LEAST_SEEDS, plan.firstSeeds ?? 0)

/** The plan with these seeds, to stop early; those up to the last one that was trained already are no choice of it. */
export function stoppingEarly(plan: Plan, seeds: readonly number[], known: WorkbenchState['runs']): Plan {
  const next: Plan = { ...plan, seeds, stopsEarly: true }
  const runs = takenOver(known, cellsOf(next))
  const last = seeds.findLastIndex((seed) => plan.groups.some(({ id }) => runs.has(runKey(id, seed))))
  return { ...next, firstSeeds: last + 1 }
}

/** The plan with a fixed number of seeds again: those that it had trained, and three at least. */
export function stoppingLate(plan: Plan): Plan {
  const { stopsEarly: _was, firstSeeds: _trained, ...fixed } = plan
  return { ...fixed, seeds: plan.seeds.slice(0, firstSeeds(plan)) }
}

/**
 * Whether a plan that stops early has spent a seed on what it saw: from then on its seeds and its intervals stay, which
 * hold for the number of seeds that it may come to.
 */
export function isSpent(plan: Plan, runs: WorkbenchState['runs']): boolean {
  const later = plan.seeds.slice(firstSeeds(plan))
  return (
    plan.stopsEarly === true && plan.groups.some(({ id }) => later.some((seed) => runs.has(runKey(id, seed))))
  )
}

/** Whether two groups of a plan have the finished pairs that a verdict takes: whoever adds seeds then has seen it. */
export function hasVerdict(plan: Plan, runs: WorkbenchState['runs']): boolean {
  const finished = ({ id }: Plan['groups'][number]): readonly number[] =>
    plan.seeds.filter((seed) => {
      const run = runs.get(runKey(id, seed))
      return run !== undefined && isFinished(run)
    })
  const [baseline, ...others] = plan.groups
  if (baseline === undefined) return false
  const own = finished(baseline)
  return others.some((group) => finished(group).filter((seed) => own.includes(seed)).length >= LEAST_SEEDS)
}

/** What Run trains: every cell; of a plan that stops early the first seeds, and what of later ones was left unfinished. */
export function dueCells({ plan, runs }: Pick<WorkbenchState, 'plan' | 'runs'>): readonly Cell[] {
  const cells = cellsOf(plan)
  if (plan.stopsEarly !== true) return cells
  const first = plan.seeds.slice(0, firstSeeds(plan))
  return cells.filter(({ id, config }) => first.includes(config.seed) || runs.has(id))
}

type Spending = Pick<WorkbenchState, 'plan' | 'runs' | 'draft' | 'view'>

/**
 * Where a plan that stops early spends its next seed: on all rows of the task that is looked at, by AUC. Null for a plan
 * with a fixed number of seeds.
 */
export function nextOf({ plan, runs, draft, view }: Spending): NextSeed | null {
  const [baseline] = plan.groups
  const task = view.task ?? draft.schema.tasks[0]?.id
  if (plan.stopsEarly !== true || baseline === undefined || task === undefined) return null
  const groups = plan.groups.map(({ id }) => ({
    groupId: id,
    runs: plan.seeds.flatMap((seed) => runs.get(runKey(id, seed)) ?? []),
  }))
  const selection = { task, slice: null, metric: 'auc' } as const
  return nextSeed(groups, baseline.id, selection, { maxSeeds: plan.seeds.length, seeds: plan.seeds })
}

/** The cell that is next, once everything that was queued has ended. */
export function nextCells(state: Spending): readonly Cell[] {
  const next = nextOf(state)?.next ?? null
  return next === null ? [] : cellsOf(state.plan).filter(({ id }) => id === runKey(next.groupId, next.seed))
}
