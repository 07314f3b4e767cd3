import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { CLOCK, keyText } from '../core/metrics/series.ts'
import { slicedSplit } from '../core/metrics/slices.ts'
import type { Scored } from '../core/ranking/question.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { lossBalance } from '../modules/loss-balance/spec.ts'
import { partsOf } from '../modules/parts.ts'
import { type RunEvent, SCENE_CONFLICT, termPull } from '../run/events.ts'
import { prepare } from '../run/prepare.ts'
import { queuedRun, reduceRun } from '../run/run.ts'
import { useBackend } from '../testing/backend.ts'
import { worldDataset } from '../testing/datasets.ts'
import { withModule } from '../testing/module-world.ts'
import { eagerStepper } from './eager-stepper.ts'
import { evaluateSplit } from './evaluate.ts'
import { SCENES_EVERY, TERMS_EVERY } from './examine.ts'
import { type RunControl, train } from './train.ts'

let encoded: EncodedDataset
let config: ExperimentConfig
beforeAll(async () => {
  await useBackend('wasm')
  const sample = sampleConfig()
  config = {
    ...sample,
    training: { ...sample.training, batchSize: 256, epochs: 3, evaluationsPerEpoch: 2, patience: 3 },
  }
  const prepared = prepare(await worldDataset({ rows: 3000, users: 300 }), config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  encoded = prepared.value.encoded
})

/** All events of one run; `on` may act on each through the control. */
async function events(
  change: Partial<ExperimentConfig> = {},
  on: (event: RunEvent, control: RunControl) => void = () => undefined,
  data = encoded,
  keepScores: (scored: Scored) => void = () => undefined,
): Promise<RunEvent[]> {
  const control: RunControl = { stopped: false, paused: false }
  const run = { ...config, ...change }
  const job = {
    config: run,
    encoded: data,
    parts: partsOf(run.modules),
    stepperOf: eagerStepper,
    clock: () => performance.now(),
    keepScores,
  }
  const told: RunEvent[] = []
  for await (const event of train(job, control, () => new Promise((resolve) => setImmediate(resolve)))) {
    told.push(event)
    on(event, control)
  }
  return told
}
const training = (change: Partial<ExperimentConfig['training']>) => ({
  training: { ...config.training, ...change },
})

function ofType<Type extends RunEvent['type']>(told: readonly RunEvent[], type: Type) {
  return told.filter((event): event is Extract<RunEvent, { readonly type: Type }> => event.type === type)
}
const endOf = (told: readonly RunEvent[]) => ofType(told, 'ended')[0]
const pointsOf = (told: readonly RunEvent[]) => ofType(told, 'metrics').flatMap(({ points }) => points)
const lossesOf = (told: readonly RunEvent[], term: string) =>
  pointsOf(told).flatMap(({ key, value }) => (key.metric === 'loss' && key.of === term ? [value] : []))
const testOf = (told: readonly RunEvent[], task = 'watch_sec>10') =>
  ofType(told, 'tested')[0]?.report.metrics.find((m) => m.task === task && m.slice === null)
/** Everything that does not come from a clock. */
const outcome = (told: readonly RunEvent[]) => ({
  points: pointsOf(told).filter(({ key }) => key.metric !== 'seconds'),
  report: ofType(told, 'tested')[0]?.report.metrics,
  step: endOf(told)?.step,
  best: endOf(told)?.bestStep,
})

describe('a run whose scenes are routed', () => {
  it('tells how terms and scenes pull at the first evaluation, then at most every so many steps, and at the end', async () => {
    const modules = { ...config.modules, ...withModule('scene-routing', { architecture: 'shared-private' }) }
    const told = await events({ modules, ...training({ epochs: 16, patience: 40 }) })
    const [steps, best] = [ofType(told, 'started')[0]?.stepsPerEpoch ?? 0, endOf(told)?.bestStep ?? 0]
    const every = Math.round(steps / 2)
    const due = (gap: number): readonly number[] => {
      const apart = every * Math.ceil(gap / every)
      const last = endOf(told)?.step ?? 0
      const count = Math.floor((last - every) / apart) + 1
      return [...Array.from({ length: count }, (_, i) => every + i * apart), best]
    }
    const conflicts = ofType(told, 'snapshot').filter(({ tap }) => tap === SCENE_CONFLICT)
    const scenes = encoded.sceneNames.length
    expect(conflicts.map(({ step }) => step)).toEqual(due(SCENES_EVERY))
    for (const { shape } of conflicts) expect(shape).toEqual([scenes, scenes])
    const run = told.reduce(reduceRun, queuedRun('r', config))
    for (const { name } of run.terms) {
      const gauge = { split: 'train', metric: 'gauge', of: termPull(name), slice: null } as const
      expect([...(run.series.get(keyText(gauge))?.steps ?? [])].slice(0, due(TERMS_EVERY).length)).toEqual(
        due(TERMS_EVERY),
      )
    }
    const found = ofType(told, 'tested')[0]?.report.interventions ?? []
    expect(found.some(({ name }) => name === 'privateOff')).toBe(true)
  })
})

describe('a run', () => {
  it('tells every gauge once a step, as a series beside the losses', async () => {
    const modules = { ...config.modules, 'loss-balance': defaultsOf(lossBalance.settings) }
    const told = await events({ modules, ...training({ epochs: 1 }) })
    const run = told.reduce(reduceRun, queuedRun('r', config))
    const seriesOf = (metric: 'loss' | 'gauge', of: string) =>
      run.series.get(keyText({ split: 'train', metric, of, slice: null }))
    for (const { id } of config.schema.tasks) {
      const loss = seriesOf('loss', `task/${id}`)
      const weight = seriesOf('gauge', `loss-balance/weight/${id}`)
      expect(weight?.length).toBe(endOf(told)?.step)
      expect([...(weight?.steps ?? [])]).toEqual([...(loss?.steps ?? [])])
      expect(weight?.values[0]).toBe(1)
    }
  })

  it('tells seconds at every evaluation, growing, and none beyond its end', async () => {
    const told = await events(training({ epochs: 2 }))
    const run = told.reduce(reduceRun, queuedRun('r', config))
    const clock = run.series.get(keyText(CLOCK))
    const auc = [...run.series.values()].find(({ key }) => key.split === 'valid' && key.metric === 'auc')
    const seconds = [...(clock?.values.subarray(0, clock.length) ?? [])]
    expect([...(clock?.steps.subarray(0, clock.length) ?? [])]).toEqual([
      ...(auc?.steps.subarray(0, auc.length) ?? []),
    ])
    expect(seconds.length).toBeGreaterThan(1)
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
    expect(Math.max(...seconds)).toBeLessThanOrEqual((endOf(told)?.seconds ?? 0) + 1e-3)
  })

  it('learns: losses fall, and test is ranked better than by chance', async () => {
    const told = await events(training({ epochs: 6 }))
    expect(endOf(told)).toMatchObject({ type: 'ended', reason: 'finished' })
    const losses = lossesOf(told, 'task/watch_sec>10')
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    expect(mean(losses.slice(-5))).toBeLessThan(0.97 * mean(losses.slice(0, 5)))
    expect(testOf(told)?.auc).toBeGreaterThan(0.55)
  })

  it('says what it will do before it does it, reads test once, and ends last', async () => {
    const told = await events()
    expect(told[0]).toMatchObject({ type: 'started', batchSize: 256, how: 'wasm, eager' })
    expect(ofType(told, 'tested')).toHaveLength(1)
    expect(told.at(-1)?.type).toBe('ended')
    expect(told.at(-2)?.type).toBe('tested')
    const { totalSteps, terms } = ofType(told, 'started')[0] as Extract<RunEvent, { type: 'started' }>
    const end = endOf(told)
    expect(lossesOf(told, terms[0]?.name ?? '')).toHaveLength(end?.step ?? -1)
    expect(end?.step).toBeLessThanOrEqual(totalSteps)
  })

  it('is the same twice to the bit, and another with another seed', async () => {
    const [a, b, c] = [await events(), await events(), await events({ seed: 2 })]
    expect(outcome(b)).toEqual(outcome(a))
    expect(outcome(c).points).not.toEqual(outcome(a).points)
  })

  it('is the same whether paused or not', async () => {
    const plain = await events()
    let pauses = 0
    const paused = await events({}, (event, control) => {
      if (event.type === 'progress' && pauses++ === 0) control.paused = true
      if (event.type === 'paused') setTimeout(() => (control.paused = false), 60)
    })
    expect(ofType(paused, 'paused')).toHaveLength(1)
    expect(ofType(paused, 'resumed')).toHaveLength(1)
    expect(outcome(paused)).toEqual(outcome(plain))
  })

  it('steps from evaluation to evaluation while it is paused, and ends as if it were not', async () => {
    const plain = await events(training({ epochs: 1, evaluationsPerEpoch: 4 }))
    const evaluations = new Set(
      pointsOf(plain).flatMap(({ key, step }) => (key.split === 'valid' ? [step] : [])),
    )
    const told = await events(training({ epochs: 1, evaluationsPerEpoch: 4 }), (event, control) => {
      if (event.type === 'started') control.paused = true
      if (event.type === 'paused') setTimeout(() => (control.stepping = true), 1)
    })
    const [first, ...rests] = ofType(told, 'paused').map(({ step }) => step)
    expect(first).toBe(0)
    // The last evaluation ends the run, which rests no more.
    expect(rests).toEqual([...evaluations].slice(0, -1))
    expect(outcome(told)).toEqual(outcome(plain))
  })

  it('keeps what a stopped run reached: its curves, a test and the step', async () => {
    const told = await events(training({ epochs: 50, patience: 100 }), (event, control) => {
      if (event.type === 'progress' && event.step >= 12) control.stopped = true
    })
    const end = endOf(told)
    expect(end?.reason).toBe('stopped')
    expect(end?.step).toBeGreaterThanOrEqual(12)
    expect(end?.step).toBeLessThan(100)
    expect(lossesOf(told, 'task/watch_sec>10')).toHaveLength(end?.step ?? -1)
    expect(testOf(told)?.auc).not.toBeNull()
  })

  it('can be stopped while it is paused', async () => {
    const told = await events(training({ epochs: 50 }), (event, control) => {
      if (event.type === 'progress') control.paused = true
      if (event.type === 'paused') setTimeout(() => (control.stopped = true), 30)
    })
    expect(endOf(told)?.reason).toBe('stopped')
  })

  it('ends early, and tests the weights of the lowest validation logloss', async () => {
    const told = await events(training({ epochs: 60, learningRate: 0.05, patience: 2 }))
    const { step, bestStep } = endOf(told) as Extract<RunEvent, { type: 'ended' }>
    const { totalSteps } = ofType(told, 'started')[0] as Extract<RunEvent, { type: 'started' }>
    expect(step).toBeLessThan(totalSteps)
    const loglosses = new Map<number, number[]>()
    for (const { key, step: at, value } of pointsOf(told)) {
      if (key.split === 'valid' && key.metric === 'logloss' && key.slice === null)
        loglosses.set(at, [...(loglosses.get(at) ?? []), value])
    }
    const sums = [...loglosses].map(([at, values]) => ({ at, sum: values.reduce((a, b) => a + b, 0) }))
    const least = sums.reduce((best, one) => (one.sum < best.sum ? one : best))
    expect(bestStep).toBe(least.at)
    expect(ofType(told, 'tested')[0]?.step).toBe(least.at)
    expect(step).toBeGreaterThan(least.at)
  })

  it('hands over, once, the logits of the weights that it kept: those of the best validation and of the test', async () => {
    const kept: Scored[] = []
    const change = training({ epochs: 20, learningRate: 0.05, patience: 2 })
    const told = await events(
      change,
      () => undefined,
      encoded,
      (scored) => kept.push(scored),
    )
    const { step, bestStep } = endOf(told) as Extract<RunEvent, { type: 'ended' }>
    expect(step).toBeGreaterThan(bestStep ?? step)
    expect(kept).toHaveLength(1)
    const { valid, test } = kept[0] as Scored
    expect(evaluateSplit(slicedSplit(encoded, 'test'), test)).toEqual(
      ofType(told, 'tested')[0]?.report.metrics,
    )
    for (const { task, slice, logloss } of evaluateSplit(slicedSplit(encoded, 'valid'), valid)) {
      if (slice !== null) continue
      const said = pointsOf(told).find(
        ({ key, step: at }) =>
          at === bestStep &&
          key.split === 'valid' &&
          key.metric === 'logloss' &&
          key.of === task &&
          key.slice === null,
      )
      expect(said?.value).toBe(logloss)
    }
  })

  it('ends as diverged when a loss is no number, and claims no test', async () => {
    // Adam's steps are bounded, so a sound dataset hardly diverges: one label is broken instead.
    const labels = encoded.labels.slice()
    labels[(encoded.splits.train[0] as number) * encoded.tasks.length] = Number.NaN
    const told = await events({}, () => undefined, { ...encoded, labels })
    expect(endOf(told)?.reason).toBe('diverged')
    expect(ofType(told, 'tested')).toHaveLength(0)
  })

  it('gives back every tensor, finished or stopped', async () => {
    await events(training({ epochs: 1 }))
    const before = tf.memory().numTensors
    await events(training({ epochs: 1 }))
    expect(tf.memory().numTensors).toBe(before)
    await events(training({ epochs: 9 }), (event, control) => {
      if (event.type === 'progress') control.stopped = true
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('holds as many tensors at the end of each epoch as after its first evaluation', async () => {
    const told = await events(training({ epochs: 6 }))
    const epoch = ofType(told, 'started')[0]?.stepsPerEpoch ?? Number.NaN
    const ends = ofType(told, 'progress').filter(({ step }) => step % epoch === 0)
    expect(ends.length).toBeGreaterThan(2)
    // The first of them is told before the first evaluation of all has kept its weights where there is one an epoch.
    expect(new Set(ends.slice(1).map(({ tensors }) => tensors)).size).toBe(1)
  })
})
