import { keyText } from '../../core/metrics/series.ts'
import { groupName } from '../../experiment/diff.ts'
import type { Plan } from '../../experiment/plan.ts'
import type { Run } from '../../run/run.ts'
import { runKey, type WorkbenchState } from '../../store/state.ts'

/** One run of the plan or the queue, as the list shows it. */
export interface QueueRow {
  readonly run: Run
  readonly name: string
  /** Place in the palette; null for a run of a group that is gone. */
  readonly style: number | null
  /** Below `status.`: what it does, or why it ended. */
  readonly status: StatusKey
  readonly step: number
  readonly seconds: number | null
  /** The highest on validation so far. */
  readonly auc: number | null
  /** Place among those that wait, from 0; null for one that does not. */
  readonly place: number | null
}
export type StatusKey =
  | 'queued'
  | 'running'
  | 'paused'
  /** All epochs were trained, or validation no longer became better. */
  | 'finished'
  | 'patience'
  | 'stopped'
  | 'diverged'
  | 'failed'

/** What trains and waits, in the order of the queue, then what has ended, in the order of the plan. */
export function queueRows(
  { plan, runs, queue }: Pick<WorkbenchState, 'plan' | 'runs' | 'queue'>,
  task: string,
): readonly QueueRow[] {
  const planned = plan.seeds.flatMap((seed) => plan.groups.map(({ id }) => runKey(id, seed)))
  const ids = [...queue, ...planned.filter((id) => !queue.includes(id))]
  let place = 0
  return ids.flatMap((id) => {
    const run = runs.get(id)
    if (run === undefined) return []
    const isWaiting = run.status.kind === 'queued' && run.attempt === null
    return [
      {
        run,
        ...groupOf(plan, run),
        status: statusOf(run),
        step: 'step' in run.status ? run.status.step : 0,
        seconds: run.wallSeconds ?? run.seconds,
        auc: bestAuc(run, task),
        place: isWaiting ? place++ : null,
      },
    ]
  })
}

function groupOf(plan: Plan, { id, config }: Run): Pick<QueueRow, 'name' | 'style'> {
  const group = plan.groups.find((one) => id.startsWith(runKey(one.id, '')))
  const base = plan.groups[0]?.config ?? config
  return { name: group?.label ?? groupName(base, config), style: group?.style ?? null }
}

export function statusOf({ status, totalSteps }: Run): StatusKey {
  if (status.kind !== 'ended') return status.kind
  const isEarly = status.reason === 'finished' && totalSteps !== null && status.step < totalSteps
  return isEarly ? 'patience' : status.reason
}

/** The highest validation AUC of a task; null before the first evaluation. */
export function bestAuc(run: Run, task: string): number | null {
  const series = run.series.get(keyText({ split: 'valid', metric: 'auc', of: task, slice: null }))
  if (series === undefined || series.length === 0) return null
  return Math.max(...series.values.subarray(0, series.length))
}
