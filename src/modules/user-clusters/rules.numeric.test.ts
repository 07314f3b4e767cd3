import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import { batchOf } from '../../model/batches.ts'
import type { BuildContext, Contribution, Embedded } from '../../model/stage.ts'
import { keyOf, trainedOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext, moduleWorld } from '../../testing/module-world.ts'
import { withMeanRead } from './graph/ablate.ts'
import { writeWeights } from './graph/write.ts'
import { buildUserClusters } from './graph.ts'
import { userClusters } from './spec.ts'

type Config = ConfigOf<typeof userClusters.settings>

const WORLD = moduleWorld()
const DIM = 4
const K = 5
const SEEN = { training: true, observe: true, step: 0 }

beforeAll(() => useBackend('cpu'))

const configOf = (changed: Partial<Config>): Config => ({
  ...defaultsOf(userClusters.settings),
  clusters: K,
  reviveEvery: 0,
  ...changed,
})

function built(changed: Partial<Config> = {}, overrides: Partial<BuildContext> = {}) {
  const context = layerContext(overrides)
  const layer = buildUserClusters(configOf(changed), context)
  const { variables } = context.store
  const variable = (name: string): tf.Variable => {
    const found = variables.find((one) => keyOf(one.variable) === `user-clusters/${name}`)
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found.variable
  }
  const afterStep = (): void => {
    if (layer.afterStep === undefined) throw new Error('nothing is written')
    layer.afterStep()
  }
  return { layer, variable, afterStep, trained: trainedOf(variables).map((one) => one.variable) }
}

/** Train rows with user embeddings of their own; some users are silent. */
function embedded(silent: readonly number[] = []): Embedded {
  const rows = WORLD.splits.train
  const mask = Float32Array.from(rows, (_, b) => (silent.includes(b) ? 0 : 1))
  const user = Float32Array.from({ length: rows.length * DIM }, (_, i) => Math.sin(i))
  const batch = { ...batchOf(WORLD, rows, null), userMask: tf.tensor2d(mask, [rows.length, 1]) }
  return {
    batch,
    fields: tf.zeros([rows.length, 2, DIM]),
    user: tf.mul(tf.tensor2d(user, [rows.length, DIM]), batch.userMask),
    extras: null,
    linear: tf.zeros([rows.length]),
    items: null,
  }
}

function seen(result: Contribution<Embedded>, name: string): number[][] {
  const tensor = result.taps?.[name] ?? result.states?.[name]
  if (tensor === undefined) throw new Error(`no tap ${name}`)
  return tensor.arraySync() as number[][]
}
const rowsOf = (tensor: tf.Tensor): number[][] => tensor.arraySync() as number[][]
const largest = (row: number[]): number => row.indexOf(Math.max(...row))

function expectClose(got: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  for (const [i, row] of wanted.entries())
    for (const [j, x] of row.entries()) expect(got[i]?.[j]).toBeCloseTo(x, 5)
}

/** What running means make of a memory by their definition, c [B, K]. */
function means(memory: number[][], c: readonly number[][], x: readonly number[][]): number[][] {
  return memory.map((row, k) => {
    const mass = c.reduce((sum, own) => sum + (own[k] as number), 0)
    const strength = 1 - 0.99 ** mass
    return row.map((m, j) => {
      const total = c.reduce((sum, own, b) => sum + (own[k] as number) * (x[b]?.[j] as number), 0)
      return m + strength * (total / (mass + 1e-6) - m)
    })
  })
}

describe('who is trained', () => {
  it.each(['ema', 'ntm'] as const)('is never a key or a value in mode %s', (mode) => {
    const names = built({ mode }).trained.map(keyOf)
    expect(names).not.toContain('user-clusters/keys')
    expect(names).not.toContain('user-clusters/values')
    expect(names).toContain('user-clusters/query/weights')
    expect(names.includes('user-clusters/erase/weights')).toBe(mode === 'ntm')
  })

  it('is the values alone where the clusters are random', () => {
    expect(built({ randomFrozen: true }).trained.map(keyOf)).toEqual(['user-clusters/values'])
  })
  it('is nothing where random clusters are written by running means, which move the values only', () => {
    const { trained, layer, variable, afterStep } = built({ randomFrozen: true, mode: 'ema' })
    expect(trained).toEqual([])
    const [keys, values] = [rowsOf(variable('keys')), rowsOf(variable('values'))]
    layer.apply(embedded(), SEEN)
    afterStep()
    expect(rowsOf(variable('keys'))).toEqual(keys)
    expect(rowsOf(variable('values'))).not.toEqual(values)
  })

  it.each(['e2e', 'ntm', 'ema'] as const)(
    'is nothing of the module by the task losses without interference, in mode %s',
    (mode) => {
      const gradients = (strictNoInterference: boolean, ofOutput: boolean) => {
        const { layer, trained } = built({ mode, strictNoInterference })
        const { grads } = tf.variableGrads(() => {
          const { out, losses } = layer.apply(embedded(), SEEN)
          const terms = Object.values(losses ?? {})
          return (ofOutput ? tf.sum(tf.square(tf.sub(out.fields, 1))) : tf.addN(terms)) as tf.Scalar
        }, trained)
        return trained.map((one) =>
          Math.max(...Array.from(grads[one.name]?.dataSync<'float32'>() ?? [0], Math.abs)),
        )
      }
      expect(gradients(true, true).every((size) => size === 0)).toBe(true)
      expect(gradients(false, true).some((size) => size > 0)).toBe(true)
      expect(gradients(true, false)).toEqual(gradients(false, false))
    },
  )
})

describe('erase and add after a step', () => {
  it('leaves the values that the step read, and evaluation writes nothing', () => {
    const { layer, variable, afterStep } = built({ mode: 'ntm' })
    const before = rowsOf(variable('values'))
    const read = seen(layer.apply(embedded(), SEEN), 'values')
    expect(read).not.toEqual(before)
    expect(rowsOf(variable('values'))).toEqual(before)
    afterStep()
    expect(rowsOf(variable('values'))).toEqual(read)
    const still = layer.apply(embedded(), { ...SEEN, training: false })
    expect(seen(still, 'values')).toEqual(read)
    expect(afterStep).toThrow('without a forward pass')
  })

  it('moves the keys by running means of their rows’ queries', () => {
    const { layer, variable, afterStep } = built({ mode: 'ntm' })
    const keys = rowsOf(variable('keys'))
    const result = layer.apply(embedded(), SEEN)
    const assignment = seen(result, 'assignment')
    const hard = assignment.map((row) => row.map((_, k) => (k === largest(row) ? 1 : 0)))
    afterStep()
    expectClose(rowsOf(variable('keys')), means(keys, hard, seen(result, 'query')))
    const masses = [...Array(K).keys()].map((k) => assignment.reduce((sum, row) => sum + (row[k] ?? 0), 0))
    expectClose([variable('writeMass').arraySync() as number[]], [masses])
  })
})

describe('what a rule erased and added', () => {
  const at = (rows: number[][], k: number, j: number): number => rows[k]?.[j] as number
  const total = (rows: number[][]) => rows.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0))

  it('by running means is η_k of the values and of their rows’ means, and grows from step to step', () => {
    const { layer, variable, afterStep } = built({ mode: 'ema', hardWrite: false })
    const logged = () => ['erased', 'added'].map((name) => variable(name).arraySync() as number[])
    const wanted = [new Array<number>(K).fill(0), new Array<number>(K).fill(0)]
    for (const rows of [
      [0, 1, 2],
      [3, 5],
    ]) {
      const values = rowsOf(variable('values'))
      const input = embedded(rows)
      const c = seen(layer.apply(input, SEEN), 'assignment').map((row, b) =>
        row.map((x) => x * (input.batch.userMask.arraySync()[b]?.[0] as number)),
      )
      afterStep()
      const next = rowsOf(variable('values'))
      for (const [k, mass] of total(values).entries()) {
        const strength =
          1 - (1 - configOf({}).writeRate) ** c.reduce((sum, row) => sum + (row[k] as number), 0)
        const put = (next[k] as number[]).map((x, j) => x - (1 - strength) * at(values, k, j))
        wanted[0] = (wanted[0] as number[]).map((sum, i) => (i === k ? sum + strength * mass : sum))
        wanted[1] = (wanted[1] as number[]).map((sum, i) =>
          i === k ? sum + (total([put])[0] as number) : sum,
        )
      }
      expectClose(logged(), wanted)
    }
  })

  it('by erase and add accounts for all that the values moved', () => {
    const { layer, variable, afterStep } = built({ mode: 'ntm' })
    const before = rowsOf(variable('values'))
    layer.apply(embedded(), SEEN)
    afterStep()
    const after = rowsOf(variable('values'))
    const [erased, added] = ['erased', 'added'].map((name) => variable(name).arraySync() as number[])
    for (const [k, mass] of total(before).entries()) {
      const moved = (after[k] as number[]).reduce((sum, x, j) => sum + Math.abs(x - at(before, k, j)), 0)
      expect(moved).toBeLessThanOrEqual((erased?.[k] as number) + (added?.[k] as number) + 1e-6)
      // e lies in (0, 1) and η_k below 1: no more than all can be erased.
      expect(erased?.[k]).toBeGreaterThan(0)
      expect(erased?.[k]).toBeLessThan(mass)
      expect(added?.[k]).toBeGreaterThan(0)
    }
  })
})

describe('running means after a step', () => {
  it.each([true, false])(
    'are those of embeddings and queries, and silent rows do not write; hard: %s',
    (hard) => {
      const { layer, variable, afterStep } = built({ mode: 'ema', hardWrite: hard })
      const [keys, values] = [rowsOf(variable('keys')), rowsOf(variable('values'))]
      const input = embedded([0, 3, 4])
      const result = layer.apply(input, SEEN)
      expect(seen(result, 'values')).toEqual(values)
      const assignment = seen(result, 'assignment')
      const nearest = assignment.map((row) => row.map((_, k) => (k === largest(row) ? 1 : 0)))
      const mask = input.batch.userMask.arraySync()
      const c = (hard ? nearest : assignment).map((row, b) => row.map((x) => x * (mask[b]?.[0] as number)))
      afterStep()
      expectClose(rowsOf(variable('keys')), means(keys, c, seen(result, 'query')))
      expectClose(rowsOf(variable('values')), means(values, c, rowsOf(input.user as tf.Tensor)))
      const total = (rows: number[][], k: number) => rows.reduce((sum, row) => sum + (row[k] as number), 0)
      const [mass, occupancy] = [variable('writeMass'), variable('occupancy')].map((v) => v.arraySync())
      expectClose([mass as number[]], [keys.map((_, k) => total(c, k))])
      expectClose(
        [occupancy as number[]],
        [keys.map((_, k) => 0.98 / K + (0.02 * total(nearest, k)) / nearest.length)],
      )
    },
  )

  it('are of the shifted representation with shift', () => {
    const { layer, variable, afterStep } = built({ mode: 'ema', shift: true })
    const values = rowsOf(variable('values'))
    const result = layer.apply({ ...embedded(), user: null }, SEEN)
    const nearest = seen(result, 'assignment').map((row) => row.map((_, k) => (k === largest(row) ? 1 : 0)))
    const fields = result.out.fields.arraySync().map((row) => row[2] as number[])
    afterStep()
    expectClose(rowsOf(variable('values')), means(values, nearest, fields))
  })

  it('have nothing to write without user id and shift, and say so', () => {
    const { layer } = built({ mode: 'ema' })
    expect(() => layer.apply({ ...embedded(), user: null }, SEEN)).toThrow('nothing to write')
  })
})

describe('a rule', () => {
  it.each(['ntm', 'ema'] as const)('leaves no tensor behind in mode %s', (mode) => {
    const { layer, afterStep } = built({ mode, shift: true, lambdaDec: 1, reviveEvery: 2 })
    const input = embedded()
    const step = () =>
      tf.tidy(() => {
        layer.apply(input, { training: true, observe: false, step: 0 })
        afterStep()
      })
    step()
    const before = tf.memory().numTensors
    for (let n = 0; n < 5; n++) step()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('stratified writes', () => {
  it('weigh a row in inverse proportion to its decile’s share, 1 on average', () => {
    // Users 1 to 6 had 1 row, 7 to 12 had 9: two levels of activity.
    const activity = Int32Array.from({ length: 13 }, (_, user) => (user === 0 ? 0 : user < 7 ? 1 : 9))
    const context = layerContext({ userActivity: () => activity })
    const { batch } = embedded()
    const weights = rowsOf(writeWeights(configOf({ writeWeight: 'stratified' }), context)(batch)).flat()
    const active = [...WORLD.splits.train].map((row) => (WORLD.ids[row * WORLD.fields.length] as number) >= 7)
    const totalOf = (level: boolean) =>
      weights.reduce((sum, weight, b) => sum + (active[b] === level ? weight : 0), 0)
    expect(totalOf(true)).toBeCloseTo(totalOf(false), 3)
    expect(totalOf(true) + totalOf(false)).toBeCloseTo(weights.length, 3)
    expect(new Set(active).size).toBe(2)
  })
})

describe('revival', () => {
  function revived(reviveEvery: number, steps: number) {
    const { layer, variable, afterStep } = built({ mode: 'ema', reviveEvery })
    // Cluster 3 is far from everything and all but unused.
    const far = rowsOf(variable('keys')).map((row, k) => (k === 3 ? row.map(() => 50) : row))
    variable('keys').assign(tf.tensor2d(far))
    variable('occupancy').assign(tf.tensor1d([0.3, 0.3, 0.2, 0.005, 0.195]))
    let queries: number[][] = []
    for (let step = 0; step < steps; step++) {
      queries = seen(layer.apply(embedded(), SEEN), 'query')
      afterStep()
    }
    const [keys, values] = [rowsOf(variable('keys')), rowsOf(variable('values'))]
    return { queries, keys, values, occupancy: variable('occupancy').arraySync() as number[] }
  }

  it('moves a dead cluster to a row of the batch, gives it the mean value and a fresh occupancy', () => {
    const { queries, keys, values, occupancy } = revived(1, 1)
    const never = revived(0, 1)
    expect(queries.map((row) => row.join())).toContain(keys[3]?.join())
    expect(never.keys[3]).toEqual(Array(8).fill(50))
    const mean = never.values[0]?.map((_, j) => never.values.reduce((sum, row) => sum + (row[j] ?? 0), 0) / K)
    expectClose([values[3] as number[]], [mean as number[]])
    expect(occupancy[3]).toBeCloseTo(1 / K, 6)
    for (const k of [0, 1, 2, 4]) {
      expect(keys[k]).toEqual(never.keys[k])
      expect(values[k]).toEqual(never.values[k])
      expect(occupancy[k]).toBe(never.occupancy[k])
    }
  })

  it('waits its number of steps', () => {
    expect(revived(3, 2).keys[3]).toEqual(Array(8).fill(50))
    expect(revived(3, 3).keys[3]).not.toEqual(Array(8).fill(50))
  })
})

describe('the sharper target', () => {
  it('says nothing until it is drawn after 100 steps, and then stands still', () => {
    const { layer, variable, afterStep } = built({ lambdaDec: 1 })
    const term = () => layer.apply(embedded(), SEEN).losses?.dec?.arraySync()
    for (let step = 0; step < 100; step++) {
      const value = term()
      if (step < 3 || step === 99) expect(value).toBe(0)
      afterStep()
    }
    expect(term()).toBeGreaterThan(0)
    const drawn = rowsOf(variable('dec/target'))
    const met = new Set([...WORLD.splits.train].map((row) => WORLD.ids[row * WORLD.fields.length] as number))
    for (const [user, row] of drawn.entries()) {
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(met.has(user) ? 1 : 0, 5)
    }
    afterStep()
    expect(rowsOf(variable('dec/target'))).toEqual(drawn)
  })
})

describe('a read that is ablated', () => {
  it('gives each row the mean it is told, and leaves the other fields', () => {
    const { layer } = built()
    const evaluate = { training: false, observe: false, step: 0 }
    const whole = layer.apply(embedded(), evaluate).out.fields.arraySync()
    const mean = Array.from({ length: DIM }, (_, j) => j + 1)
    const ablated = withMeanRead(layer, () => tf.tensor2d([mean]))
      .apply(embedded(), evaluate)
      .out.fields.arraySync()
    for (const [b, row] of ablated.entries()) {
      expectClose([row[2] as number[]], [mean])
      expect(row.slice(0, 2)).toEqual(whole[b]?.slice(0, 2))
    }
  })
})
