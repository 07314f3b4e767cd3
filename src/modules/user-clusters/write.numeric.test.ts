import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { nearest } from '../../nn/nearest.ts'
import { useBackend } from '../../testing/backend.ts'
import { address } from './graph/address.ts'
import { divergence, targetOf } from './graph/dec.ts'
import { userWeights } from './graph/shift.ts'
import { commitment, orthogonality, sharpness } from './graph/terms.ts'
import { drawnTo, erasedAndAdded } from './graph/write.ts'
import { welchFloor } from './view/diagnostics.ts'

beforeAll(() => useBackend('cpu'))

const RATE = 0.01

function random(rows: number, columns: number, name: string): number[][] {
  const rng = stream(5, name)
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.normal()))
}
const positive = (rows: number, columns: number, name: string): number[][] =>
  random(rows, columns, name).map((row) => row.map((x) => 1 / (1 + Math.exp(-x))))
const rowsOf = (tensor: tf.Tensor): number[][] => tensor.arraySync() as number[][]
const at = (m: readonly (readonly number[])[], i: number, j: number): number => m[i]?.[j] as number
const matrix = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows)

function expectClose(got: number[][], wanted: number[][], digits = 5): void {
  expect(got.length).toBe(wanted.length)
  for (const [i, row] of wanted.entries())
    for (const [j, x] of row.entries()) expect(at(got, i, j)).toBeCloseTo(x, digits)
}

describe('erase and add', () => {
  it('of one row, one-hot, is NTM’s equations 3 and 4 with w = η', () => {
    const memory = random(3, 2, 'memory')
    const [erase, add] = [
      [0.3, 1],
      [0.7, -0.2],
    ]
    const { memory: got } = erasedAndAdded(
      matrix(memory),
      matrix([[0, 1, 0]]),
      matrix([erase]),
      matrix([add]),
      RATE,
    )
    const wanted = memory.map((row, k) =>
      k !== 1 ? row : row.map((m, j) => m * (1 - RATE * (erase[j] as number)) + RATE * (add[j] as number)),
    )
    expectClose(rowsOf(got), wanted, 6)
  })

  it('of many rows alike is as many writes one after another, where all is erased', () => {
    const memory = [[0.4, -1]]
    const add = [0.3, 0.2]
    let wanted = memory
    for (let n = 0; n < 50; n++) {
      wanted = wanted.map((row) => row.map((m, j) => m * (1 - RATE) + RATE * (add[j] as number)))
    }
    const rows = (x: number[]): tf.Tensor2D => matrix(Array.from({ length: 50 }, () => x))
    const got = erasedAndAdded(matrix(memory), rows([1]), rows([1, 1]), rows(add), RATE)
    expectClose(rowsOf(got.memory), wanted, 5)
  })

  it('equals its definition on random input', () => {
    const [k, d, rows] = [4, 3, 30]
    const memory = random(k, d, 'memory')
    const c = positive(rows, k, 'c')
    const erase = positive(rows, d, 'erase')
    const add = random(rows, d, 'add')
    const wanted = memory.map((row, cluster) => {
      const mass = c.reduce((sum, own) => sum + (own[cluster] as number), 0)
      const strength = 1 - (1 - RATE) ** mass
      const mean = (x: number[][], j: number): number =>
        c.reduce((sum, own, b) => sum + (own[cluster] as number) * at(x, b, j), 0) / (mass + 1e-6)
      return row.map((m, j) => m * (1 - strength * mean(erase, j)) + strength * mean(add, j))
    })
    const got = erasedAndAdded(matrix(memory), matrix(c), matrix(erase), matrix(add), RATE)
    expectClose(rowsOf(got.memory), wanted)
    // What is left without erasing is what was added: nothing is erased where every e is 0.
    const kept = erasedAndAdded(
      matrix(memory),
      matrix(c),
      matrix(erase.map((row) => row.map(() => 0))),
      matrix(add),
      RATE,
    )
    expectClose(rowsOf(tf.sub(kept.memory, got.added)), memory)
  })

  it('comes to rest at Ā / Ē, and leaves a cluster without rows alone', () => {
    let memory: tf.Tensor2D = matrix([
      [5, -5],
      [2, 3],
    ])
    const [c, erase, add] = [matrix([[40, 0]]), matrix([[0.5, 0.9]]), matrix([[0.2, -0.45]])]
    for (let n = 0; n < 200; n++) memory = erasedAndAdded(memory, c, erase, add, RATE).memory
    expectClose(
      rowsOf(memory),
      [
        [0.4, -0.5],
        [2, 3],
      ],
      4,
    )
  })
})

describe('running means', () => {
  it('equal their definition on random input', () => {
    const [k, d, rows] = [4, 3, 20]
    const memory = random(k, d, 'memory')
    const c = positive(rows, k, 'c')
    const x = random(rows, d, 'x')
    const wanted = memory.map((row, cluster) => {
      const mass = c.reduce((sum, own) => sum + (own[cluster] as number), 0)
      const strength = 1 - (1 - RATE) ** mass
      return row.map((m, j) => {
        const mean = c.reduce((sum, own, b) => sum + (own[cluster] as number) * at(x, b, j), 0)
        return m + strength * (mean / (mass + 1e-6) - m)
      })
    })
    expectClose(rowsOf(drawnTo(matrix(memory), matrix(c), matrix(x), RATE)), wanted)
  })
})

describe('addressing', () => {
  const query = random(12, 3, 'query')
  const keys = random(5, 3, 'keys')
  const settings = { addressing: 'l2', temperature: 1, beta: 4, alpha: 2, topK: 0 } as const
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)
  const cosine = (a: number[], b: number[]): number => dot(a, b) / Math.hypot(...a) / Math.hypot(...b)
  const distance = (a: number[], b: number[]): number =>
    a.reduce((sum, x, i) => sum + (x - (b[i] as number)) ** 2, 0)
  const normal = (weights: number[]): number[] => {
    const total = weights.reduce((a, b) => a + b, 0)
    return weights.map((weight) => weight / total)
  }
  const assigned = (change: Partial<Parameters<typeof address>[2]>): number[][] =>
    rowsOf(address(matrix(query), matrix(keys), { ...settings, ...change }).assignment)

  it('by cosine is the softmax of β cos', () => {
    expectClose(
      assigned({ addressing: 'cosine' }),
      query.map((q) => normal(keys.map((m) => Math.exp(4 * cosine(q, m))))),
    )
  })
  it('by Student’s t is (1 + D/α)^(−(α+1)/2), normalised', () => {
    expectClose(
      assigned({ addressing: 'student' }),
      query.map((q) => normal(keys.map((m) => (1 + distance(q, m) / 2) ** -1.5))),
    )
  })
  it('by positive cosine leaves out the others, but never the nearest', () => {
    const away = keys.map((m) => m.map((x) => Math.abs(x)))
    const towards = [...query, [-1, -2, -3]]
    const { assignment } = address(matrix(towards), matrix(away), {
      ...settings,
      addressing: 'cosine-positive',
    })
    const wanted = towards.map((q) => {
      const most = Math.max(...away.map((m) => cosine(q, m)))
      return normal(
        away.map((m) => {
          const like = cosine(q, m)
          return like > 0 || like === most ? Math.exp(4 * like) : 0
        }),
      )
    })
    expectClose(rowsOf(assignment), wanted)
    expect(wanted.at(-1)?.filter((share) => share > 0)).toHaveLength(1)
  })
  it('of the k nearest is the membership in all, cut and normalised', () => {
    const all = assigned({})
    expectClose(
      assigned({ topK: 2 }),
      all.map((row) => {
        const least = [...row].sort((a, b) => b - a)[1] as number
        return normal(row.map((share) => (share >= least ? share : 0)))
      }),
    )
    expect(assigned({ topK: 5 })).toEqual(all)
    expect(assigned({ topK: 64 })).toEqual(all)
  })
  it('takes the nearest cluster from the scores, and shares a row between clusters that tie', () => {
    expect(
      rowsOf(
        nearest(
          matrix([
            [1, 3, 2],
            [4, 0, 4],
          ]),
        ),
      ),
    ).toEqual([
      [0, 1, 0],
      [0.5, 0, 0.5],
    ])
  })
})

describe('loss terms', () => {
  it('sharpness is 0 for one-hot rows and ln K for undecided ones', () => {
    expect(sharpness(tf.eye(6)).arraySync()).toBeCloseTo(0, 6)
    expect(sharpness(tf.fill([3, 6], 1 / 6)).arraySync()).toBeCloseTo(Math.log(6), 5)
  })
  it('commitment weighs distances by memberships, through which no gradient flows', () => {
    const [w, distances] = [matrix([[0.25, 0.75]]), matrix([[2, 4]])]
    expect(commitment(w, distances).arraySync()).toBeCloseTo(3.5, 6)
    const [ofW, ofD] = tf.grads((a, b) => commitment(a as tf.Tensor2D, b as tf.Tensor2D))([w, distances])
    expect(rowsOf(ofW as tf.Tensor)).toEqual([[0, 0]])
    expect(rowsOf(ofD as tf.Tensor)).toEqual([[0.25, 0.75]])
  })
  it('orthogonality is the mean squared cosine: 1 on a line, and never below the Welch floor', () => {
    expect(
      orthogonality(
        matrix([
          [1, 2],
          [-1, -2],
          [4, 8],
        ]),
      ).arraySync(),
    ).toBeCloseTo(1, 5)
    // The corners of a square about their mean: two of three others are orthogonal, one is opposite: 1/3.
    const square = [
      [1, 1],
      [1, -1],
      [-1, -1],
      [-1, 1],
    ]
    expect(orthogonality(matrix(square)).arraySync()).toBeCloseTo(1 / 3, 5)
    for (const [k, d] of [
      [16, 8],
      [5, 8],
      [3, 2],
    ] as const) {
      const floor = welchFloor(k, d) ** 2
      for (let n = 0; n < 20; n++) {
        expect(orthogonality(matrix(random(k, d, `welch/${n}`))).arraySync()).toBeGreaterThan(floor - 1e-6)
      }
    }
  })
})

describe('the sharper target', () => {
  it('matches the worked example', () => {
    // f = (1.4, .6). Row 1: .25/1.4 : .25/.6 = .3 : .7. Row 2: .81/1.4 : .01/.6 = .972 : .028. A user never met has none.
    const q = matrix([
      [0.5, 0.5],
      [0.9, 0.1],
      [0, 0],
    ])
    expectClose(rowsOf(targetOf(q)), [
      [0.3, 0.7],
      [0.972, 0.028],
      [0, 0],
    ])
  })
  it('has no divergence from itself, a positive one from others, and none where there is no target', () => {
    const [p, q] = [matrix([[0.3, 0.7]]), matrix([[0.5, 0.5]])]
    expect(divergence(p, p).arraySync()).toBeCloseTo(0, 6)
    const wanted = 0.3 * Math.log(0.6) + 0.7 * Math.log(1.4)
    expect(divergence(p, q).arraySync()).toBeCloseTo(wanted, 6)
    expect(divergence(tf.zeros([1, 2]), q).arraySync()).toBe(0)
  })
})

describe('weights of users in the shift’s penalty', () => {
  it('count each user once an epoch', () => {
    const activity = Int32Array.of(0, 2, 8, 5)
    const weights = userWeights(activity)
    expect([...weights]).toEqual([0, 2.5, 0.625, 1])
    for (const user of [1, 2, 3]) {
      expect((weights[user] as number) * (activity[user] as number)).toBeCloseTo(5, 6)
    }
  })
})
