import type { EncodedDataset } from '../core/data/encoded.ts'
import { CLOCK } from '../core/metrics/series.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { slicedSplit } from '../core/metrics/slices.ts'
import type { Scored } from '../core/ranking/question.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { ASSIGNMENT, type EndReason, type RunEvent } from '../run/events.ts'
import { clusterOfRows } from './cluster-rows.ts'
import { coarseReport } from './coarse-report.ts'
import { evaluateSplit, testReport } from './evaluate.ts'
import { examiner } from './examine.ts'
import { interventions } from './interventions.ts'
import { describeRows, observedRowIds } from './observe-rows.ts'
import { sensitivities } from './sensitivity.ts'
import type { Part } from './stage.ts'
import type { ModelStepper, Readings, StepperFactory } from './stepper.ts'

export interface Job {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
  readonly stepperOf: StepperFactory<ModelStepper | Promise<ModelStepper>>
  /** Milliseconds; only for progress and for yielding, never for a decision of training. */
  readonly clock: () => number
  /** Takes the logits of the weights that are kept, and the clusters of their rows, once, just before the test report: too big to be an event. */
  readonly keepScores?: (scored: Scored) => void
  /** Takes the values of all variables at the weights that are kept, once, likewise. */
  readonly keepWeights?: (variables: ReadonlyMap<string, Float32Array>) => void
}
/** What a person may ask of a run under way; read between steps. */
export interface RunControl {
  stopped: boolean
  paused: boolean
  /** Goes on though paused, to the next evaluation. */
  stepping?: boolean
}

const isResting = ({ stopped, paused, stepping }: RunControl): boolean =>
  paused && stepping !== true && !stopped

/** Longest work between two breaths, and least time between two reports, in milliseconds. */
const WORK = 40
const REPORT = 100

/**
 * Trains one run and tells what happens. Validation is read on schedule and decides when to end and which weights are
 * kept; test is read once, at those weights. A stop keeps what was reached.
 */
export async function* train(
  job: Job,
  control: RunControl,
  breathe: () => Promise<void>,
): AsyncGenerator<RunEvent> {
  const { config, encoded, parts, stepperOf, clock } = job
  const { training } = config
  const stepper = await stepperOf(config, encoded, parts)
  try {
    const stepsPerEpoch = Math.max(1, Math.round(encoded.splits.train.length / stepper.batchSize))
    const totalSteps = stepsPerEpoch * training.epochs
    const every = Math.max(1, Math.round(stepsPerEpoch / training.evaluationsPerEpoch))
    yield {
      type: 'started',
      how: stepper.how,
      parameterCount: stepper.parameterCount,
      totalSteps,
      stepsPerEpoch,
      batchSize: stepper.batchSize,
      terms: stepper.terms,
    }
    const observed = observedRowIds(encoded)
    yield { type: 'observing', rows: describeRows(encoded, observed, stepper.fieldNames) }
    const examine = examiner(encoded, parts, stepper)
    yield* examine.first()

    const curves = slicedSplit(encoded, 'valid', isDrawn)
    const watch = stopwatch(clock)
    let reported = clock()
    let best: { readonly step: number; readonly loss: number } | null = null
    const isCorrected = parts.some(({ stage }) => stage === 'correct')
    let validLogits: Float32Array = new Float32Array()
    let waited = 0
    let step = 0
    let reason: EndReason = 'finished'

    const snapshots = async (at: number): Promise<RunEvent[]> =>
      [...(await stepper.taps(observed))].map(([tap, { shape, values }]) => ({
        type: 'snapshot',
        step: at,
        tap,
        shape,
        values,
      }))
    /** What only shows the run is no cost of its modules. */
    const untimed = async <T>(look: () => Promise<T>): Promise<T> => {
      watch.pause()
      const seen = await look()
      watch.resume()
      return seen
    }
    /** Tells the losses since the last reading; false when one is no number. */
    const readLosses = async function* (): AsyncGenerator<RunEvent, boolean> {
      const readings = await stepper.losses()
      yield { type: 'metrics', points: trainPoints(stepper, readings) }
      return readings.values.every(Number.isFinite)
    }
    /** Reads validation; the better weights are kept. False when the model gives no numbers. */
    const validate = async function* (): AsyncGenerator<RunEvent, boolean> {
      const logits = await stepper.evaluate(encoded.splits.valid)
      if (!logits.every(Number.isFinite)) return false
      const metrics = evaluateSplit(curves, logits)
      const seconds = { key: CLOCK, step, value: watch.seconds() }
      yield { type: 'metrics', points: [...validationPoints(metrics, step), seconds] }
      const loss = isCorrected ? meanMisranking(metrics) : meanLogloss(metrics)
      if (best === null) validLogits = logits
      if (Number.isFinite(loss) && (best === null || loss < best.loss)) {
        best = { step, loss }
        validLogits = logits
        waited = 0
        stepper.keepBest()
      } else {
        waited++
      }
      yield* await snapshots(step)
      yield* await untimed(() => examine.at(step, logits))
      return true
    }

    while (step < totalSteps) {
      if (control.stopped) {
        reason = (yield* readLosses()) ? 'stopped' : 'diverged'
        break
      }
      if (isResting(control)) {
        watch.pause()
        yield { type: 'paused', step }
        while (isResting(control)) await new Promise((wake) => setTimeout(wake, 20))
        watch.resume()
        if (!control.stopped) yield { type: 'resumed', step }
        continue
      }
      const began = clock()
      const next = Math.min(totalSteps, (Math.floor(step / every) + 1) * every)
      while (step < next && clock() - began < WORK) {
        await stepper.steps(1, step)
        step++
      }
      const isDue = step === next
      if (isDue || clock() - reported >= REPORT) {
        reported = clock()
        const isSound = yield* readLosses()
        const rowsPerSecond = (step * stepper.batchSize) / Math.max(1e-3, watch.seconds())
        yield { type: 'progress', step, rowsPerSecond, tensors: stepper.tensorCount() }
        if (!isSound || (isDue && !(yield* validate()))) {
          reason = 'diverged'
          break
        }
      }
      if (isDue) control.stepping = false
      if (waited >= training.patience) break
      // What else is answered meanwhile is no cost of the run.
      watch.pause()
      await breathe()
      watch.resume()
    }

    const seconds = watch.seconds()
    if (reason !== 'diverged' && best === null && !(yield* validate())) reason = 'diverged'
    if (reason !== 'diverged') {
      stepper.restoreBest()
      const at = (best as { readonly step: number } | null)?.step ?? step
      const kept = await snapshots(at)
      yield* kept
      yield* await untimed(() => examine.last(at))
      const test = await stepper.evaluate(encoded.splits.test)
      const coarse = await coarseReport(encoded, parts, stepper, test)
      const report = {
        ...testReport(encoded, test, {
          sensitivity: await sensitivities(encoded, stepper),
          interventions: await interventions(encoded, stepper, test),
        }),
        ...(coarse === null ? {} : { coarse }),
      }
      if (job.keepScores !== undefined) {
        const hasClusters = kept.some((event) => event.type === 'snapshot' && event.tap === ASSIGNMENT)
        const clusters = hasClusters ? { clusters: await clusterOfRows(stepper, encoded.splits.test) } : {}
        job.keepScores({ valid: validLogits, test, ...clusters })
      }
      if (job.keepWeights !== undefined) job.keepWeights(await stepper.variables())
      yield { type: 'tested', step: at, report }
    }
    yield {
      type: 'ended',
      reason,
      step,
      bestStep: (best as { readonly step: number } | null)?.step ?? null,
      seconds,
      rowsPerSecond: (step * stepper.batchSize) / Math.max(1e-3, seconds),
    }
  } finally {
    stepper.dispose()
  }
}

type Points = Extract<RunEvent, { type: 'metrics' }>['points']

/** Loss terms and gauges of each step. */
function trainPoints(
  { terms, gauges }: Pick<ModelStepper, 'terms' | 'gauges'>,
  { firstStep, steps, values, gauges: readings }: Readings,
): Points {
  const pointsOf = (
    metric: 'loss' | 'gauge',
    names: readonly string[],
    rows: Float32Array,
    s: number,
  ): Points =>
    names.map((of, i) => ({
      key: { split: 'train', metric, of, slice: null },
      step: firstStep + s + 1,
      value: rows[s * names.length + i] as number,
    }))
  const names = terms.map(({ name }) => name)
  return Array.from({ length: steps }, (_, s) => [
    ...pointsOf('loss', names, values, s),
    ...pointsOf('gauge', gauges, readings, s),
  ]).flat()
}

/** All rows, scenes and the low-activity slice have curves; deciles are for test alone. */
const isDrawn = (slice: string | null): boolean =>
  slice === null || slice.startsWith('scene=') || slice === 'activity=low'

/** AUC, GAUC, logloss and calibration of the slices that have curves. */
function validationPoints(metrics: readonly SliceMetrics[], step: number): Points {
  return metrics.flatMap((m) =>
    (['auc', 'gauc', 'logloss', 'calibration'] as const).flatMap((metric) => {
      const value = m[metric]
      if (value === null) return []
      return [{ key: { split: 'valid' as const, metric, of: m.task, slice: m.slice }, step, value }]
    }),
  )
}

/**
 * Mean over tasks of 1 − AUC on all validation rows: what goes on where a correction is on, since probabilities then are
 * not those of the log, and the logloss would punish what was corrected.
 */
function meanMisranking(metrics: readonly SliceMetrics[]): number {
  const values = metrics.filter(({ slice }) => slice === null).map(({ auc }) => 1 - (auc ?? Number.NaN))
  return values.reduce((a, b) => a + b, 0) / values.length
}

/** Mean over tasks of the logloss on all validation rows. */
function meanLogloss(metrics: readonly SliceMetrics[]): number {
  const values = metrics.filter(({ slice }) => slice === null).map(({ logloss }) => logloss ?? Number.NaN)
  return values.reduce((a, b) => a + b, 0) / values.length
}

/** Seconds of work, pauses left out. */
function stopwatch(clock: () => number) {
  let since = clock()
  let total = 0
  let running = true
  return {
    pause: () => {
      total += clock() - since
      running = false
    },
    resume: () => {
      since = clock()
      running = true
    },
    seconds: () => (total + (running ? clock() - since : 0)) / 1000,
  }
}
