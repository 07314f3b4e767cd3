import type { DatasetInfo } from '../core/data/dataset.ts'
import { shortId } from '../core/data/fingerprint.ts'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import { worldName } from '../core/data/worlds/settings.ts'
import type { Scored } from '../core/ranking/question.ts'
import { type Issue, issue, type Result } from '../core/result.ts'
import type { Subject } from '../engine/probe.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import type { RunControl } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import { memoryIssues, sizesOf } from '../run/memory.ts'
import { createBackends } from './backends.ts'
import { batched } from './batched.ts'
import { createCheckpoints } from './checkpoints.ts'
import { createExporter } from './exporter.ts'
import { detailOf, refusalOf, unexpected } from './faults.ts'
import { type FileStore, openedOnce } from './files.ts'
import { createInspections, type Variables } from './inspections.ts'
import { createKeptDatasets, saying } from './kept-datasets.ts'
import { createLibrary, type ImportProgress } from './library.ts'
import type { BackendName, CheckpointPlace, ChosenBackend, Command, WorkerMessage } from './protocol.ts'
import { createRankings } from './rankings.ts'
import { createSlicing } from './slicing.ts'
import { survived } from './survive.ts'

/** What a session needs of the thread it lives on. */
export interface SessionHost {
  post(message: WorkerMessage, transfer?: readonly Transferable[]): void
  chooseBackend(forced: BackendName | null): Promise<ChosenBackend>
  /** Whether the backend's device went away, so that it has to be chosen anew. */
  isLost(): boolean
  /** Threads that a program may use. */
  readonly threads: number
  /** Milliseconds. */
  clock(): number
  /** Milliseconds by the clock on the wall, which goes on while the machine sleeps. */
  wall(): number
  /** Where bytes outlive the session; null where nothing does. */
  files(): Promise<FileStore | null>
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
  readonly checkpoints?: CheckpointPlace
}
type CommandOf<Type extends Command['type']> = Extract<Command, { readonly type: Type }>

/** Answers commands: datasets, preparation, and runs one after another. */
export function createSession(alone: SessionHost): Session {
  /** How often something had its turn that is no step of a run. */
  let others = 0
  const host: SessionHost = {
    ...alone,
    files: openedOnce(alone.files),
    async breathe() {
      await alone.breathe()
      others++
    },
  }
  const checkpoints = createCheckpoints(host.files)
  const stored = createKeptDatasets(host)
  const library = createLibrary(host.breathe, stored.find)
  const rankings = createRankings(host, library)
  const slicing = createSlicing(host, library, rankings)
  const waiting: Start[] = []
  const imports = new Map<string, AbortController>()
  let imported: Promise<void> = Promise.resolve()
  let running: Start | null = null
  let newestPrepare: string | null = null
  /** What the page wants, not done yet. */
  let choice: CommandOf<'select-backend'> | null = null
  let warming: ExperimentConfig | null = null
  const backends = createBackends(host)
  const inspections = createInspections(host, library, backends)
  const exporter = createExporter(host, library, backends, inspections)
  const { steppers } = backends
  let isBusy = false

  /** Selects, measures, trains and compiles ahead, one thing after another, until there is nothing left to do. */
  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    for (;;) {
      if (choice !== null) {
        const { backend, known } = choice
        choice = null
        await backends.select(backend, known)
      } else if (!backends.isStarted()) break
      else if (backends.isUnmeasured()) await backends.measure(sample)
      else {
        const next = waiting.shift()
        if (next !== undefined) {
          if (host.isLost() || backends.isStandIn()) await backends.restart()
          await runOne(next)
        } else if (warming !== null) await warm(warming)
        else break
      }
    }
    isBusy = false
  }

  /** The product's own default model on its own sample. */
  async function sample(): Promise<Subject> {
    const config = sampleConfig()
    const ready = await library.ready(config.dataset, config.schema, config.split)
    if (ready?.ok !== true) throw new Error('the sample cannot be prepared')
    return { config, encoded: ready.value.encoded, parts: partsOf(config.modules) }
  }

  /** Compiles what Run would train first. What keeps it from training is said when it is run. */
  async function warm(config: ExperimentConfig): Promise<void> {
    warming = null
    const ready = await library.ready(config.dataset, config.schema, config.split)
    if (ready?.ok !== true || obstaclesOf(config).length > 0) return
    const { encoded } = ready.value
    if (memoryIssues(config, sizesOf(encoded), backends.room()).length > 0) return
    try {
      await steppers.prepare(config, encoded, partsOf(config.modules))
    } catch (error) {
      steppers.drop()
      host.post({ type: 'trouble', issues: [refusalOf(error) ?? unexpected(error)] })
    }
  }

  async function runOne(start: Start): Promise<void> {
    const { runId, config, control, checkpoints: place = null } = start
    running = start
    try {
      const issues = obstaclesOf(config).filter(({ severity }) => severity === 'error')
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
      const { encoded } = ready.value
      const tooLarge = memoryIssues(config, sizesOf(encoded), backends.room())
      if (tooLarge.length > 0) {
        host.post({ type: 'refused', runId, issues: tooLarge })
        return
      }
      const job = {
        config,
        encoded,
        parts: partsOf(config.modules),
        stepperOf: steppers.make,
        clock: host.clock,
        wall: host.wall,
        others: () => others,
        keepScores: (scored: Scored) => rankings.keep(runId, config, scored),
        keepWeights: (variables: Variables, how: string) =>
          inspections.keep(runId, { config, variables, how }),
      }
      const trouble = (issues: readonly Issue[]) => host.post({ type: 'trouble', issues })
      const events = survived(job, control, place, { host: alone, backends, checkpoints, trouble })
      for await (const event of batched(events, host.clock)) {
        if (running !== start) return
        host.post({ type: 'run', runId, event })
      }
    } catch (error) {
      if (running === start) host.post(endOf(runId, error))
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
        else if (outcome.ok) {
          host.post({ type: 'imported', importId, dataset: outcome.value })
          const dataset = library.uploaded(outcome.value.id)
          if (dataset !== null) saying(host, stored.keep(dataset, outcome.value))
        } else host.post({ type: 'rejected', importId, name, issues: outcome.error, stopped: false })
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
      return
    }
    await examine(command)
  }

  /** What else is to be said of the latest preparation: counts and reference lines do not wait for it. */
  async function examine({ prepareId, dataset, schema, split }: CommandOf<'prepare'>): Promise<void> {
    await host.breathe()
    if (newestPrepare !== prepareId) return
    try {
      const passport = await library.passport(dataset, schema, split)
      if (passport !== null) host.post({ type: 'passport', prepareId, passport })
    } catch (error) {
      host.post({ type: 'trouble', issues: [unexpected(error)] })
    }
  }

  async function fingerprint({ askId, dataset, schema, shared }: CommandOf<'fingerprint'>): Promise<void> {
    const made = library.fingerprint(dataset, schema, shared)
    host.post({ type: 'fingerprinted', askId, fingerprint: await made.catch(() => null) })
    // What it failed of is said, too.
    await made
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
      others++
      switch (command.type) {
        case 'select-backend':
          choice = command
          void work()
          return
        case 'warm':
          warming = command.config
          void work()
          return
        case 'import':
          importNext(command.importId, command.name, (progress, signal) =>
            library.importFiles([command], command.settings ?? READ_SETTINGS, progress, signal),
          )
          return
        case 'import-files':
          importNext(command.importId, command.name, (progress, signal) =>
            library.importFiles(command.files, command.settings ?? READ_SETTINGS, progress, signal),
          )
          return
        case 'import-builtin':
          importNext(command.importId, command.id, () => library.importSample(command.id))
          return
        case 'import-world':
          importNext(command.importId, worldName(command.world), () => library.importWorld(command.world))
          return
        case 'stop-import':
          imports.get(command.importId)?.abort()
          return
        case 'list-kept':
          saying(host, stored.tell())
          return
        case 'drop-dataset':
          library.drop(command.id)
          saying(host, stored.drop(command.id))
          return
        case 'pack-datasets':
          void stored.pack(command.packId, command.ids)
          return
        case 'keep-datasets':
          saying(host, stored.unpack(command.files))
          return
        case 'export-csv': {
          const csv = library.generatedCsv(command.dataset)
          if (csv === null) throw new Error(`no generated dataset ${command.dataset.id}`)
          host.post({ type: 'csv', name: csv.name, bytes: csv.bytes.buffer }, [csv.bytes.buffer])
          return
        }
        case 'prepare':
          void prepareLatest(command)
          return
        case 'fingerprint':
          saying(host, fingerprint(command))
          return
        case 'start':
          waiting.push({ ...command, control: { stopped: false, paused: false } })
          void work()
          return
        case 'stop':
          stop(command.runId)
          return
        case 'drop-checkpoints':
          saying(host, checkpoints.drop(command.keys))
          return
        case 'pause':
        case 'resume':
        case 'step': {
          const start = [running, ...waiting].find((one) => one?.runId === command.runId)
          if (start) {
            start.control.paused = command.type !== 'resume'
            start.control.stepping = command.type === 'step'
          }
          return
        }
        case 'rank':
          void rankings.rank(command)
          return
        case 'slice':
          void slicing.slice(command)
          return
        case 'inspect':
          inspections.inspect(command)
          return
        case 'export-model':
          void exporter.export(command)
          return
        case 'forget':
          inspections.forget(command.runIds)
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

/** Which file is asked for. */
function absent(dataset: DatasetRef): Issue {
  const { id } = dataset
  if (dataset.kind !== 'upload') return issue('dataset', 'dataset.notGenerated', { id })
  const fingerprint = shortId(id).slice(0, 8)
  return issue('dataset', 'dataset.missing', { name: dataset.name, fingerprint })
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

/** What an error that ended a run says of it: refused memory is a matter of settings, all else a failure. */
function endOf(runId: string, error: unknown): WorkerMessage {
  const refusal = refusalOf(error)
  if (refusal !== null) return { type: 'refused', runId, issues: [refusal] }
  return { type: 'run', runId, event: { type: 'failed', code: 'unexpected', detail: detailOf(error) } }
}
