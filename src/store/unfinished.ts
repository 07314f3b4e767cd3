import { runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { type Cell, cellsOf, isSettled } from './runs.ts'
import type { WorkbenchState } from './state.ts'

/**
 * Cells of the plan whose runs were on their way when the page went, in the order in which they waited; none until it is
 * known which datasets are here. What a person stopped is offered beside its run alone.
 */
export function unfinishedCells({
  plan,
  runs,
  unfinished,
  keep,
}: Pick<WorkbenchState, 'plan' | 'runs' | 'unfinished' | 'keep'>): readonly Cell[] {
  if (unfinished.size === 0 || keep.datasets === null) return []
  const settled = new Set([...runs.values()].filter(isSettled).map(({ config }) => runHash(config)))
  const stopped = new Set(stoppedKeys({ runs, unfinished }))
  const cells = new Map(cellsOf(plan).map((cell) => [cell.hash, cell] as const))
  return [...unfinished.keys()].flatMap((hash) =>
    settled.has(hash) || stopped.has(hash) ? [] : (cells.get(hash) ?? []),
  )
}

type Waiting = Pick<WorkbenchState, 'runs' | 'queue' | 'unfinished'>

/** Stopped runs that can go on at a time: their checkpoints are kept. */
export const MOST_STOPPED = 3

export const isStopped = ({ status }: Run): boolean => status.kind === 'ended' && status.reason === 'stopped'

/** Whether a person stopped this run and it can go on from where it was last kept. */
export const canGoOn = (run: Run, unfinished: WorkbenchState['unfinished']): boolean =>
  isStopped(run) && unfinished.has(runHash(run.config))

/** Of what was on its way, the runs that a person stopped, oldest first. */
export function stoppedKeys({
  runs,
  unfinished,
}: Pick<WorkbenchState, 'runs' | 'unfinished'>): readonly string[] {
  const stopped = new Set([...runs.values()].filter(isStopped).map(({ config }) => runHash(config)))
  return [...unfinished.keys()].filter((key) => stopped.has(key))
}

/** Of what was just queued, what was on its way has what it had reached, to go on from. */
export function takenUp({ runs, queue, unfinished }: Waiting, newIds: readonly string[]): Waiting {
  const found = newIds.flatMap((id) => {
    const run = runs.get(id)
    const left = run === undefined ? undefined : unfinished.get(runHash(run.config))
    if (run?.status.kind !== 'queued' || run.attempt !== null || left === undefined) return []
    return [[id, { ...left, id, config: run.config, status: run.status, attempt: null }] as const]
  })
  if (found.length === 0) return { runs, queue, unfinished }
  const taken = new Set(found.map(([, { config }]) => runHash(config)))
  return {
    runs: new Map([...runs, ...found]),
    queue,
    unfinished: new Map([...unfinished].filter(([hash]) => !taken.has(hash))),
  }
}

/** Runs whose checkpoints may go: what waits or trains goes on from its own. */
export function freeableKeys({
  runs,
  queue,
  keep,
}: Pick<WorkbenchState, 'runs' | 'queue' | 'keep'>): ReadonlySet<string> {
  const needed = new Set(queue.flatMap((id) => runs.get(id)?.config ?? []).map(runHash))
  return new Set(keep.checkpoints.map(({ key }) => key).filter((key) => !needed.has(key)))
}
