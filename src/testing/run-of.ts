import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { train } from '../model/train.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'

/** One run from its first step to its end or to where it is stopped, folded from all its events; `seen` at each report of its progress. */
export async function runOf(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
  stepperOf: StepperFactory<ModelStepper | Promise<ModelStepper>>,
  steps = Number.POSITIVE_INFINITY,
  seen: (run: Run) => void = () => undefined,
): Promise<Run> {
  const job = { config, encoded, parts, stepperOf, clock: () => performance.now() }
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
  let run = queuedRun('run', config)
  const control = { stopped: false, paused: false }
  for await (const event of train(job, control, breathe)) {
    run = reduceRun(run, event)
    if (event.type !== 'progress') continue
    seen(run)
    if (event.step >= steps) control.stopped = true
  }
  return run
}
