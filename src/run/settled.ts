import type { Run, RunStatus } from './run.ts'

type Runs = ReadonlyMap<string, Run>

/** It trains, or rests and will go on. */
export const trains = ({ kind }: RunStatus): boolean => kind === 'running' || kind === 'paused'

/**
 * The earlier map as long as runs that train have only gone on; the later one as soon as a run was added, removed, begun,
 * paused, resumed or ended. What is read of ended runs alone, verdicts first, need not be drawn for each step.
 */
export function settledRuns(before: Runs, now: Runs): Runs {
  if (before === now) return before
  if (before.size !== now.size) return now
  for (const [id, run] of now) {
    const earlier = before.get(id)
    if (earlier === undefined) return now
    if (earlier !== run && !hasOnlyGoneOn(earlier, run)) return now
  }
  return before
}

const hasOnlyGoneOn = (earlier: Run, run: Run): boolean =>
  trains(run.status) &&
  earlier.status.kind === run.status.kind &&
  earlier.attempt === run.attempt &&
  earlier.config === run.config
