import { append, emptySeries, keyText, type MetricSeries, until } from '../core/metrics/series.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type Change, changeOf } from './changes.ts'
import type { EndReason, ObservedRows, RunEvent } from './events.ts'
import { readingAt, withReading } from './history.ts'
import type { Interruption } from './interruption.ts'
import type { TestReport } from './report.ts'

export type RunStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running' | 'paused'; readonly step: number }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly step: number }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string }

export interface Snapshot {
  readonly step: number
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** One execution of one config, folded from its events. */
export interface Run {
  readonly id: string
  readonly config: ExperimentConfig
  readonly status: RunStatus
  readonly how: string | null
  readonly parameterCount: number | null
  readonly totalSteps: number | null
  readonly stepsPerEpoch: number | null
  readonly batchSize: number | null
  readonly terms: readonly { readonly name: string; readonly weight: number }[]
  readonly rowsPerSecond: number | null
  readonly tensors: number | null
  readonly seconds: number | null
  /** Seconds from being sent to the trainer to its end, compiling and testing included, pauses left out; of earlier visits, those of training. Null before. */
  readonly wallSeconds: number | null
  readonly bestStep: number | null
  readonly series: ReadonlyMap<string, MetricSeries>
  readonly observed: ObservedRows | null
  /** Latest values of each tap, by `module/tap`. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
  /** Readings of each tap over training, in the order of steps: at most 24, spread evenly, fewer where they are large. */
  readonly history: ReadonlyMap<string, readonly Snapshot[]>
  /** How each tap changed from one reading to the next, by `module/tap`. */
  readonly changes: ReadonlyMap<string, readonly Change[]>
  readonly report: TestReport | null
  /** When it stood still or went back, in the order in which it went on. */
  readonly interruptions: readonly Interruption[]
  /** Step of the latest checkpoint: training can go on from there with what this record holds until then. */
  readonly checkpoint: number | null
  /** Name by which the trainer knows this execution; null before it was sent there. */
  readonly attempt: string | null
  /** Set on a run that came in an archive: what it says is the archive's word. Absent on one that was trained here. */
  readonly origin?: 'archive'
  /** Set where what it recorded inside is kept apart, and not here: no history, and of snapshots only what is examined. */
  readonly apart?: Apart
}

/** Readings of taps that lie on the device. */
export interface Apart {
  /** Hash of their record: those of another execution are not taken for them. */
  readonly sha256: string
  /** How many bytes they take there. */
  readonly bytes: number
  /** They were asked for and cannot be read. */
  readonly isLost: boolean
}

export function queuedRun(id: string, config: ExperimentConfig): Run {
  return {
    id,
    config,
    status: { kind: 'queued' },
    how: null,
    parameterCount: null,
    totalSteps: null,
    stepsPerEpoch: null,
    batchSize: null,
    terms: [],
    rowsPerSecond: null,
    tensors: null,
    seconds: null,
    wallSeconds: null,
    bestStep: null,
    series: new Map(),
    observed: null,
    snapshots: new Map(),
    history: new Map(),
    changes: new Map(),
    report: null,
    interruptions: [],
    checkpoint: null,
    attempt: null,
  }
}

/** It ended by itself: others are shown, and stay out of means and verdicts. */
export const isFinished = ({ status }: Pick<Run, 'status'>): boolean =>
  status.kind === 'ended' && status.reason === 'finished'

/** Whether this device trained it. */
export const isTrainedHere = ({ origin }: Pick<Run, 'origin'>): boolean => origin !== 'archive'

/** The run after one more event. */
export function reduceRun(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case 'started':
      return {
        ...asToldUntil(run, event.from ?? 0),
        status: { kind: 'running', step: event.from ?? 0 },
        how: event.how,
        parameterCount: event.parameterCount,
        totalSteps: event.totalSteps,
        stepsPerEpoch: event.stepsPerEpoch,
        batchSize: event.batchSize,
        terms: event.terms,
      }
    case 'metrics': {
      const series = new Map(run.series)
      for (const { key, step, value } of event.points) {
        const text = keyText(key)
        series.set(text, append(series.get(text) ?? emptySeries(key), step, value))
      }
      return { ...run, series }
    }
    case 'progress':
      return {
        ...run,
        status: run.status.kind === 'paused' ? run.status : { kind: 'running', step: event.step },
        rowsPerSecond: event.rowsPerSecond,
        tensors: event.tensors,
      }
    case 'observing':
      return { ...run, observed: event.rows }
    case 'snapshot': {
      const { step, shape, values } = event
      const before = run.snapshots.get(event.tap)
      const change = before === undefined ? null : changeOf(before, event)
      const snapshot = { step, shape, values }
      const snapshots = new Map(run.snapshots).set(event.tap, snapshot)
      const kept = withReading(run.history.get(event.tap) ?? [], snapshot)
      const history = new Map(run.history).set(event.tap, kept)
      if (change === null) return { ...run, snapshots, history }
      const changes = [...(run.changes.get(event.tap) ?? []), change]
      return { ...run, snapshots, history, changes: new Map(run.changes).set(event.tap, changes) }
    }
    case 'paused':
      return { ...run, status: { kind: 'paused', step: event.step } }
    case 'resumed':
      return { ...run, status: { kind: 'running', step: event.step } }
    case 'continued': {
      const { type: _type, ...interruption } = event
      return { ...run, interruptions: [...run.interruptions, interruption] }
    }
    case 'checkpointed':
      return { ...run, checkpoint: event.step }
    case 'tested':
      return { ...run, report: event.report }
    case 'ended':
      return {
        ...run,
        status: { kind: 'ended', reason: event.reason, step: event.step },
        bestStep: event.bestStep,
        seconds: event.seconds,
        rowsPerSecond: event.rowsPerSecond,
      }
    case 'failed':
      return { ...run, status: { kind: 'failed', code: event.code, detail: event.detail } }
    default:
      return event satisfies never
  }
}

/** The run with what was told until a step, in values of its own: what came after is told again. Nothing was told before 0. */
function asToldUntil(run: Run, step: number): Run {
  if (step === 0) {
    return { ...queuedRun(run.id, run.config), attempt: run.attempt, interruptions: run.interruptions }
  }
  const history = new Map(
    [...run.history].map(([tap, readings]) => [tap, readings.filter((one) => one.step <= step)] as const),
  )
  const snapshots = [...history].flatMap(([tap, readings]) => {
    const reading = readingAt(readings, step)
    return reading === null ? [] : [[tap, reading] as const]
  })
  const changes = [...run.changes].map(
    ([tap, all]) => [tap, all.filter((change) => change.step <= step)] as const,
  )
  return {
    ...run,
    series: new Map([...run.series].map(([key, series]) => [key, until(series, step)] as const)),
    history,
    snapshots: new Map(snapshots),
    changes: new Map(changes),
    report: null,
  }
}
