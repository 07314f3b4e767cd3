import { expect } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Scored } from '../core/ranking/question.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Checkpoint } from '../model/checkpoint.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { type Resume, train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import type { RunEvent } from '../run/events.ts'

type Steppers = StepperFactory<ModelStepper | Promise<ModelStepper>>

/** Everything that a run says and leaves, but for what comes from a clock. */
interface Outcome {
  readonly events: readonly RunEvent[]
  readonly scored: Scored | null
  readonly weights: ReadonlyMap<string, Float32Array>
  readonly checkpoints: readonly Checkpoint[]
}

/** A clock that every reading moves on, so that checkpoints come at the same steps again. */
async function outcomeOf(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  stepperOf: Steppers,
  tick: number,
  resume: Resume | null = null,
): Promise<Outcome> {
  let now = 0
  let scored: Scored | null = null
  let weights: ReadonlyMap<string, Float32Array> = new Map()
  const checkpoints: Checkpoint[] = []
  const events: RunEvent[] = []
  const job = {
    ...{ config, encoded, parts: partsOf(config.modules), stepperOf },
    clock: () => (now += tick),
    keepScores: (all: Scored) => {
      scored = all
    },
    keepWeights: (all: ReadonlyMap<string, Float32Array>) => {
      weights = all
    },
    keepCheckpoint: async (checkpoint: Checkpoint) => {
      checkpoints.push(structuredClone(checkpoint))
      return 1
    },
    ...(resume === null ? {} : { resume }),
  }
  const breathe = () => new Promise<void>((wake) => setImmediate(wake))
  for await (const event of train(job, { stopped: false, paused: false }, breathe)) {
    events.push(event)
  }
  return { events, scored, weights, checkpoints }
}

const resumeFrom = (checkpoint: Checkpoint): Resume => ({
  ...{ checkpoint, cause: 'reopened', since: 0, repeated: null, before: checkpoint.how },
})
/** What was told, but for what comes from a clock and how it was parcelled. */
const told = (events: readonly RunEvent[]): readonly object[] =>
  events.flatMap((event): readonly object[] => {
    switch (event.type) {
      case 'metrics':
        return event.points.filter(({ key }) => key.metric !== 'seconds')
      case 'snapshot':
        return event.step === 0 ? [] : [event]
      case 'tested':
        return [event]
      case 'ended':
        return [{ ...event, seconds: 0, rowsPerSecond: 0 }]
      default:
        return []
    }
  })

/** A run broken off at each of some checkpoints and gone on from there says and leaves what the whole run does, bit for bit. */
export async function expectSameResumed(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  stepperOf: Steppers,
  breaks: number,
  tick = 150,
): Promise<readonly Checkpoint[]> {
  const whole = await outcomeOf(config, encoded, stepperOf, tick)
  const { length } = whole.checkpoints
  expect(length).toBeGreaterThanOrEqual(breaks)
  const chosen = Array.from(
    { length: breaks },
    (_, i) => whole.checkpoints[Math.floor(((i + 0.5) * length) / breaks)],
  )
  for (const checkpoint of chosen as Checkpoint[]) {
    const rest = await outcomeOf(config, encoded, stepperOf, tick, resumeFrom(checkpoint))
    const { step } = checkpoint
    expect(rest.events[0]).toMatchObject({ type: 'started', from: step })
    const kept = whole.events.findIndex((event) => event.type === 'checkpointed' && event.step === step)
    expect(told(rest.events)).toEqual(told(whole.events.slice(kept)))
    expect(rest.scored).toEqual(whole.scored)
    expect(rest.weights).toEqual(whole.weights)
  }
  return whole.checkpoints
}
