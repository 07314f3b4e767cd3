import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import threads from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TooLarge } from '../compile/too-large.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig, VARIANTS } from '../testing/engine-variants.ts'
import { moduleWorld, withModule } from '../testing/module-world.ts'
import { compiledStepper } from './compiled-stepper.ts'
import { tooLarge } from './too-large.ts'

const { Memory } = WebAssembly
const { Worker } = threads
/** Every memory that was made since a test began, held by nothing here. */
let memories: WeakRef<WebAssembly.Memory>[] = []
const running = new Set<threads.Worker>()
let mostMemory = Number.POSITIVE_INFINITY

class CountedMemory extends Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    if (descriptor.initial > mostMemory) throw new RangeError('could not allocate memory')
    super(descriptor)
    memories.push(new WeakRef(this))
  }
}
class CountedWorker extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given)
    running.add(this)
    this.once('exit', () => running.delete(this))
  }
}

beforeAll(async () => {
  await useBackend('wasm')
  Object.assign(WebAssembly, { Memory: CountedMemory })
  Object.assign(threads, { Worker: CountedWorker })
})
afterAll(() => {
  Object.assign(WebAssembly, { Memory })
  Object.assign(threads, { Worker })
})
beforeEach(() => {
  memories = []
  mostMemory = Number.POSITIVE_INFINITY
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const liveBytes = (): number[] =>
  memories.flatMap((memory) => memory.deref()?.buffer.byteLength ?? []).sort((a, b) => a - b)

const [, modules] = VARIANTS[0]
const [config, encoded, parts] = [engineConfig(modules), moduleWorld(), partsOf(modules)]
const stepperOf = (workers: number, own = modules) =>
  compiledStepper(engineConfig(own), encoded, partsOf(own), { kernels: 'simd', workers })

describe('memory of compiled WASM', () => {
  it('is the same after 5,000 steps as after the first', async () => {
    const stepper = stepperOf(1)
    const [{ numTensors, numBytes }, bytes] = [tf.memory(), liveBytes()]
    expect(bytes).toHaveLength(1)
    for (let step = 0; step < 5000; step += 500) {
      await stepper.steps(500, step)
      const { values, steps } = await stepper.losses()
      expect(steps).toBe(500)
      expect(values.every(Number.isFinite)).toBe(true)
      await stepper.evaluate(encoded.splits.valid)
      await stepper.taps(encoded.splits.valid)
      expect(tf.memory()).toMatchObject({ numTensors, numBytes })
      expect(liveBytes()).toEqual(bytes)
    }
    stepper.dispose()
  })

  it('is all given back by 50 runs from start to end, their threads with it', async () => {
    const { numTensors, numBytes } = tf.memory()
    for (let run = 0; run < 50; run++) {
      // Every tenth has all modules, which take a second to compile.
      const stepper = stepperOf(2, run % 10 === 0 ? modules : withModule('interactions'))
      await stepper.steps(3, 0)
      stepper.keepBest()
      await stepper.evaluate(encoded.splits.valid)
      stepper.dispose()
      expect(tf.memory()).toMatchObject({ numTensors, numBytes })
    }
    expect(memories).toHaveLength(50)
    await expect.poll(() => running.size, { timeout: 10_000 }).toBe(0)
    await expect
      .poll(
        () => {
          collect()
          return liveBytes().length
        },
        { timeout: 10_000 },
      )
      .toBeLessThanOrEqual(1)
  }, 300_000)

  it('is all given back by eager runs too', async () => {
    const { numTensors, numBytes } = tf.memory()
    for (let run = 0; run < 5; run++) {
      const stepper = eagerStepper(config, encoded, parts)
      await stepper.steps(3, 0)
      await stepper.evaluate(encoded.splits.valid)
      stepper.keepBest()
      stepper.restoreBest()
      stepper.dispose()
      expect(tf.memory()).toMatchObject({ numTensors, numBytes })
    }
  })
})

describe('a machine without enough memory', () => {
  it.each([1, 2])(
    'says how much was wanted and what to change, and leaves nothing: %i threads',
    async (workers) => {
      const before = tf.memory().numTensors
      mostMemory = 2
      let error: unknown
      try {
        stepperOf(workers)
      } catch (thrown) {
        error = thrown
      }
      if (!(error instanceof TooLarge)) throw new Error(`it threw ${String(error)}`)
      expect(tooLarge(error)).toEqual({
        path: 'training.batchSize',
        code: 'engine.noMemory',
        params: { mebibytes: error.mebibytes },
        severity: 'error',
      })
      expect(error.mebibytes).toBeGreaterThan(0)
      expect(tf.memory().numTensors).toBe(before)
      expect(running.size).toBe(0)
    },
  )
})
