import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { version_core } from '@tensorflow/tfjs'
import type { Dataset } from '../core/data/dataset.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { threadsOn } from '../core/threads.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import { TooLarge, tooLarge } from '../engine/too-large.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import { parseExperiment } from '../experiment/parse.ts'
import type { ReadCsv } from '../ingest/read-csv.ts'
import { type RunControl, train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import type { RunEvent } from '../run/events.ts'
import { memoryIssues, sizesOf } from '../run/memory.ts'
import { prepare } from '../run/prepare.ts'
import { queuedRun, reduceRun } from '../run/run.ts'
import type { CliCommand } from './args.ts'
import { chooseBackend, fastestBackend } from './backend-node.ts'
import { delivered, jsonText, type Outcome, refused, tell, worded } from './output.ts'
import { readData, readSample } from './read-data.ts'
import { validationOf } from './result.ts'

declare const SOUNDCHECK_VERSION: string

type Options = Extract<CliCommand, { readonly command: 'run' }>

/** Trains one experiment on one file and says what came of it. */
export async function run(options: Options): Promise<Outcome> {
  const raw = readJson(options.experiment)
  if (!raw.ok) return refused(raw.error)
  const read = await dataFor(options, raw.value)
  if (!read.ok) return refused(read.error)
  const { dataset, issues } = read.value
  const parsed = parseExperiment(withDataset(raw.value, dataset))
  if (!parsed.ok) return refused(parsed.error)
  const fitted = fitTo(parsed.value, dataset, options)
  if (!fitted.ok) return refused(fitted.error)
  const { config } = fitted.value
  const preparation = prepare(dataset, config.schema, config.split)
  if (!preparation.ok) return refused(preparation.error)
  const { encoded, prepared } = preparation.value
  const most = options.threads ?? threadsOn(availableParallelism())
  const { backend, threads, probe } =
    options.backend === null
      ? await measured(most)
      : { backend: await chooseBackend(options.backend), threads: most, probe: null }
  const beyond = memoryIssues(config, sizesOf(encoded), backend.room)
  if (beyond.length > 0) return refused(beyond)

  let folded = queuedRun('run', config)
  const job = {
    config,
    encoded,
    parts: partsOf(config.modules),
    stepperOf: makeStepper(threads),
    clock: () => performance.now(),
  }
  const control: RunControl = { stopped: false, paused: false }
  try {
    for await (const event of train(job, control, breathe)) {
      folded = reduceRun(folded, event)
      tell(lineOf(event))
    }
  } catch (error) {
    if (error instanceof TooLarge) return refused([tooLarge(error)])
    throw error
  }
  if (folded.status.kind !== 'ended') throw new Error(`the run is ${JSON.stringify(folded.status)}`)

  const report = folded.report
  const result = {
    version: 1,
    configHash: configHash(config),
    runHash: runHash(config),
    dataset: { id: dataset.id, name: dataset.name, rows: dataset.rowCount },
    seed: config.seed,
    backend: { name: backend.name, detail: backend.detail, how: folded.how, probe },
    versions: { soundcheck: SOUNDCHECK_VERSION, tfjs: version_core, node: process.versions.node },
    reason: folded.status.reason,
    steps: folded.status.step,
    bestStep: folded.bestStep,
    seconds: folded.seconds,
    rowsPerSecond: folded.rowsPerSecond,
    parameterCount: folded.parameterCount,
    rows: prepared.rows,
    tasks: prepared.tasks,
    metrics: [...validationOf(folded), ...(report?.metrics ?? [])],
    violations: Object.fromEntries(report?.violations ?? []),
    sensitivity: report?.sensitivity ?? [],
    interventions: report?.interventions ?? [],
    floor: prepared.floor,
    oracle: prepared.oracle,
    issues: worded([...issues, ...fitted.value.issues, ...preparation.value.issues]),
    config,
  }
  const { reason, seconds } = result
  return delivered(jsonText(result), options.out, jsonText({ out: options.out, reason, seconds }))
}

/** The fastest backend here for the built-in sample's own model; the measurements are told. */
async function measured(threads: number) {
  const config = sampleConfig()
  const { dataset } = await readSample()
  const preparation = prepare(dataset, config.schema, config.split)
  if (!preparation.ok) throw new Error(`the sample cannot be prepared: ${JSON.stringify(preparation.error)}`)
  const { encoded } = preparation.value
  const found = await fastestBackend({ config, encoded, parts: partsOf(config.modules) }, threads)
  tell({ type: 'probed', ...found.probe, withoutWebgpu: found.without })
  return found
}

/** A turn of the event loop, so that a signal gets in. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function readJson(path: string): Result<Readonly<Record<string, unknown>>> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return fail([issue('experiment', 'cli.noFileThere', { path })])
  }
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? ok(value) : fail([issue('experiment', 'cli.notAnObject', { path })])
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return fail([issue('experiment', 'cli.notJson', { path, detail })])
  }
}

/** The file given, or the sample where the experiment is about it. */
async function dataFor(options: Options, raw: Readonly<Record<string, unknown>>): Promise<Result<ReadCsv>> {
  const isSample = isRecord(raw.dataset) && raw.dataset.kind === 'builtin'
  if (options.data === null) return isSample ? ok(await readSample()) : fail([issue('--data', 'cli.noData')])
  const read = await readData(options.data)
  if (!read.ok || !isSample) return read
  const sample = await readSample()
  return read.value.dataset.id === sample.dataset.id ? ok(sample) : read
}

/** The experiment with `"*"` for its dataset's id replaced by the data at hand. */
function withDataset(raw: Readonly<Record<string, unknown>>, dataset: Dataset): unknown {
  const named = isRecord(raw.dataset) ? raw.dataset : {}
  if (named.kind !== 'upload' || named.id !== '*') return raw
  return { ...raw, dataset: { ...named, id: dataset.id, name: dataset.name } }
}

/** The config for this very data and seed, and what has to be said about that. */
function fitTo(
  parsed: ExperimentConfig,
  dataset: Dataset,
  { seed, strict }: Options,
): Result<{ readonly config: ExperimentConfig; readonly issues: readonly Issue[] }> {
  const obstacles = [...obstaclesOf(parsed)]
  const actual: DatasetRef =
    parsed.dataset.kind === 'builtin' && dataset.truth !== null
      ? parsed.dataset
      : { kind: 'upload', id: dataset.id, name: dataset.name }
  const names = { wanted: parsed.dataset.id.slice(0, 8), given: dataset.id.slice(0, 8) }
  const isOther = actual.id !== parsed.dataset.id
  if (isOther && strict) obstacles.push(issue('dataset', 'cli.otherDataset', names))
  if (obstacles.some(({ severity }) => severity === 'error')) return fail(obstacles)
  const remarks = isOther ? [warning('dataset', 'cli.otherDataset', names)] : []
  const config = { ...parsed, dataset: actual, seed: seed ?? parsed.seed }
  return ok({ config, issues: [...obstacles, ...remarks] })
}

/** An event as a line to read: big arrays are left out. */
function lineOf(event: RunEvent): object {
  switch (event.type) {
    case 'observing':
      return { type: event.type, rows: event.rows.sceneIds.length }
    case 'snapshot':
      return { type: event.type, step: event.step, tap: event.tap, shape: event.shape }
    case 'tested':
      return { type: event.type, step: event.step }
    default:
      return event
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
