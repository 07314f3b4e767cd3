import { beforeEach, describe, expect, it } from 'vitest'
import type { Issue } from '../core/result.ts'
import { DeviceLost } from '../engine/device.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import type { ModelStepper } from '../model/stepper.ts'
import type { Job, RunControl } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig } from '../testing/engine-variants.ts'
import { memoryFiles } from '../testing/memory-files.ts'
import { moduleWorld, withModule } from '../testing/module-world.ts'
import { createCheckpoints } from './checkpoints.ts'
import type { FileStore } from './files.ts'
import type { CheckpointPlace } from './protocol.ts'
import { survived } from './survive.ts'

const config = engineConfig(withModule('interactions'), {
  ...{ batchSize: 8, epochs: 6, evaluationsPerEpoch: 2, patience: 20 },
})
const world = moduleWorld()

/** A stepper whose device goes away as each of some steps is asked for, once. */
const losing =
  (at: number[]): Job['stepperOf'] =>
  async (...subject): Promise<ModelStepper> => {
    const stepper = await makeStepper(1)(...subject)
    return {
      ...stepper,
      async steps(count, firstStep) {
        if (firstStep === at[0]) {
          at.shift()
          throw new DeviceLost('destroyed')
        }
        await stepper.steps(count, firstStep)
      },
    }
  }

describe('a run', () => {
  let now: number
  let restarts: string[]
  let making: number
  let troubles: string[]
  let files: FileStore
  beforeEach(async () => {
    await useBackend('wasm')
    now = 0
    restarts = []
    making = 100
    troubles = []
    files = memoryFiles()
  })

  /** Folds what is told until the end, or until a step is told of. */
  async function told(
    stepperOf: Job['stepperOf'],
    place: CheckpointPlace | null = null,
    run: Run = queuedRun('r', config),
    until = Number.POSITIVE_INFINITY,
    own = files,
    heard: (run: Run, control: RunControl) => void = () => undefined,
  ): Promise<Run> {
    const control = { stopped: false, paused: false }
    const clock = () => (now += 300)
    const breathe = () => new Promise<void>((wake) => setImmediate(wake))
    const job = { config, encoded: world, parts: partsOf(config.modules), stepperOf, clock, wall: clock }
    const events = survived(job, control, place, {
      host: { clock, wall: clock, breathe },
      backends: {
        restart: async () => void restarts.push('restart'),
        standIn: async () => void restarts.push('stand-in'),
        makingTook: () => making,
      },
      checkpoints: createCheckpoints(async () => own),
      trouble: (issues: readonly Issue[]) => troubles.push(...issues.map(({ code }) => code)),
    })
    let folded = run
    for await (const event of events) {
      folded = reduceRun(folded, event)
      heard(folded, control)
      if (event.type === 'checkpointed' && event.step >= until) return folded
    }
    return folded
  }
  /** What does not come from a clock. */
  const outcome = ({ series, report, status, bestStep, history, changes }: Run) => ({
    ...{ report, status, bestStep, history, changes },
    series: [...series]
      .filter(([key]) => !key.includes('|seconds|'))
      .map(([key, { steps, values, length }]) => [key, steps.slice(0, length), values.slice(0, length)]),
  })

  it('whose device goes away goes on from its latest checkpoint, tells nothing twice, and says so', async () => {
    const whole = await told(makeStepper(1))
    const run = await told(losing([2, 17]))
    expect(outcome(run)).toEqual(outcome(whole))
    expect(run.interruptions.map(({ cause }) => cause)).toEqual(['deviceLost', 'deviceLost'])
    const [first, second] = run.interruptions
    expect(first?.step).toBeLessThanOrEqual(2)
    expect(second?.step).toBeGreaterThan(2)
    for (const { repeated, gap, how } of run.interruptions) {
      expect(repeated).toBeGreaterThan(0)
      expect(gap).toBeGreaterThan(0)
      expect(how).toMatch(/^wasm, compiled/)
    }
    // The second loss is the last that is risked.
    expect(restarts).toEqual(['restart', 'stand-in'])
    restarts = []
    making = 2001
    expect(outcome(await told(losing([2])))).toEqual(outcome(whole))
    expect(restarts).toEqual(['stand-in'])
  })

  it('that is left and opened again goes on where its record and its checkpoint agree, wherever it was left', async () => {
    const whole = await told(makeStepper(1))
    for (const step of [3, 9, 20]) {
      const place = { key: `run ${step}`, from: null }
      const left = await told(makeStepper(1), place, undefined, step)
      expect(left.checkpoint).toBeGreaterThanOrEqual(step)
      const run = await told(makeStepper(1), { ...place, from: left.checkpoint }, left)
      expect(outcome(run)).toEqual(outcome(whole))
      expect(run.interruptions).toMatchObject([{ cause: 'reopened', step: left.checkpoint, repeated: null }])
      // What has ended needs no checkpoint.
      expect((await files.list()).filter(({ name }) => name.includes(encodeURIComponent(place.key)))).toEqual(
        [],
      )
    }
    expect(troubles).toEqual([])
  })

  it('that a person stops goes on from where it was last kept, to what it would have been, and the stopped one stays', async () => {
    const whole = await told(makeStepper(1))
    const place = { key: 'stopped', from: null }
    let left: Run = queuedRun('r', config)
    // None is written after step 9, so that what is told until the stop has to be told again.
    const full: FileStore = {
      ...files,
      async write(name, parts) {
        if ((left.checkpoint ?? 0) >= 9) throw new DOMException('no room', 'QuotaExceededError')
        await files.write(name, parts)
      },
    }
    const stopped = await told(makeStepper(1), place, undefined, undefined, full, (run, control) => {
      if (run.checkpoint !== left.checkpoint) left = run
      control.stopped = run.status.kind === 'running' && run.status.step >= 20
    })
    const reached = left.checkpoint ?? Number.NaN
    if (stopped.status.kind !== 'ended') throw new Error('it did not end')
    expect(stopped.status.reason).toBe('stopped')
    expect(stopped.status.step).toBeGreaterThan(reached + 5)
    const before = structuredClone(outcome(stopped))
    const run = await told(makeStepper(1), { ...place, from: reached, wasStopped: true }, left)
    expect(outcome(run)).toEqual(outcome(whole))
    expect(run.interruptions).toMatchObject([{ cause: 'stopped', step: reached }])
    expect(outcome(stopped)).toEqual(before)
    expect(await files.list()).toEqual([])
    expect(troubles).toEqual(['checkpoint.unwritten'])
  })

  it('goes on from the checkpoint before where the record did not hear of the last', async () => {
    const whole = await told(makeStepper(1))
    const place = { key: 'behind', from: null }
    const early = await told(makeStepper(1), place, undefined, 6)
    const behind = early.checkpoint ?? 0
    const later = await told(makeStepper(1), { key: 'behind', from: behind }, early, behind + 1)
    expect(later.checkpoint).toBeGreaterThan(behind)
    const run = await told(makeStepper(1), { key: 'behind', from: behind }, early)
    expect(run.interruptions.at(-1)).toMatchObject({ cause: 'reopened', step: behind })
    expect(outcome(run)).toEqual(outcome(whole))
  })

  it('begins anew, and says so, where nothing is kept, or it is damaged or of other settings', async () => {
    const whole = await told(makeStepper(1))
    const left = await told(makeStepper(1), { key: 'k', from: null }, undefined, 12)
    const [file] = await files.list()
    const name = file?.name ?? ''
    const bytes = (await files.read(name)) ?? new Uint8Array()
    const none = await told(makeStepper(1), { key: 'other', from: 12 }, left)
    expect(none.interruptions).toMatchObject([{ cause: 'reopened', step: 0 }])
    expect(outcome(none)).toEqual(outcome(whole))
    for (const { name: every } of await files.list())
      await files.write(every, [bytes.subarray(0, bytes.length - 4)])
    expect(outcome(await told(makeStepper(1), { key: 'k', from: 12 }, left))).toEqual(outcome(whole))
    expect(troubles).toEqual(['checkpoint.gone', 'checkpoint.damaged'])
  })

  it('begins anew, says so, and keeps its own checkpoints, where its record is behind all that is kept', async () => {
    const place = { key: 'k', from: null }
    const left = await told(makeStepper(1), place, undefined, 12)
    const ahead = left.checkpoint ?? 0
    const behind = { ...place, from: 1 }
    for (const { name } of await files.list()) if (!name.endsWith(`/${ahead}`)) await files.remove(name)
    const begun = await told(makeStepper(1), behind, left, 2)
    expect(troubles).toEqual(['checkpoint.onlyLater'])
    const reached = begun.checkpoint ?? Number.POSITIVE_INFINITY
    expect(reached).toBeLessThan(ahead)
    const run = await told(makeStepper(1), { ...place, from: begun.checkpoint }, begun)
    expect(run.interruptions.map(({ step }) => step)).toEqual([0, reached])
    expect(outcome(run)).toEqual(outcome(await told(makeStepper(1))))
  })

  it('keeps its next checkpoint where one could not be written', async () => {
    let writes = 0
    const busy: FileStore = {
      ...files,
      async write(name, parts) {
        if (++writes <= 2) throw new DOMException('no room', 'QuotaExceededError')
        await files.write(name, parts)
      },
    }
    const left = await told(makeStepper(1), { key: 'k', from: null }, undefined, 12, busy)
    expect(writes).toBeGreaterThan(2)
    expect(left.checkpoint).toBeGreaterThanOrEqual(12)
    expect(troubles).toEqual(['checkpoint.unwritten'])
  })

  it('that is frozen while its checkpoint is written tells of the gap, which is no time of training', async () => {
    const whole = await told(makeStepper(1), { key: 'k', from: null })
    let writes = 0
    const frozen: FileStore = {
      ...files,
      async write(name, parts) {
        if (++writes === 3) now += 60_000
        await files.write(name, parts)
      },
    }
    const run = await told(makeStepper(1), { key: 'frozen', from: null }, undefined, undefined, frozen)
    expect(outcome(run)).toEqual(outcome(whole))
    expect(run.interruptions.map(({ cause }) => cause)).toEqual(['suspended'])
    expect(run.interruptions[0]?.gap).toBeGreaterThan(50)
    expect(Math.abs((run.seconds ?? 0) - (whole.seconds ?? 0))).toBeLessThan(5)
  })

  it('goes on where its checkpoints cannot be written, which is told once', async () => {
    const whole = await told(makeStepper(1))
    const full: FileStore = {
      ...files,
      write: async () => {
        throw new DOMException('no room', 'QuotaExceededError')
      },
    }
    const run = await told(makeStepper(1), { key: 'k', from: null }, undefined, undefined, full)
    expect(outcome(run)).toEqual(outcome(whole))
    expect(run.checkpoint).toBeNull()
    expect(troubles).toEqual(['checkpoint.unwritten'])
  })
})
