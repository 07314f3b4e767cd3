import { configHash, runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { freshIds, takenIds } from '../store/plans.ts'
import { cellsOf, takenOver } from '../store/runs.ts'
import { runKey, type WorkbenchState } from '../store/state.ts'

type Here = Pick<WorkbenchState, 'plan' | 'runs' | 'bin' | 'view'>

/**
 * The runs of the page with stored ones among them. A run comes back under the group of the plan that has its config,
 * else under the id that it had, and where another config has that, under a new one: never as a run of what it was not
 * trained on. What is here already stays.
 */
export function placed(stored: readonly Run[], here: Here): WorkbenchState['runs'] {
  const { plan, runs } = here
  const groupOf = new Map(plan.groups.map(({ id, config }) => [configHash(config), id] as const))
  const owner = new Map(plan.groups.map(({ id, config }) => [id, configHash(config)] as const))
  for (const run of runs.values()) claim(groupIdOf(run.id), configHash(run.config))
  const fresh = freshIds(plan, [...takenIds(here), ...stored.map(({ id }) => id)])

  function claim(id: string, hash: string): boolean {
    if (!owner.has(id)) owner.set(id, hash)
    return owner.get(id) === hash
  }

  const known = new Set([...runs.values()].map(({ config }) => runHash(config)))
  const placed = stored.flatMap((run) => {
    if (known.has(runHash(run.config))) return []
    const hash = configHash(run.config)
    const own = groupIdOf(run.id)
    const group = groupOf.get(hash) ?? (claim(own, hash) ? own : fresh())
    groupOf.set(hash, group)
    const id = runKey(group, run.config.seed)
    return [[id, { ...run, id }] as const]
  })
  return placed.length === 0 ? runs : takenOver(new Map([...placed, ...runs]), cellsOf(plan))
}

const groupIdOf = (runId: string): string => runId.slice(0, runId.lastIndexOf('|'))
