import type { Run } from '../run/run.ts'
import { timeLeft } from '../run/time.ts'
import { runKey, type WorkbenchState } from '../store/state.ts'

export interface QueueView {
  readonly status: 'idle' | 'running' | 'paused' | 'finished'
  readonly done: number
  readonly total: number
  /** The run that trains now. */
  readonly current: Run | null
  /** Share of all the plan's work that is done, 0 to 1. */
  readonly share: number
  readonly left: TimeLeft | null
}

/** All that is left, as an interval from what has ended; before one run has, the current run alone, at most. */
export type TimeLeft =
  | { readonly kind: 'all'; readonly least: number; readonly most: number }
  | { readonly kind: 'thisRun'; readonly most: number }

type QueueState = Pick<WorkbenchState, 'plan' | 'runs' | 'queue' | 'paused'>

/** What the queue bar says, from the plan and its runs. */
export function queueView({ plan, runs, queue, paused }: QueueState): QueueView {
  const cells = plan.groups.flatMap((group) =>
    plan.seeds.map((seed) => runs.get(runKey(group.id, seed)) ?? null),
  )
  // Of a plan that stops early nobody knows yet how many seeds it will come to.
  const planned = plan.stopsEarly === true ? cells.filter((run) => run !== null) : cells
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
    left: isActive ? leftOf(runs, queue, current) : null,
  }
}

function leftOf(
  runs: WorkbenchState['runs'],
  queue: readonly string[],
  current: Run | null,
): TimeLeft | null {
  const waiting = queue.flatMap((id) => {
    const run = runs.get(id)
    return run === undefined || run === current ? [] : [run.config]
  })
  const range = timeLeft(runs.values(), waiting, current)
  return range === null ? boundOf(current) : { kind: 'all', ...range }
}

/** Runs may end early, so what one run still needs is an upper bound. */
function boundOf(current: Run | null): TimeLeft | null {
  if (current === null || current.totalSteps === null || current.batchSize === null) return null
  if (current.rowsPerSecond === null || current.rowsPerSecond <= 0) return null
  const steps = current.totalSteps - stepOf(current)
  return { kind: 'thisRun', most: (steps * current.batchSize) / current.rowsPerSecond }
}

/** One number for the page's title: the middle of the interval; null while there is none. */
export const middleOf = (left: TimeLeft | null): number | null =>
  left?.kind === 'all' ? Math.sqrt(left.least * left.most) : null

export const stepOf = ({ status }: Run): number => ('step' in status ? status.step : 0)

function progressOf(run: Run): number {
  return run.totalSteps !== null && run.totalSteps > 0 ? Math.min(1, stepOf(run) / run.totalSteps) : 0
}
