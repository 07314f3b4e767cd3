import type { Run } from '../run/run.ts'
import { timeFor } from '../run/time.ts'
import { runKey, type WorkbenchState } from '../store/state.ts'

export interface QueueView {
  readonly status: 'idle' | 'running' | 'paused' | 'finished'
  readonly done: number
  readonly total: number
  /** The run that trains now. */
  readonly current: Run | null
  /** Share of all the plan's work that is done, 0 to 1. */
  readonly share: number
  /** Seconds left, least and most; null until a run has finished. */
  readonly left: readonly [number, number] | null
}

type QueueState = Pick<WorkbenchState, 'plan' | 'runs' | 'queue' | 'paused'>

/** What the queue bar says, from the plan and its runs. */
export function queueView({ plan, runs, queue, paused }: QueueState): QueueView {
  const planned = plan.groups.flatMap((group) =>
    plan.seeds.map((seed) => runs.get(runKey(group.id, seed)) ?? null),
  )
  const settled = planned.filter(
    (run) => run !== null && (run.status.kind === 'ended' || run.status.kind === 'failed'),
  )
  const current =
    [...runs.values()].find(({ status }) => status.kind === 'running' || status.kind === 'paused') ?? null
  const inside = current === null ? 0 : progressOf(current)
  const isActive = queue.length > 0
  const status = isActive ? (paused ? 'paused' : 'running') : settled.length > 0 ? 'finished' : 'idle'
  return {
    status,
    done: settled.length,
    total: planned.length,
    current,
    share: planned.length === 0 ? 0 : Math.min(1, (settled.length + inside) / planned.length),
    left: isActive ? timeFor(runs.values(), Math.max(0, queue.length - inside)) : null,
  }
}

function progressOf({ status, totalSteps }: Run): number {
  return (status.kind === 'running' || status.kind === 'paused') && totalSteps !== null && totalSteps > 0
    ? status.step / totalSteps
    : 0
}
