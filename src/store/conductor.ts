import { type Issue, issue } from '../core/result.ts'
import { runHash } from '../experiment/hash.ts'
import { secondsBefore } from '../run/interruption.ts'
import { queuedRun, type Run } from '../run/run.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { attemptOf } from './attempts.ts'
import { isPresent, missingDataset, withoutDataset } from './datasets.ts'
import { type Cell, cellsOf, dropped, isActive, moved, queued, received, replacing } from './runs.ts'
import { dueCells, nextCells } from './seeds.ts'
import { OWN_TURN, type Turn } from './turn.ts'
import { canGoOn, isStopped, MOST_STOPPED, stoppedKeys, takenUp, unfinishedCells } from './unfinished.ts'

export type RunMessage = Extract<WorkerMessage, { readonly type: 'run' | 'missing' | 'refused' }>

export interface Conductor {
  run(): void
  /** Queues what was on its way when the page went, to go on from where it was. */
  resumeUnfinished(): void
  pause(): void
  resume(): void
  stopRun(): void
  stopAll(): void
  /** Queues a run that a person stopped, to go on from where it was last kept. */
  goOn(runId: string): void
  /** Queues a run that has ended once more; what it reached is kept unless the new one ends by itself. */
  again(runId: string): void
  step(): void
  moveRun(runId: string, by: number): void
  dropRun(runId: string): void
  /** Forgets what waits, and stops what trains, of groups and seeds that the plan no longer has. */
  prune(): void
  receive(message: RunMessage): void
}

/** What the trainer was last told to start. Each attempt has a name of its own: late events of another are not its. */
interface Sent {
  readonly id: string
  readonly attempt: string
  /** Milliseconds of work so far, and when the present stretch began; null while it rests. */
  readonly worked: number
  readonly since: number | null
}

export interface ConductorOptions {
  /** Milliseconds: for budgets and times, never for results. */
  clock(): number
  /** Tells attempts of this visit from those of others. */
  readonly visit?: string
  readonly turn?: Turn
}

/** Plays the queue to the trainer, one run at a time. */
export function createConductor(
  access: Access,
  port: TrainerPort,
  { clock, visit = '', turn = OWN_TURN }: ConductorOptions,
): Conductor {
  let sent: Sent | null = null
  let attempts = 0
  /** The run under way as it was at its last checkpoint: with that it can go on. */
  let reached: Run | null = null
  /** Runs that were stopped in this visit, by config and seed. */
  const stoppedHere = new Set<string>()
  /** Milliseconds of work since Run was pressed on an empty queue. */
  let spent = 0
  /** A plan that stops early is being spent: what is due next follows from what has ended. */
  let isSpending = false

  function next(): void {
    if (sent !== null || access.get().paused) return
    endByBudget()
    if (access.get().queue.length === 0 && isSpending) fill(nextCells(access.get()))
    if (access.get().queue.length === 0) turn.release()
    else if (turn.take(next)) start(false)
  }

  /** Sends the head of the queue; with `steps`, to its first evaluation alone. */
  function start(steps: boolean): void {
    const { queue, runs, unfinished } = access.get()
    const id = queue[0]
    // Another tab ended all that waited.
    if (id === undefined) {
      turn.release()
      return
    }
    const run = runs.get(id)
    if (run === undefined) throw new Error(`the queue names ${id}, and there is no such run`)
    const attempt = attemptOf(id, visit, ++attempts)
    sent = { id, attempt, worked: 0, since: clock() }
    access.set({ runs: new Map(runs).set(id, { ...run, attempt }) })
    reached = run.checkpoint === null ? null : run
    const key = runHash(run.config)
    // What is trained anew leaves nothing to go on from.
    if (unfinished.has(key))
      access.set({ unfinished: new Map([...unfinished].filter(([other]) => other !== key)) })
    const wasStopped = stoppedHere.has(key) && run.checkpoint !== null
    const checkpoints = { key, from: run.checkpoint, ...(wasStopped && { wasStopped }) }
    port.send({ type: 'start', runId: attempt, config: run.config, checkpoints })
    if (steps) port.send({ type: 'step', runId: attempt })
  }

  /** Queues cells whose dataset is here; asks for that of the first whose is not. */
  function fill(cells: readonly Cell[]): void {
    const { runs, queue, datasets, unfinished } = access.get()
    const away = cells.find(({ config }) => !isPresent(datasets, config.dataset))
    const here = cells.filter(({ config }) => isPresent(datasets, config.dataset))
    const part = queued({ runs, queue }, here)
    const newIds = part.queue.slice(queue.length)
    // What goes on keeps what it had reached until it ends anew.
    const left = newIds.flatMap((id) => {
      const run = runs.get(id)
      return run !== undefined && canGoOn(run, unfinished) ? [[id, run] as const] : []
    })
    access.set({
      ...takenUp({ ...part, unfinished }, newIds),
      ...(left.length > 0 && { replaced: new Map([...access.get().replaced, ...left]) }),
    })
    if (away !== undefined) access.set({ problem: [missingDataset(away.config.dataset)] })
  }

  /** A budget that is spent takes what waits off the queue, and says what that was. */
  function endByBudget(): void {
    const { budget, queue } = access.get()
    if (budget === null || spent < budget * 1000) return
    const waiting = queue.length > 0 || !isSpending ? queue : nextCells(access.get()).map(({ id }) => id)
    isSpending = false
    if (waiting.length === 0) return
    const cells = waiting.map((id) => {
      const [group = '', seed] = id.split('|')
      return { group, seed: Number(seed) }
    })
    access.set({ ...without(() => true), leftOut: { budget, cells } })
  }

  function tell(type: 'stop' | 'pause' | 'resume' | 'step'): void {
    if (sent !== null) port.send({ type, runId: sent.attempt })
  }

  /** Rests or goes on counting the time of the run under way. */
  function rest(isResting: boolean): void {
    if (sent === null) return
    const now = clock()
    const worked = sent.worked + (sent.since === null ? 0 : now - sent.since)
    sent = { ...sent, worked, since: isResting ? null : now }
  }

  /** The run under way has ended: its time counts, and is kept with it. */
  function close(): void {
    if (sent === null) return
    rest(true)
    spent += sent.worked
    const { runs } = access.get()
    const run = runs.get(sent.id)
    if (run !== undefined) {
      const wallSeconds = secondsBefore(run.interruptions) + sent.worked / 1000
      access.set({ runs: new Map(runs).set(sent.id, { ...run, wallSeconds }) })
    }
    access.set(replacing(access.get(), sent.id))
    if (run !== undefined) stoppedHere.delete(runHash(run.config))
    if (run !== undefined && isStopped(run) && reached !== null) keepStopped(sent.id, reached)
    sent = null
  }

  /** What a person stopped can go on; the oldest of several cannot any more, nor one whose earlier result is back. */
  function keepStopped(id: string, left: Run): void {
    const { runs, unfinished } = access.get()
    const run = runs.get(id)
    const key = runHash(left.config)
    const others = [...unfinished].filter(([other]) => other !== key)
    const next = { runs, unfinished: new Map([...others, [key, left]]) }
    const isKept = run !== undefined && canGoOn(run, next.unfinished)
    const gone = isKept ? stoppedKeys(next).slice(0, -MOST_STOPPED) : [key]
    if (isKept) stoppedHere.add(key)
    access.set({ unfinished: new Map([...next.unfinished].filter(([other]) => !gone.includes(other))) })
    if (gone.length > 0) port.send({ type: 'drop-checkpoints', keys: gone })
    // What they take is among what can be freed.
    port.send({ type: 'list-kept' })
  }

  /** Takes what waits, or was sent and says nothing yet, off the queue; what it was to go on from stays. */
  function without(drop: (run: Run) => boolean) {
    const { runs, queue, unfinished } = access.get()
    const part = dropped(access.get(), drop)
    const left = queue.flatMap((id) => {
      const run = runs.get(id)
      const isLeft = run !== undefined && run.checkpoint !== null && !part.queue.includes(id)
      return isLeft ? [[runHash(run.config), run] as const] : []
    })
    return { ...part, unfinished: left.length === 0 ? unfinished : new Map([...unfinished, ...left]) }
  }

  /** Whether something was dropped. */
  function dropWaiting(which: (id: string) => boolean): boolean {
    const before = access.get().queue
    const part = without((run) => which(run.id))
    access.set(part)
    if (sent !== null && !part.queue.includes(sent.id)) {
      tell('stop')
      sent = null
    }
    return part.queue.length < before.length
  }

  /** What a person drops is not queued again by itself. */
  function drop(which: (id: string) => boolean): void {
    isSpending = false
    dropWaiting(which)
  }

  return {
    run() {
      if (access.get().queue.length === 0) spent = 0
      access.set({ leftOut: null, problem: null })
      isSpending = access.get().plan.stopsEarly === true
      fill(dueCells(access.get()))
      next()
    },

    resumeUnfinished() {
      if (access.get().queue.length === 0) spent = 0
      access.set({ leftOut: null, problem: null })
      isSpending = access.get().plan.stopsEarly === true
      fill(unfinishedCells(access.get()))
      next()
    },

    pause() {
      access.set({ paused: true })
      tell('pause')
    },

    resume() {
      access.set({ paused: false })
      tell('resume')
      next()
    },

    stopRun() {
      const head = access.get().queue[0]
      const run = head === undefined ? undefined : access.get().runs.get(head)
      access.set({ paused: false })
      if (run?.status.kind === 'queued') drop((id) => id === head)
      else tell('stop')
      next()
    },

    step() {
      if (sent === null && access.get().queue.length === 0) return
      access.set({ paused: true })
      if (sent !== null) tell('step')
      else if (turn.take(() => start(true))) start(true)
    },

    moveRun(runId, by) {
      access.set({ queue: moved(access.get(), runId, by) })
    },

    dropRun(runId) {
      drop((id) => id === runId)
      next()
    },

    stopAll() {
      access.set({ paused: false })
      drop(() => true)
      tell('stop')
      next()
    },

    goOn(runId) {
      const { runs, queue, replaced, unfinished, datasets } = access.get()
      const run = runs.get(runId)
      if (run === undefined || !canGoOn(run, unfinished)) return
      if (!isPresent(datasets, run.config.dataset)) {
        access.set({ problem: [missingDataset(run.config.dataset)] })
        return
      }
      if (queue.length === 0) spent = 0
      const waiting = new Map(runs).set(runId, queuedRun(runId, run.config))
      access.set({
        ...takenUp({ runs: waiting, queue: [...queue, runId], unfinished }, [runId]),
        replaced: new Map(replaced).set(runId, run),
      })
      next()
    },

    again(runId) {
      const { runs, queue, replaced } = access.get()
      const run = runs.get(runId)
      if (run === undefined || isActive(run)) return
      if (queue.length === 0) spent = 0
      access.set({
        runs: new Map(runs).set(runId, queuedRun(runId, run.config)),
        queue: [...queue, runId],
        replaced: new Map(replaced).set(runId, run),
      })
      next()
    },

    prune() {
      const wanted = new Set(cellsOf(access.get().plan).map(({ id }) => id))
      let isOther = dropWaiting((id) => !wanted.has(id))
      if (sent !== null && !wanted.has(sent.id)) {
        access.set({ paused: false })
        tell('stop')
        isOther = true
      }
      // A plan that lost what it waited for, or has what nobody pressed Run for, waits for Run.
      const { runs } = access.get()
      if (isOther || dueCells(access.get()).some(({ id }) => !runs.has(id))) isSpending = false
      next()
    },

    receive(message) {
      if (sent === null || message.runId !== sent.attempt) return
      const { runs, queue } = access.get()
      switch (message.type) {
        case 'run': {
          const { event } = message
          const part = received({ runs, queue }, sent.id, event)
          access.set(part)
          if (event.type === 'failed') access.set({ problem: [failure(event)] })
          if (event.type === 'paused' || event.type === 'resumed') rest(event.type === 'paused')
          // What the browser took is no time of the run, nor of its budget.
          if (event.type === 'continued' && event.cause === 'suspended')
            sent = { ...sent, worked: sent.worked - event.gap * 1000 }
          const run = part.runs.get(sent.id)
          if (event.type === 'started' && (event.from ?? 0) === 0) reached = null
          if (event.type === 'checkpointed') reached = run ?? null
          if (run === undefined || !isActive(run)) close()
          break
        }
        case 'refused':
          isSpending = false
          access.set({ ...without((run) => run.id === sent?.id), problem: message.issues })
          sent = null
          break
        case 'missing': {
          const gone = message.dataset
          isSpending = false
          access.set({
            ...without((run) => run.config.dataset.id === gone.id),
            problem: [missingDataset(gone)],
            datasets: withoutDataset(access.get().datasets, gone),
          })
          sent = null
          break
        }
        default:
          message satisfies never
      }
      next()
    },
  }
}

const failure = ({ code, detail }: { readonly code: string; readonly detail: string }): Issue =>
  issue('runs', `failures.${code}`, { detail })
