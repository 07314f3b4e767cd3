import { runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { isActive, isSettled } from '../store/runs.ts'
import type { WorkbenchState } from '../store/state.ts'

type Runs = ReadonlyMap<string, Run>

/** Runs that have ended, by config and seed; of equal ones one that is settled. Those that may be replaced are among them. */
export function endedRuns({ runs, replaced }: Pick<WorkbenchState, 'runs' | 'replaced'>): Runs {
  const ended = new Map<string, Run>()
  for (const run of [...runs.values(), ...replaced.values()]) {
    if (isActive(run)) continue
    const key = runHash(run.config)
    const other = ended.get(key)
    if (other === undefined || (isSettled(run) && !isSettled(other))) ended.set(key, run)
  }
  return ended
}

/** Runs that wait, train, or were on their way when the page went, in the order of the queue. */
export function openRuns({
  runs,
  queue,
  unfinished,
}: Pick<WorkbenchState, 'runs' | 'queue' | 'unfinished'>): Runs {
  const waiting = queue.flatMap((id) => {
    const run = runs.get(id)
    return run === undefined ? [] : [[runHash(run.config), run] as const]
  })
  return new Map([...waiting, ...unfinished])
}
