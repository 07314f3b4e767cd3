import { type Issue, issue } from '../core/result.ts'
import { queuedRun } from '../run/run.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { isPresent, missingDataset, withoutDataset } from './datasets.ts'
import { cellsOf, dropped, isActive, queued, received } from './runs.ts'

export type RunMessage = Extract<WorkerMessage, { readonly type: 'run' | 'missing' | 'refused' }>

export interface Conductor {
  run(): void
  pause(): void
  resume(): void
  stopRun(): void
  stopAll(): void
  /** Queues a run that has ended once more: what is kept of it here is gone, and comes again. */
  again(runId: string): void
  /** Forgets what waits, and stops what trains, of groups and seeds that the plan no longer has. */
  prune(): void
  receive(message: RunMessage): void
}

/** Plays the queue to the trainer, one run at a time. */
export function createConductor(access: Access, port: TrainerPort): Conductor {
  /** What the trainer was last told to start. Each attempt has a name of its own: late events of another are not its. */
  let sent: { readonly id: string; readonly attempt: string } | null = null
  let attempts = 0

  function next(): void {
    const { queue, runs, paused } = access.get()
    const id = queue[0]
    if (sent !== null || paused || id === undefined) return
    const run = runs.get(id)
    if (run === undefined) throw new Error(`the queue names ${id}, and there is no such run`)
    const attempt = `${id}#${++attempts}`
    sent = { id, attempt }
    access.set({ runs: new Map(runs).set(id, { ...run, attempt }) })
    port.send({ type: 'start', runId: attempt, config: run.config })
  }

  function tell(type: 'stop' | 'pause' | 'resume'): void {
    if (sent !== null) port.send({ type, runId: sent.attempt })
  }

  /** A run that was sent and says nothing yet leaves nothing to keep. */
  function dropWaiting(which: (id: string) => boolean): void {
    const { runs, queue } = access.get()
    const part = dropped({ runs, queue }, (run) => which(run.id))
    access.set(part)
    if (sent !== null && !part.runs.has(sent.id)) {
      tell('stop')
      sent = null
    }
  }

  return {
    run() {
      const { plan, runs, queue, datasets } = access.get()
      const cells = cellsOf(plan)
      const away = cells.find(({ config }) => !isPresent(datasets, config.dataset))
      const here = cells.filter(({ config }) => isPresent(datasets, config.dataset))
      access.set({
        ...queued({ runs, queue }, here),
        problem: away === undefined ? null : [missingDataset(away.config.dataset)],
      })
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
      if (run?.status.kind === 'queued') dropWaiting((id) => id === head)
      else tell('stop')
      next()
    },

    stopAll() {
      access.set({ paused: false })
      dropWaiting(() => true)
      tell('stop')
    },

    again(runId) {
      const { runs, queue } = access.get()
      const run = runs.get(runId)
      if (run === undefined || isActive(run)) return
      access.set({ runs: new Map(runs).set(runId, queuedRun(runId, run.config)), queue: [...queue, runId] })
      next()
    },

    prune() {
      const wanted = new Set(cellsOf(access.get().plan).map(({ id }) => id))
      dropWaiting((id) => !wanted.has(id))
      if (sent !== null && !wanted.has(sent.id)) {
        access.set({ paused: false })
        tell('stop')
      }
      next()
    },

    receive(message) {
      if (sent === null || message.runId !== sent.attempt) return
      const { runs, queue } = access.get()
      switch (message.type) {
        case 'run': {
          const part = received({ runs, queue }, sent.id, message.event)
          access.set(part)
          if (message.event.type === 'failed') access.set({ problem: [failure(message.event)] })
          const run = part.runs.get(sent.id)
          if (run === undefined || !isActive(run)) sent = null
          break
        }
        case 'refused':
          access.set({ ...dropped({ runs, queue }, (run) => run.id === sent?.id), problem: message.issues })
          sent = null
          break
        case 'missing': {
          const gone = message.dataset
          access.set({
            ...dropped({ runs, queue }, (run) => run.config.dataset.id === gone.id),
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
