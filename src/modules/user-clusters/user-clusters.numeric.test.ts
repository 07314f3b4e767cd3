import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import { batchOf } from '../../model/batches.ts'
import type { BuildContext, Contribution, Embedded } from '../../model/stage.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext, moduleWorld } from '../../testing/module-world.ts'
import { balance, separation } from './graph/terms.ts'
import { buildUserClusters } from './graph.ts'
import { userClusters } from './spec.ts'

type Config = ConfigOf<typeof userClusters.settings>

const WORLD = moduleWorld()
const USER = 0
const AGE = 3
const GENDER = 4
const DIM = 4

beforeAll(() => useBackend('cpu'))

function built(changed: Partial<Config> = {}, overrides: Partial<BuildContext> = {}) {
  const context = layerContext(overrides)
  const layer = buildUserClusters({ ...defaultsOf(userClusters.settings), ...changed }, context)
  const variable = (name: string): tf.Variable => {
    const found = context.store.variables.find(
      (trained) => keyOf(trained.variable) === `user-clusters/${name}`,
    )
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found.variable
  }
  return { layer, variable }
}

/** Rows of the world, and what is embedded of them: two fields of zeros. */
function embedded(rows = WORLD.splits.train): Embedded {
  return {
    batch: batchOf(WORLD, rows, null),
    fields: tf.zeros([rows.length, 2, DIM]),
    user: tf.ones([rows.length, DIM]),
    extras: null,
    linear: tf.zeros([rows.length]),
    items: null,
  }
}
const observe = { training: false, observe: true, step: 0 }

function tap(result: Contribution<Embedded>, name: string): tf.Tensor {
  const tensor = result.taps?.[name] ?? result.states?.[name]
  if (tensor === undefined) throw new Error(`no tap ${name}`)
  return tensor
}
const rowsOf = (tensor: tf.Tensor): number[][] => tensor.arraySync() as number[][]

/** Random matrix of any shape. */
function random(rows: number, columns: number, name: string): number[][] {
  const rng = stream(3, name)
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.normal()))
}

describe('the assignment', () => {
  it('has rows that sum to 1', () => {
    const { layer } = built()
    for (const row of rowsOf(tap(layer.apply(embedded(), observe), 'assignment'))) {
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
      expect(row.every((share) => share >= 0)).toBe(true)
    }
  })

  it('is the softmax of −‖q − m‖² / τ', () => {
    const temperature = 2.5
    const { layer } = built({ temperature })
    const result = layer.apply(embedded(), observe)
    const centroids = rowsOf(tap(result, 'centroids'))
    const assignment = rowsOf(tap(result, 'assignment'))
    for (const [b, q] of rowsOf(tap(result, 'query')).entries()) {
      const weights = centroids.map((m) =>
        Math.exp(-m.reduce((sum, x, i) => sum + (x - (q[i] as number)) ** 2, 0) / temperature),
      )
      const total = weights.reduce((a, c) => a + c, 0)
      for (const [k, weight] of weights.entries()) {
        expect(assignment[b]?.[k]).toBeCloseTo(weight / total, 5)
      }
    }
  })

  it('is the same for users with the same unbiased features, whoever they are', () => {
    const { layer } = built()
    const assignment = rowsOf(tap(layer.apply(embedded(), observe), 'assignment'))
    const seen = new Map<string, number[]>()
    for (const [b, row] of WORLD.splits.train.entries()) {
      const key = [AGE, GENDER].map((column) => WORLD.ids[row * WORLD.fields.length + column]).join()
      const first = seen.get(key)
      if (first === undefined) seen.set(key, assignment[b] as number[])
      else expect(assignment[b]).toEqual(first)
    }
    expect(seen.size).toBeGreaterThan(2)
  })
})

describe('the group representation', () => {
  it('is the assignment’s mean of the cluster values, appended as the last field', () => {
    const { layer } = built()
    expect(layer.shape.fieldNames).toEqual(['room', 'genre', 'group'])
    const result = layer.apply(embedded(), observe)
    const values = rowsOf(tap(result, 'values'))
    const assignment = rowsOf(tap(result, 'assignment'))
    const fields = result.out.fields.arraySync()
    for (const [b, shares] of assignment.entries()) {
      const group = Array.from({ length: DIM }, (_, j) =>
        shares.reduce((sum, share, k) => sum + share * (values[k]?.[j] as number), 0),
      )
      for (const [j, value] of group.entries()) expect(fields[b]?.[2]?.[j]).toBeCloseTo(value, 6)
      expect(
        fields[b]
          ?.slice(0, 2)
          .flat()
          .every((x) => x === 0),
      ).toBe(true)
    }
  })

  it('leaves the linear part and the user’s own embedding untouched', () => {
    const input = embedded()
    const { out } = built({ shift: true }).layer.apply(input, observe)
    expect(out.linear).toBe(input.linear)
    expect(out.user).toBe(input.user)
  })

  it('is g + δ with shift, and g alone for a user absent from train', () => {
    const { layer, variable } = built({ shift: true })
    const rows = WORLD.splits.train.slice(0, 2)
    const input = embedded(rows)
    const ids = input.batch.ids.arraySync()
    ids[1] = [...(ids[1] as number[])].map((id, column) => (column === USER ? 0 : id))
    const batch = {
      ...input.batch,
      ids: tf.tensor2d(ids, undefined, 'int32'),
      userMask: tf.tensor2d([[1], [0]]),
    }
    const result = layer.apply({ ...input, batch }, observe)
    const group = rowsOf(tap(result, 'group'))
    const delta = rowsOf(variable('shift'))[ids[0]?.[USER] as number] as number[]
    const fields = result.out.fields.arraySync()
    for (const j of delta.keys()) {
      expect(fields[0]?.[2]?.[j]).toBeCloseTo((group[0]?.[j] as number) + (delta[j] as number), 6)
      expect(fields[1]?.[2]?.[j]).toBe(group[1]?.[j])
    }
    const norms = tap(result, 'shiftNorm').arraySync() as number[]
    expect(norms[0]).toBeCloseTo(Math.hypot(...delta), 4)
    expect(norms[1]).toBeLessThan(2e-4)
    const intra = result.losses?.intra?.arraySync()
    expect(intra).toBeCloseTo(Math.hypot(...delta) ** 2 / 2, 6)
  })
})

describe('the shuffled control', () => {
  const width = WORLD.fields.length
  /** Each train user's age and gender, as the ranker gives them. */
  const attributes = (column: number): Int32Array => {
    const byUser = new Int32Array(13)
    for (const row of WORLD.splits.train) {
      byUser[WORLD.ids[row * width + USER] as number] = WORLD.ids[row * width + column] as number
    }
    return byUser
  }
  const rowOfUser = new Map(
    [...WORLD.splits.train].map((row) => [WORLD.ids[row * width + USER] as number, row]),
  )
  const users = [...rowOfUser.keys()].sort((a, b) => a - b)
  const rows = Uint32Array.from(users, (user) => rowOfUser.get(user) as number)
  const queries = (shuffleInput: boolean, seed: number) =>
    rowsOf(
      tap(
        built({ shuffleInput }, { userAttributes: attributes, seed }).layer.apply(embedded(rows), observe),
        'query',
      ),
    ).map((query) => query.map((x) => x.toFixed(5)).join())

  it('gives every user the features of some train user, and moves most', () => {
    expect(users).toHaveLength(12)
    const own = queries(false, 1)
    const shuffled = queries(true, 1)
    // A permutation of users: the same queries, handed out differently.
    expect([...shuffled].sort()).toEqual([...own].sort())
    expect(shuffled.filter((query, i) => query !== own[i]).length).toBeGreaterThan(users.length / 2)
  })

  it('is the same for one seed and another for another', () => {
    expect(queries(true, 1)).toEqual(queries(true, 1))
    expect(queries(true, 1)).not.toEqual(queries(true, 2))
  })
})

describe('balance', () => {
  it('is 0 where the mean assignment is uniform', () => {
    expect(balance(tf.fill([5, 8], 1 / 8)).arraySync()).toBeCloseTo(0, 6)
    expect(balance(tf.eye(8)).arraySync()).toBeCloseTo(0, 6)
  })

  it('is ln K where one cluster takes all', () => {
    const taken = tf.oneHot(tf.tensor1d([2, 2, 2], 'int32'), 8) as tf.Tensor2D
    expect(balance(tf.cast(taken, 'float32')).arraySync()).toBeCloseTo(Math.log(8), 6)
  })

  it('lies between them', () => {
    const value = balance(tf.softmax(tf.tensor2d(random(20, 8, 'balance'), [20, 8]))).arraySync()
    expect(value).toBeGreaterThan(0)
    expect(value).toBeLessThan(Math.log(8))
  })
})

describe('covariance and variance', () => {
  const terms = (values: number[][], keys: number[][]) => {
    const { covariance, variance } = separation(tf.tensor2d(values), tf.tensor2d(keys))
    return { covariance: covariance.arraySync(), variance: variance.arraySync() }
  }

  it('equal their definitions', () => {
    const values = random(7, 3, 'values').map((row) => row.map((x) => 0.3 * x))
    const keys = random(7, 2, 'keys')
    const c = (m: number[][], i: number, j: number) => {
      const mean = (column: number) => m.reduce((sum, row) => sum + (row[column] as number), 0) / m.length
      const products = m.map((row) => ((row[i] as number) - mean(i)) * ((row[j] as number) - mean(j)))
      return products.reduce((sum, x) => sum + x, 0) / (m.length - 1)
    }
    const hinge = (m: number[][], gamma: number, width: number) =>
      [...Array(width).keys()].reduce(
        (sum, i) => sum + Math.max(0, gamma - Math.sqrt(c(m, i, i) + 1e-4)) / width,
        0,
      )
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const
    const off = pairs.reduce((sum, [i, j]) => sum + (2 * c(values, i, j) ** 2) / 3, 0)
    const found = terms(values, keys)
    expect(found.covariance).toBeCloseTo(off, 6)
    expect(found.variance).toBeCloseTo(hinge(values, 0.3, 3) + hinge(keys, 1, 2), 5)
  })

  it('match the worked example', () => {
    // Values (1, 1), (−1, −1): variances 2 and 2, covariance 2, so (2² + 2²) / 2 = 4 and no hinge. Keys alike: none.
    const apart = [
      [1, 1],
      [-1, -1],
    ]
    expect(terms(apart, apart).covariance).toBeCloseTo(4, 5)
    expect(terms(apart, apart).variance).toBe(0)
  })

  it('do not change with the mean of the clusters', () => {
    const values = random(6, 3, 'shift')
    const moved = values.map((row) => row.map((x) => x + 5))
    const keys = random(6, 2, 'keys')
    expect(terms(moved, keys).covariance).toBeCloseTo(terms(values, keys).covariance, 4)
    expect(terms(moved, keys).variance).toBeCloseTo(terms(values, keys).variance, 4)
  })

  it('give collapsed clusters no covariance but the full hinge', () => {
    const ones = (width: number) => Array.from({ length: 6 }, () => new Array<number>(width).fill(1))
    // √(0 + 1e-4) = .01: (.3 − .01) + (1 − .01).
    expect(terms(ones(3), ones(2)).covariance).toBeCloseTo(0, 10)
    expect(terms(ones(3), ones(2)).variance).toBeCloseTo(1.28, 5)
  })
})

describe('the mean read', () => {
  const activity = new Int32Array(13)
  for (const row of WORLD.splits.train) {
    const user = WORLD.users[row] as number
    activity[user] = (activity[user] as number) + 1
  }
  const attributeOf = (field: number): Int32Array => {
    const own = new Int32Array(13)
    for (const row of WORLD.splits.train) {
      own[WORLD.users[row] as number] = WORLD.ids[row * WORLD.fields.length + field] as number
    }
    return own
  }
  const given = { userActivity: () => activity, userAttributes: attributeOf }

  it.each<[Partial<Config>]>([[{}], [{ shift: true }], [{ shuffleInput: true }]])(
    'is the mean of what the train rows read, whatever rows are asked, at %o',
    (changed) => {
      const { layer, variable } = built(changed, given)
      for (const name of ['keys', 'values', ...(changed.shift ? ['shift'] : [])]) {
        const { shape } = variable(name)
        const values = random(shape[0] as number, shape[1] as number, name)
        // The unseen user's shift stays 0.
        if (name === 'shift') values[0]?.fill(0)
        variable(name).assign(tf.tensor2d(values))
      }
      const group = (of: Pick<typeof layer, 'apply'>, rows: Uint32Array): number[][] =>
        (of.apply(embedded(rows), { ...observe, observe: false }).out.fields.arraySync() as number[][][]).map(
          (fields) => fields.at(-1) as number[],
        )
      const read = group(layer, WORLD.splits.train)
      const mean = Array.from(
        { length: DIM },
        (_, d) => read.reduce((sum, row) => sum + (row[d] as number), 0) / read.length,
      )
      const asked = layer.interventions?.meanRead
      if (asked === undefined) throw new Error('no mean read')
      for (const row of group(asked, WORLD.splits.test.slice(0, 3))) {
        for (const [d, value] of row.entries()) expect(value).toBeCloseTo(mean[d] as number, 5)
      }
    },
  )
})
