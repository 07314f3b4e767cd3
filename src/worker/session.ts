import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Scored } from '../core/ranking/question.ts'
import { type Issue, issue, type Result } from '../core/result.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { type RunControl, train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import { allObstacles } from '../modules/specs.ts'
import { batched } from './batched.ts'
import { createLibrary, type ImportProgress } from './library.ts'
import type { BackendName, ChosenBackend, Command, WorkerMessage } from './protocol.ts'
import { createRankings } from './rankings.ts'

/** What a session needs of the thread it lives on. */
export interface SessionHost {
  post(message: WorkerMessage, transfer?: readonly Transferable[]): void
  chooseBackend(forced: BackendName | null): Promise<ChosenBackend>
  /** Threads that a program may use. */
  readonly threads: number
  /** Milliseconds. */
  clock(): number
  /** Resolves after the messages that wait have been received. */
  breathe(): Promise<void>
}

export interface Session {
  receive(command: Command): void
  /** An error that nothing caught: the run under way is told to have failed. */
  fail(detail: string): void
}
/** A run under way or waiting. */
interface Start {
  readonly runId: string
  readonly config: ExperimentConfig
  readonly control: RunControl
}
type CommandOf<Type extends Command['type']> = Extract<Command, { readonly type: Type }>

/** Answers commands: datasets, preparation, and runs one after another. */
export function createSession(host: SessionHost): Session {
  const library = createLibrary(host.breathe)
  const rankings = createRankings(host, library)
  const waiting: Start[] = []
  const imports = new Map<string, AbortController>()
  let imported: Promise<void> = Promise.resolve()
  let running: Start | null = null
  let newestPrepare: string | null = null
  /** What a person chose while a run was under way; undefined when nothing. */
  let chosen: BackendName | null | undefined = null
  let isBusy = false
  void work()

  /** Selects backends and trains, one thing after another, until there is nothing left to do. */
  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    for (;;) {
      if (chosen !== undefined) {
        const forced = chosen
        chosen = undefined
        await select(forced)
        continue
      }
      const next = waiting.shift()
      if (next === undefined) break
      await runOne(next)
    }
    isBusy = false
  }

  async function select(forced: BackendName | null): Promise<void> {
    try {
      const chosen = await host.chooseBackend(forced)
      host.post({ type: 'ready', backend: { ...chosen, threads: chosen.name === 'wasm' ? host.threads : 1 } })
    } catch (error) {
      host.post({ type: 'backend-failed', backend: forced ?? 'webgpu', detail: detailOf(error) })
      // What nobody chose by hand may have a next best; WASM runs everywhere.
      if (forced === null) await select('wasm')
    }
  }

  async function runOne(start: Start): Promise<void> {
    const { runId, config, control } = start
    running = start
    try {
      const issues = obstaclesOf(config)
      if (issues.length > 0) {
        host.post({ type: 'refused', runId, issues })
        return
      }
      const ready = await library.ready(config.dataset, config.schema, config.split)
      if (ready === null) {
        host.post({ type: 'missing', runId, dataset: config.dataset })
        return
      }
      if (!ready.ok) {
        host.post({ type: 'refused', runId, issues: ready.error })
        return
      }
      const job = {
        config,
        encoded: ready.value.encoded,
        parts: partsOf(config.modules),
        stepperOf: makeStepper(host.threads),
        clock: host.clock,
        keepScores: (scored: Scored) => rankings.keep(runId, config, scored),
      }
      for await (const event of batched(train(job, control, host.breathe), host.clock)) {
        if (running !== start) return
        host.post({ type: 'run', runId, event })
      }
    } catch (error) {
      if (running === start) {
        host.post({
          type: 'run',
          runId,
          event: { type: 'failed', code: 'unexpected', detail: detailOf(error) },
        })
      }
    } finally {
      if (running === start) running = null
    }
  }

  /** Files are read one after another: two at once would only make both slow. */
  function importNext(importId: string, name: string, read: ReadDataset): void {
    const control = new AbortController()
    imports.set(importId, control)
    imported = imported.then(async () => {
      const progress = throttled(host.clock, (rest: ImportProgress) =>
        host.post({ type: 'import-progress', importId, ...rest }),
      )
      try {
        const outcome = control.signal.aborted ? null : await read(progress, control.signal)
        if (outcome === null) host.post({ type: 'rejected', importId, name, issues: [], stopped: true })
        else if (outcome.ok) host.post({ type: 'imported', importId, dataset: outcome.value })
        else host.post({ type: 'rejected', importId, name, issues: outcome.error, stopped: false })
      } catch (error) {
        const issues = [unexpected(error)]
        host.post({ type: 'rejected', importId, name, issues, stopped: false })
      } finally {
        imports.delete(importId)
      }
    })
  }

  /** The latest wins: a preparation that a newer one overtook before it began is not made. */
  async function prepareLatest(command: CommandOf<'prepare'>): Promise<void> {
    const { prepareId, dataset, schema, split } = command
    newestPrepare = prepareId
    await host.breathe()
    if (newestPrepare !== prepareId) return
    try {
      const ready = await library.ready(dataset, schema, split)
      if (ready === null) {
        host.post({ type: 'unprepared', prepareId, issues: [absent(dataset)] })
      } else if (ready.ok) {
        const { prepared, issues } = ready.value
        host.post({ type: 'prepared', prepareId, prepared, issues })
      } else host.post({ type: 'unprepared', prepareId, issues: ready.error })
    } catch (error) {
      host.post({ type: 'unprepared', prepareId, issues: [unexpected(error)] })
    }
  }

  function stop(runId: string): void {
    if (running?.runId === runId) {
      running.control.stopped = true
      return
    }
    const at = waiting.findIndex((start) => start.runId === runId)
    if (at < 0) return
    waiting.splice(at, 1)
    host.post({ type: 'run', runId, event: { type: 'ended', reason: 'stopped', ...NOTHING_REACHED } })
  }

  return {
    receive(command) {
      switch (command.type) {
        case 'select-backend':
          chosen = command.backend
          void work()
          return
        case 'import':
          importNext(command.importId, command.name, (progress, signal) =>
            library.importFile(command.name, command.file, progress, signal),
          )
          return
        case 'import-builtin':
          importNext(command.importId, command.id, () => library.importSample(command.id))
          return
        case 'stop-import':
          imports.get(command.importId)?.abort()
          return
        case 'export-csv': {
          const csv = library.sampleCsv(command.id)
          if (!csv.ok) throw new Error(`no built-in dataset ${command.id}`)
          const { name, bytes } = csv.value
          host.post({ type: 'csv', id: command.id, name, bytes: bytes.buffer }, [bytes.buffer])
          return
        }
        case 'prepare':
          void prepareLatest(command)
          return
        case 'start':
          waiting.push({ ...command, control: { stopped: false, paused: false } })
          void work()
          return
        case 'stop':
          stop(command.runId)
          return
        case 'pause':
        case 'resume': {
          const start = [running, ...waiting].find((one) => one?.runId === command.runId)
          if (start) start.control.paused = command.type === 'pause'
          return
        }
        case 'rank':
          void rankings.rank(command)
          return
        case 'forget':
          rankings.forget(command.runIds)
          return
        default:
          command satisfies never
      }
    },

    fail(detail) {
      if (running === null) return
      const { runId, control } = running
      control.stopped = true
      running = null
      host.post({ type: 'run', runId, event: { type: 'failed', code: 'unexpected', detail } })
    },
  }
}

type ReadDataset = (
  progress: (progress: ImportProgress) => void,
  signal: AbortSignal,
) => Promise<Result<DatasetInfo> | null>

const NOTHING_REACHED = { step: 0, bestStep: null, seconds: 0, rowsPerSecond: 0 }

/** What the schema lacks for the modules that are on. */
function obstaclesOf(config: ExperimentConfig): readonly Issue[] {
  return allObstacles(config.modules, config.schema).filter(({ severity }) => severity === 'error')
}

/** Which file is asked for. */
function absent(dataset: DatasetRef): Issue {
  return dataset.kind === 'builtin'
    ? issue('dataset', 'dataset.notGenerated', { id: dataset.id })
    : issue('dataset', 'dataset.missing', { name: dataset.name, fingerprint: dataset.id.slice(0, 8) })
}

/** At most five calls a second. */
function throttled<T>(clock: () => number, call: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY
  return (value) => {
    if (clock() - last < 200) return
    last = clock()
    call(value)
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const unexpected = (error: unknown): Issue =>
  issue('worker', 'worker.unexpected', { detail: detailOf(error) })
