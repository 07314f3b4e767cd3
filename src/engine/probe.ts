import { hasRelaxed } from '../compile/wasm/memory.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper } from '../model/stepper.ts'
import type { Candidate, Device, Measurement, Probe } from '../run/device.ts'
import { makeStepper } from './make-stepper.ts'

/** Milliseconds of training before and in each of the windows whose median counts. */
const WARM_UP = 40
const WINDOW = 25
const WINDOWS = 3
/** Steps between two readings of losses, as the loop of training reads them. */
const STEPS = 5

/** A model that is trained for a moment: the product's own, on its own sample. */
export interface Subject {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
}
export interface ProbeHost {
  /** Makes a backend the current one; throws when it does not start. */
  start(backend: Candidate['backend']): Promise<void>
  /** Milliseconds. */
  clock(): number
  breathe(): Promise<void>
}

/** What may train here by itself: WASM on one thread and on all, and a real adapter where there is one. */
export const deviceOf = (key: string, threads: number, hasAdapter: boolean): Device => ({
  key,
  candidates: [
    { backend: 'wasm', threads: 1 },
    ...(threads > 1 ? [{ backend: 'wasm', threads } as const] : []),
    ...(hasAdapter ? [{ backend: 'webgpu', threads: 1 } as const] : []),
  ],
  hasRelaxed: hasRelaxed(),
})

/** Trains for a moment on each candidate. A candidate that fails is named with what it said; throws when all do. */
export async function probed(device: Device, subject: Subject, host: ProbeHost): Promise<Probe> {
  const measured: Measurement[] = []
  const failed: Probe['failed'][number][] = []
  for (const candidate of device.candidates) {
    try {
      await host.start(candidate.backend)
      measured.push(await measuredOn(candidate, subject, host))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      failed.push({ backend: candidate.backend, detail })
    }
  }
  if (measured.length === 0) throw new Error(failed.map(({ detail }) => detail).join('; '))
  return { key: device.key, measured, failed, hasRelaxed: device.hasRelaxed }
}

async function measuredOn(candidate: Candidate, subject: Subject, host: ProbeHost): Promise<Measurement> {
  const { config, encoded, parts } = subject
  const stepper = await makeStepper(candidate.threads)(config, encoded, parts)
  try {
    const run = stepping(stepper, host)
    await run(WARM_UP)
    const times: number[] = []
    for (let window = 0; window < WINDOWS; window++) times.push(await run(WINDOW))
    const stepMs = times.sort((a, b) => a - b)[(WINDOWS - 1) / 2] as number
    return { ...candidate, stepMs, rowsPerSecond: (1000 * stepper.batchSize) / stepMs, how: stepper.how }
  } finally {
    stepper.dispose()
  }
}

/** Trains for so many milliseconds at least; gives the milliseconds of a step, the device's work included. */
function stepping(stepper: ModelStepper, { clock, breathe }: ProbeHost): (ms: number) => Promise<number> {
  let step = 0
  return async (ms) => {
    const [began, first] = [clock(), step]
    do {
      await stepper.steps(STEPS, step)
      step += STEPS
      const { values } = await stepper.losses()
      if (!values.every(Number.isFinite)) throw new Error(`${stepper.how} gives losses that are no numbers`)
      await breathe()
    } while (clock() - began < ms)
    return (clock() - began) / (step - first)
  }
}
