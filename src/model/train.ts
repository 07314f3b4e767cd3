import type { EncodedDataset } from '../core/data/encoded.ts'
import { observedRowIds } from '../core/data/observed-rows.ts'
import { CLOCK } from '../core/metrics/series.ts'
import { slicedSplit } from '../core/metrics/slices.ts'
import type { Scored } from '../core/ranking/question.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { ASSIGNMENT, type EndReason, type RunEvent } from '../run/events.ts'
import type { Cause, Interruption } from '../run/interruption.ts'
import type { Checkpoint } from './checkpoint.ts'
import { clusterOfRows } from './cluster-rows.ts'
import { coarseReport } from './coarse-report.ts'
import { evaluateSplit, testReport } from './evaluate.ts'
import { examiner } from './examine.ts'
import { type Gap, heartbeat } from './heartbeat.ts'
import { interventions } from './interventions.ts'
import { describeRows } from './observe-rows.ts'
import { isDrawn, meanLogloss, meanMisranking, trainPoints, validationPoints } from './points.ts'
import { sensitivities } from './sensitivity.ts'
import type { Part } from './stage.ts'
import type { ModelStepper, StepperFactory } from './stepper.ts'
import { stopwatch } from './stopwatch.ts'

export interface Job {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
  readonly stepperOf: StepperFactory<ModelStepper | Promise<ModelStepper>>
  /** Milliseconds; only for progress and for yielding, never for a decision of training. */
  readonly clock: () => number
  /** Takes the logits of the weights that are kept, and the clusters of their rows, once, just before the test report: too big to be an event. */
  readonly keepScores?: (scored: Scored) => void
  /** Takes the values of all variables at the weights that are kept, and what trained them, once, likewise. */
  readonly keepWeights?: (variables: ReadonlyMap<string, Float32Array>, how: string) => void
  /** Keeps what training can go on from, at evaluations and every five seconds; gives its bytes, null where it has no place. */
  readonly keepCheckpoint?: (checkpoint: Checkpoint) => Promise<number | null>
  /** Goes on instead of beginning. */
  readonly resume?: Resume
  /** Milliseconds by the clock on the wall, which goes on while a machine sleeps; `clock` without it. */
  readonly wall?: () => number
  /** Counts what else was done on this thread. */
  readonly others?: () => number
}
/** A run that had begun, and why it begins once more. */
export interface Resume {
  /** Null where nothing was kept yet: from the first step then. */
  readonly checkpoint: Checkpoint | null
  readonly cause: Extract<Cause, 'deviceLost' | 'reopened' | 'stopped'>
  /** By the clock on the wall. */
  readonly since: number
  /** Seconds of work that are done again; null where nobody knows. */
  readonly repeated: number | null
  /** What trained until then; null where nobody knows. */
  readonly before: string | null
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
/** Longest time between two checkpoints, in milliseconds, and the share of time that those at evaluations may take. */
const CHECKPOINT = 5000
const SHARE = 1 / 20

/**
 * Trains one run and tells what happens. Validation is read on schedule and decides when to end and which weights are
 * kept; test is read once, at those weights. A stop keeps what was reached. A run that goes on from a checkpoint tells what
 * it would have told without the break, to the bit where the backend computes so.
 */
export async function* train(
  job: Job,
  control: RunControl,
  breathe: () => Promise<void>,
): AsyncGenerator<RunEvent> {
  const { config, encoded, parts, stepperOf, clock } = job
  const { training } = config
  const { resume = null, wall = clock, others = () => 0 } = job
  const begun = resume?.checkpoint ?? null
  const stepper = await stepperOf(config, encoded, parts)
  try {
    const stepsPerEpoch = Math.max(1, Math.round(encoded.splits.train.length / stepper.batchSize))
    const totalSteps = stepsPerEpoch * training.epochs
    if (begun !== null) stepper.resume(begun.state)
    const every = Math.max(1, Math.round(stepsPerEpoch / training.evaluationsPerEpoch))
    yield {
      type: 'started',
      how: stepper.how,
      parameterCount: stepper.parameterCount,
      totalSteps,
      stepsPerEpoch,
      batchSize: stepper.batchSize,
      terms: stepper.terms,
      from: begun?.step ?? 0,
    }
    const observed = observedRowIds(encoded)
    yield { type: 'observing', rows: describeRows(encoded, observed, stepper.fieldNames) }
    const examine = examiner(encoded, parts, stepper, begun?.due)
    yield* examine.first()

    const curves = slicedSplit(encoded, 'valid', isDrawn)
    const watch = stopwatch(clock, begun?.seconds)
    const heart = heartbeat(wall, clock)
    let reported = clock()
    let saved = { at: clock(), cost: 0, step: begun?.step ?? 0 }
    let best = begun?.best ?? null
    const isCorrected = parts.some(({ stage }) => stage === 'correct')
    let validLogits = begun?.validLogits ?? new Float32Array()
    let waited = begun?.waited ?? 0
    let step = begun?.step ?? 0
    let reason: EndReason = 'finished'

    const continued = (
      rest: Pick<Interruption, 'cause' | 'gap'> & Partial<Interruption>,
    ): Extract<RunEvent, { type: 'continued' }> => ({
      ...{ type: 'continued', step, at: watch.seconds(), repeated: 0, before: stepper.how, how: stepper.how },
      ...rest,
    })
    /** Time in which nothing ran is no time of training; what was paused then had none of it anyway. */
    const suspended = function* (gap: Gap | null, wasCounted: boolean): Generator<RunEvent> {
      if (gap === null) return
      if (wasCounted) watch.forget(gap.clock)
      yield continued({ cause: 'suspended', gap: gap.wall / 1000 })
    }
    if (resume !== null) {
      const { cause, since, repeated, before } = resume
      const gap = Math.max(0, wall() - since) / 1000
      yield continued({ cause, gap, repeated, before: before ?? stepper.how })
    }

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

    /** All that was trained was read before. */
    const checkpoint = async function* (): AsyncGenerator<RunEvent> {
      if (job.keepCheckpoint === undefined || step === saved.step) return
      watch.pause()
      const began = clock()
      const state = await stepper.saved()
      const { how } = stepper
      const seconds = watch.seconds()
      const due = examine.due()
      const bytes = await job.keepCheckpoint({ step, seconds, best, waited, validLogits, due, how, state })
      saved = { at: clock(), cost: clock() - began, step }
      watch.resume()
      if (bytes !== null) yield { type: 'checkpointed', step, seconds, bytes }
    }

    heart.start(others())
    while (step < totalSteps) {
      if (control.stopped) {
        reason = (yield* readLosses()) ? 'stopped' : 'diverged'
        break
      }
      if (isResting(control)) {
        watch.pause()
        const since = wall()
        yield { type: 'paused', step }
        if (yield* readLosses()) yield* checkpoint()
        watch.pause()
        while (isResting(control)) await new Promise((wake) => setTimeout(wake, 20))
        watch.resume()
        heart.start(others())
        if (control.stopped) continue
        yield { type: 'resumed', step }
        yield continued({ cause: 'paused', gap: (wall() - since) / 1000 })
        continue
      }
      const began = clock()
      const next = Math.min(totalSteps, (Math.floor(step / every) + 1) * every)
      do {
        await stepper.steps(1, step)
        step++
      } while (step < next && clock() - began < WORK)
      yield* suspended(heart.beat('steps'), true)
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
        yield* suspended(heart.beat(isDue ? 'evaluation' : 'reading'), true)
        if (waited >= training.patience || step === totalSteps) break
        const waitedFor = clock() - saved.at
        if (waitedFor >= (isDue ? Math.min(CHECKPOINT, saved.cost / SHARE) : CHECKPOINT)) {
          yield* checkpoint()
          yield* suspended(heart.kept(others()), false)
        }
      }
      if (isDue) control.stepping = false
      // What else is answered meanwhile is no cost of the run.
      watch.pause()
      heart.start(others())
      await breathe()
      const gap = heart.rested(others())
      watch.resume()
      yield* suspended(gap, false)
    }

    const seconds = watch.seconds()
    if (reason !== 'diverged' && best === null && !(yield* validate())) reason = 'diverged'
    if (reason !== 'diverged') {
      stepper.restoreBest()
      const at = best?.step ?? step
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
      if (job.keepWeights !== undefined) job.keepWeights(await stepper.variables(), stepper.how)
      yield { type: 'tested', step: at, report }
    }
    yield {
      type: 'ended',
      reason,
      step,
      bestStep: best?.step ?? null,
      seconds,
      rowsPerSecond: (step * stepper.batchSize) / Math.max(1e-3, seconds),
    }
  } finally {
    stepper.dispose()
  }
}
