import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Scored } from '../core/ranking/question.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import type { RunEvent } from '../run/events.ts'
import { queuedRun, type Run, type RunStatus, reduceRun } from '../run/run.ts'

/** A run that ended; there is no other way out than an exception. */
export type EndedRun = Run & { readonly status: Extract<RunStatus, { readonly kind: 'ended' }> }

/** Trains one run to its end on the backend that is set; `hear` is told of every event, `keepScores` what the run scored. */
export async function trainRun(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  threads: number,
  hear: (event: RunEvent) => void,
  keepScores: (scored: Scored) => void = () => undefined,
): Promise<EndedRun> {
  let run = queuedRun('run', config)
  const job = {
    config,
    encoded,
    parts: partsOf(config.modules),
    stepperOf: makeStepper(threads),
    clock: () => performance.now(),
    keepScores,
  }
  for await (const event of train(job, { stopped: false, paused: false }, breathe)) {
    run = reduceRun(run, event)
    hear(event)
  }
  const { status } = run
  if (status.kind !== 'ended') throw new Error(`the run is ${JSON.stringify(status)}`)
  return { ...run, status }
}

/** A turn of the event loop, so that a signal gets in. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
