import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { version_core } from '@tensorflow/tfjs'
import type { Dataset } from '../core/data/dataset.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { parseRecipe } from '../core/data/worlds/world.ts'
import type { Scored } from '../core/ranking/question.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { threadsOn } from '../core/threads.ts'
import { TooLarge, tooLarge } from '../engine/too-large.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import { parseExperiment } from '../experiment/parse.ts'
import { isRecord } from '../experiment/reader.ts'
import type { ReadCsv } from '../ingest/read-csv.ts'
import { partsOf } from '../modules/parts.ts'
import type { RunEvent } from '../run/events.ts'
import { memoryIssues, sizesOf } from '../run/memory.ts'
import { prepare } from '../run/prepare.ts'
import type { CliCommand } from './args.ts'
import { chooseBackend, fastestBackend } from './backend-node.ts'
import { delivered, jsonText, type Outcome, refused, tell, worded } from './output.ts'
import { rankingOf } from './ranking.ts'
import { readData, readSample, readWorld } from './read-data.ts'
import { validationOf } from './result.ts'
import { type EndedRun, trainRun } from './train-run.ts'

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

  const kept: Scored[] = []
  const trained = await trainedOrRefused(config, encoded, threads, (scored) => void kept.push(scored))
  if (!trained.ok) return refused(trained.error)
  const folded = trained.value
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
    ...(options.ranking ? { ranking: kept.map((scored) => rankingOf(encoded, scored))[0] ?? null } : {}),
    coarse: report?.coarse ?? null,
    interventions: report?.interventions ?? [],
    durationCorrelation: Object.fromEntries(report?.durationCorrelation ?? []),
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

/** The run at its end; what does not fit memory is an issue. */
async function trainedOrRefused(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  threads: number,
  keepScores: (scored: Scored) => void,
): Promise<Result<EndedRun>> {
  try {
    return ok(await trainRun(config, encoded, threads, (event) => tell(lineOf(event)), keepScores))
  } catch (error) {
    if (error instanceof TooLarge) return fail([tooLarge(error)])
    throw error
  }
}

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

/** The file given, or what the experiment says how to generate. */
async function dataFor(options: Options, raw: Readonly<Record<string, unknown>>): Promise<Result<ReadCsv>> {
  const generated = await generatedFor(raw.dataset)
  if (!generated.ok) return generated
  if (options.data === null) {
    return generated.value === null ? fail([issue('--data', 'cli.noData')]) : ok(generated.value)
  }
  const read = await readData(options.data)
  if (!read.ok || generated.value === null) return read
  return read.value.dataset.id === generated.value.dataset.id ? ok(generated.value) : read
}

/** The sample or a world; null where the experiment is about a file. */
async function generatedFor(dataset: unknown): Promise<Result<ReadCsv | null>> {
  if (!isRecord(dataset)) return ok(null)
  if (dataset.kind === 'builtin') return ok(await readSample())
  if (dataset.kind !== 'generated') return ok(null)
  const recipe = parseRecipe(dataset.world, dataset.settings ?? {}, 'dataset')
  return recipe.ok ? ok(await readWorld(recipe.value)) : recipe
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
    parsed.dataset.kind !== 'upload' && dataset.truth !== null
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
