import type { ExperimentConfig } from '../experiment/config.ts'
import { runHash } from '../experiment/hash.ts'
import type { Plan } from '../experiment/plan.ts'
import type { RunEvent } from '../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { runKey, type WorkbenchState } from './state.ts'

export type RunsPart = Pick<WorkbenchState, 'runs' | 'queue'>

/** One cell of the plan: a group's config with one of the plan's seeds. */
export interface Cell {
  readonly id: string
  readonly config: ExperimentConfig
}

/** Seed by seed, so that a pair to compare is complete as early as can be. */
export function cellsOf(plan: Plan): readonly Cell[] {
  return plan.seeds.flatMap((seed) =>
    plan.groups.map((group) => ({ id: runKey(group.id, seed), config: { ...group.config, seed } })),
  )
}

/** It says all that its config can say: training it once more would only repeat it. A stopped run is not. */
export const isSettled = (run: Run): boolean => run.status.kind === 'ended' && run.status.reason !== 'stopped'

export const isActive = (run: Run): boolean =>
  run.status.kind === 'queued' || run.status.kind === 'running' || run.status.kind === 'paused'

/**
 * Queues every cell that has no settled run. A settled run of the same hash, in whatever group, is taken over
 * instead of trained again.
 */
export function queued(part: RunsPart, cells: readonly Cell[]): RunsPart {
  const runs = new Map(part.runs)
  const queue = [...part.queue]
  const known = new Map(
    [...part.runs.values()].filter(isSettled).map((run) => [runHash(run.config), run] as const),
  )
  for (const { id, config } of cells) {
    const kept = runs.get(id)
    // A run says something of the config that it trained, and of no other.
    const present = kept !== undefined && runHash(kept.config) === runHash(config) ? kept : undefined
    if (present !== undefined && (isSettled(present) || isActive(present))) continue
    const equal = known.get(runHash(config))
    if (equal !== undefined) runs.set(id, { ...equal, id, config })
    else {
      runs.set(id, queuedRun(id, config))
      queue.push(id)
    }
  }
  return { runs, queue }
}

/** An event of a run; the end of a run takes it off the queue. */
export function received(part: RunsPart, runId: string, event: RunEvent): RunsPart {
  const run = part.runs.get(runId)
  if (run === undefined) return part
  const runs = new Map(part.runs).set(runId, reduceRun(run, event))
  const over = event.type === 'ended' || event.type === 'failed'
  return { runs, queue: over ? part.queue.filter((id) => id !== runId) : part.queue }
}

/** Takes runs that have not begun off the queue; a run that has begun stays until it ends. */
export function dropped(part: RunsPart, drop: (run: Run) => boolean): RunsPart {
  const waiting = new Set(
    part.queue.filter((id) => {
      const run = part.runs.get(id)
      return run !== undefined && run.status.kind === 'queued' && drop(run)
    }),
  )
  if (waiting.size === 0) return part
  return {
    runs: new Map([...part.runs].filter(([id]) => !waiting.has(id))),
    queue: part.queue.filter((id) => !waiting.has(id)),
  }
}

/** Whether nothing of the plan's groups was trained or waits to be, with any seed: those of now or of before. */
export function isUntouched(part: RunsPart, plan: Plan): boolean {
  const ids = [...part.runs.keys()]
  return plan.groups.every((group) => !ids.some((id) => id.startsWith(runKey(group.id, ''))))
}
