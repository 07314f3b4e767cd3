import { configHash, runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { freshIds, takenIds } from '../store/plans.ts'
import { cellsOf, isActive, isSettled, takenOver } from '../store/runs.ts'
import { runKey, type WorkbenchState } from '../store/state.ts'

type Here = Pick<WorkbenchState, 'plan' | 'runs' | 'bin' | 'view' | 'replaced'>

/**
 * The runs of the page with stored ones among them. A run comes back under the group of the plan that has its config,
 * else under the id that it had, and where another config has that, under a new one: never as a run of what it was not
 * trained on. What is here already stays, but one that has finished takes the place of one that has not and is not
 * under way.
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

  const known = new Map<string, readonly Run[]>()
  for (const run of runs.values()) {
    const hash = runHash(run.config)
    known.set(hash, [...(known.get(hash) ?? []), run])
  }
  const better = new Map<string, Run>()
  const placed = coming(stored, here).flatMap((run) => {
    const equal = known.get(runHash(run.config))
    if (equal !== undefined) {
      for (const { id, config } of equal) better.set(id, { ...run, id, config })
      return []
    }
    const hash = configHash(run.config)
    const own = groupIdOf(run.id)
    const group = groupOf.get(hash) ?? (claim(own, hash) ? own : fresh())
    groupOf.set(hash, group)
    const id = runKey(group, run.config.seed)
    return [[id, { ...run, id }] as const]
  })
  if (placed.length + better.size === 0) return runs
  return takenOver(new Map([...placed, ...runs, ...better]), cellsOf(plan))
}

/** Those of stored runs that are not here, or better than what is here. */
export function coming(
  stored: readonly Run[],
  { runs, replaced }: Pick<Here, 'runs' | 'replaced'>,
): readonly Run[] {
  const unsettled = new Set<string>()
  const staying = new Set<string>()
  for (const run of [...runs.values(), ...replaced.values()]) {
    const isBegun = isActive(run) && (run.status.kind !== 'queued' || run.attempt !== null)
    const stays = isSettled(run) || isBegun
    ;(stays ? staying : unsettled).add(runHash(run.config))
  }
  return stored.filter((run) => {
    const hash = runHash(run.config)
    return !staying.has(hash) && (!unsettled.has(hash) || isSettled(run))
  })
}

const groupIdOf = (runId: string): string => runId.slice(0, runId.lastIndexOf('|'))
