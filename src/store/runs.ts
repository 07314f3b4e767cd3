import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import type { Plan } from '../experiment/plan.ts'
import type { RunEvent } from '../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { runKey, type WorkbenchState } from './state.ts'

export type RunsPart = Pick<WorkbenchState, 'runs' | 'queue'>
/** Runs that are here, and those that may come back: deleted, or to be trained once more. */
export type HeldRuns = Pick<WorkbenchState, 'runs' | 'bin' | 'replaced'>
type Queued = RunsPart & Pick<WorkbenchState, 'replaced'>

/** One cell of the plan: a group's config with one of the plan's seeds. */
export interface Cell {
  readonly id: string
  readonly config: ExperimentConfig
  /** Identity of the run by its config and seed. */
  readonly hash: string
}

/** Seed by seed, so that a pair to compare is complete as early as can be. */
export function cellsOf(plan: Plan): readonly Cell[] {
  const hashes = plan.groups.map((group) => configHash(group.config))
  return plan.seeds.flatMap((seed) =>
    plan.groups.map((group, i) => ({
      id: runKey(group.id, seed),
      config: { ...group.config, seed },
      hash: `${hashes[i]}-${seed}`,
    })),
  )
}

/** It says all that its config can say: training it once more would only repeat it. A stopped run is not. */
export const isSettled = (run: Run): boolean => run.status.kind === 'ended' && run.status.reason !== 'stopped'

export const isActive = (run: Run): boolean =>
  run.status.kind === 'queued' || run.status.kind === 'running' || run.status.kind === 'paused'

/** Settled runs by what they were trained on. */
export const knownRuns = (runs: WorkbenchState['runs']): ReadonlyMap<string, Run> =>
  new Map([...runs.values()].filter(isSettled).map((run) => [runHash(run.config), run] as const))

/** A run says something of the config that it trained, and of no other. */
export const ofCell = (runs: WorkbenchState['runs'], { id, hash }: Cell): Run | null => {
  const run = runs.get(id)
  return run !== undefined && runHash(run.config) === hash ? run : null
}

/** Gives each cell without a settled run of its own the settled run of the same hash, in whatever group it was trained. */
export function takenOver(runs: WorkbenchState['runs'], cells: readonly Cell[]): WorkbenchState['runs'] {
  const known = knownRuns(runs)
  const taken = cells.flatMap((cell) => {
    const own = ofCell(runs, cell)
    const equal = known.get(cell.hash)
    if (equal === undefined || (own !== null && (isSettled(own) || isActive(own)))) return []
    return [[cell.id, { ...equal, id: cell.id, config: cell.config }] as const]
  })
  return taken.length === 0 ? runs : new Map([...runs, ...taken])
}

/** Queues every cell that has no settled run. One of the same hash is taken over instead of trained again. */
export function queued(part: RunsPart, cells: readonly Cell[]): RunsPart {
  const runs = new Map(takenOver(part.runs, cells))
  const queue = [...part.queue]
  for (const cell of cells) {
    const own = ofCell(runs, cell)
    if (own !== null && (isSettled(own) || isActive(own))) continue
    runs.set(cell.id, queuedRun(cell.id, cell.config))
    queue.push(cell.id)
  }
  return { runs, queue }
}

/** A run that waits and was not sent to the trainer: only these can be moved. */
const isWaiting = (run: Run | undefined): boolean => run?.status.kind === 'queued' && run.attempt === null

/** The queue with a waiting run moved by some places among those that wait. */
export function moved({ runs, queue }: RunsPart, runId: string, by: number): readonly string[] {
  if (!queue.includes(runId) || !isWaiting(runs.get(runId))) return queue
  const begun = queue.filter((id) => !isWaiting(runs.get(id)))
  const waiting = queue.filter((id) => isWaiting(runs.get(id)))
  const from = waiting.indexOf(runId)
  const rest = waiting.filter((id) => id !== runId)
  const to = Math.min(rest.length, Math.max(0, from + by))
  return [...begun, ...rest.slice(0, to), runId, ...rest.slice(to)]
}

/** What was trained once more takes the place of its earlier result, unless it was stopped. */
export function replacing({ runs, replaced }: Omit<Queued, 'queue'>, id: string): Omit<Queued, 'queue'> {
  const earlier = replaced.get(id)
  const run = runs.get(id)
  if (earlier === undefined || run === undefined) return { runs, replaced }
  const comesBack = isSettled(earlier) && run.status.kind === 'ended' && run.status.reason === 'stopped'
  return {
    runs: comesBack ? new Map(runs).set(id, earlier) : runs,
    replaced: new Map([...replaced].filter(([other]) => other !== id)),
  }
}

/** An event of a run; the end of a run takes it off the queue. */
export function received(part: RunsPart, runId: string, event: RunEvent): RunsPart {
  const run = part.runs.get(runId)
  if (run === undefined) return part
  const runs = new Map(part.runs).set(runId, reduceRun(run, event))
  const over = event.type === 'ended' || event.type === 'failed'
  return { runs, queue: over ? part.queue.filter((id) => id !== runId) : part.queue }
}

/**
 * Takes runs that have not begun off the queue, and gives one that was to be trained once more its earlier result; a run
 * that has begun stays until it ends.
 */
export function dropped(part: Queued, drop: (run: Run) => boolean): Queued {
  const waiting = new Set(
    part.queue.filter((id) => {
      const run = part.runs.get(id)
      return run !== undefined && run.status.kind === 'queued' && drop(run)
    }),
  )
  if (waiting.size === 0) return { runs: part.runs, queue: part.queue, replaced: part.replaced }
  const earlier = [...part.replaced].filter(([id]) => waiting.has(id))
  return {
    runs: new Map([...[...part.runs].filter(([id]) => !waiting.has(id)), ...earlier]),
    queue: part.queue.filter((id) => !waiting.has(id)),
    replaced: new Map([...part.replaced].filter(([id]) => !waiting.has(id))),
  }
}

export const heldIds = ({ runs, bin }: Pick<WorkbenchState, 'runs' | 'bin'>): readonly string[] => [
  ...runs.keys(),
  ...bin.flat().map(({ id }) => id),
]

/** Whether a run is of the config that its group has in the plan, or of a group that was removed. */
export function isOfPlan(run: Run, plan: Plan): boolean {
  const group = plan.groups.find(({ id }) => run.id.startsWith(runKey(id, '')))
  return group === undefined || configHash(group.config) === configHash(run.config)
}

/** Whether nothing of the plan's groups was trained or waits to be, with any seed: those of now, of before, or deleted. */
export function isUntouched(held: Pick<WorkbenchState, 'runs' | 'bin'>, plan: Plan): boolean {
  const ids = heldIds(held)
  return plan.groups.every((group) => !ids.some((id) => id.startsWith(runKey(group.id, ''))))
}
