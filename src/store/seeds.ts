import type { Plan } from '../experiment/plan.ts'
import { type Cell, cellsOf } from './runs.ts'
import { runKey, type WorkbenchState } from './state.ts'

/** Fewest paired seeds for a verdict, and how many a plan that stops early may spend. */
export const LEAST_SEEDS = 3
export const ADAPTIVE_SEEDS = 10

/** These seeds, and after them the least whole numbers that are not among them, up to a count. */
export function seedsUpTo(seeds: readonly number[], count: number): readonly number[] {
  const all = [...seeds]
  for (let seed = 1; all.length < count; seed++) if (!all.includes(seed)) all.push(seed)
  return all
}

/**
 * Whether a plan that stops early has spent a seed on what it saw: from then on its seeds and its intervals stay, which
 * hold for the number of seeds that it may come to.
 */
export function isSpent(plan: Plan, runs: WorkbenchState['runs']): boolean {
  const later = plan.seeds.slice(LEAST_SEEDS)
  return (
    plan.stopsEarly === true &&
    plan.groups.some(({ id }) => later.some((seed) => runs.has(runKey(id, seed))))
  )
}

/** What Run trains: every cell; of a plan that stops early the first seeds, and what of later ones was left unfinished. */
export function dueCells({ plan, runs }: Pick<WorkbenchState, 'plan' | 'runs'>): readonly Cell[] {
  const cells = cellsOf(plan)
  if (plan.stopsEarly !== true) return cells
  const first = plan.seeds.slice(0, LEAST_SEEDS)
  return cells.filter(({ id, config }) => first.includes(config.seed) || runs.has(id))
}
