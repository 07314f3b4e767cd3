import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import type { Pulling } from '../../model/stage.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext, withModule } from '../../testing/module-world.ts'
import { entropyOf, gradNormSlopes, movedWeights, targetNorms } from './graph/gradnorm.ts'
import { paceWeights } from './graph/pace.ts'
import { conflictRate, projections } from './graph/pcgrad.ts'
import { buildLossBalance } from './graph.ts'

beforeAll(() => useBackend('cpu'))

const TASKS = [
  { id: 'a', requires: null },
  { id: 'b', requires: null },
]
/** The layer for two tasks, and the variables that it makes. */
function layerOf(settings: Readonly<Record<string, unknown>>, baseRates: readonly number[] = [0.5, 0.5]) {
  const context = layerContext({ tasks: TASKS, baseRates, trainRows: 40 })
  const config = withModule('loss-balance', settings)['loss-balance']
  if (config === undefined) throw new Error('no config')
  return { layer: buildLossBalance(config, context), store: context.store }
}
const pulling = (taskLosses: readonly tf.Scalar[], hidden = tf.zeros<tf.Rank.R2>([20, 6])): Pulling => ({
  ...{ rows: 20, taskLosses, hidden, shared: [] },
})
const TRAIN = { training: true, observe: false, step: 0 } as const
const near = (got: ArrayLike<number>, wanted: readonly number[], digits = 5): void => {
  expect(got.length).toBe(wanted.length)
  for (const [i, value] of wanted.entries()) expect(got[i], `element ${i}`).toBeCloseTo(value, digits)
}

describe('PCGrad', () => {
  const gramOf = (g: readonly (readonly number[])[]): tf.Tensor2D =>
    tf.tidy(() =>
      tf.matMul(tf.tensor2d(g.map((x) => [...x])), tf.tensor2d(g.map((x) => [...x])), false, true),
    )
  const oneHot = (order: readonly number[]): tf.Tensor2D =>
    tf.tensor2d(order.map((j) => order.map((_, i) => Number(i === j))))
  const applied = (g: readonly (readonly number[])[], order: readonly number[]): readonly Float32Array[] =>
    tf.tidy(() => {
      const turned = tf.matMul(projections(gramOf(g), oneHot(order)), tf.tensor2d(g.map((x) => [...x])))
      return tf.unstack(turned).map((row) => row.dataSync<'float32'>())
    })

  it('turns (1, 0) and (−1, 1) into (½, ½) and (0, 1)', () => {
    // g1 · g2 = −1: g1 + ½ g2 = (½, ½); g2 + 1 g1 = (0, 1).
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const [first, second] = applied(
        [
          [1, 0],
          [-1, 1],
        ],
        order,
      ) as [Float32Array, Float32Array]
      near(first, [0.5, 0.5])
      near(second, [0, 1])
    }
  })

  it('does what the paper’s loop over plain arrays does, whatever the order', () => {
    const rng = stream(3, 'pcgrad')
    for (const order of [
      [0, 1, 2, 3],
      [3, 1, 0, 2],
      [2, 3, 1, 0],
    ]) {
      const g = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => rng.normal()))
      const dot = (x: readonly number[], y: readonly number[]): number =>
        x.reduce((sum, one, i) => sum + one * (y[i] as number), 0)
      const wanted = g.map((own, i) => {
        let now = own
        for (const j of order) {
          const other = g[j] as number[]
          const along = dot(now, other)
          if (j !== i && along < 0)
            now = now.map((x, c) => x - (along / dot(other, other)) * (other[c] as number))
        }
        return now
      })
      for (const [i, row] of applied(g, order).entries()) near(row, wanted[i] as number[], 4)
    }
  })

  it('leaves gradients that agree, and those of zero, exactly as they are', () => {
    tf.tidy(() => {
      for (const g of [
        [
          [1, 2],
          [3, 1],
        ],
        [
          [1, 2],
          [0, 0],
        ],
      ])
        expect([...projections(gramOf(g), oneHot([1, 0])).dataSync()]).toEqual([1, 0, 0, 1])
    })
  })

  it('counts the pairs that point against each other', () => {
    // (1,0)·(−1,1) < 0, (1,0)·(1,1) > 0, (−1,1)·(1,1) = 0, which is no conflict.
    tf.tidy(() => {
      near(
        conflictRate(
          gramOf([
            [1, 0],
            [-1, 1],
            [1, 1],
          ]),
        )?.dataSync() ?? [],
        [1 / 3],
      )
      expect(conflictRate(gramOf([[1, 0]]))).toBeNull()
    })
  })

  it('corrects shared parameters by what projection changes, and no others', () => {
    const { layer, store } = layerOf({ method: 'pcgrad' })
    const shared = tf.variable(tf.tensor1d([0.3, -0.2]), true, 'pcgrad-test/shared')
    const own = tf.variable(tf.scalar(2), true, 'pcgrad-test/own')
    tf.tidy(() => {
      // Gradients on the shared pair: (1, 0) and (−1, 1), the example above.
      const { grads } = tf.variableGrads(() => {
        const [x, y] = tf.unstack(shared) as [tf.Scalar, tf.Scalar]
        const losses = [tf.add(x, tf.square(own)), tf.sub(y, x)] as tf.Scalar[]
        const { out } = layer.apply({ ...pulling(losses), shared: [shared] }, TRAIN)
        const { corrections = {}, gauges = {} } = out.adapt?.() ?? {}
        expect(Object.keys(corrections)).toEqual([shared.name])
        // (½, ½) + (0, 1) less (1, 0) + (−1, 1).
        near(corrections[shared.name]?.dataSync() ?? [], [0.5, 0.5])
        near(
          [gauges['shared/a'], gauges['shared/b'], gauges.conflict].map(
            (one) => one?.dataSync()[0] ?? Number.NaN,
          ),
          [2, 1.5, 1],
        )
        return tf.addN([...out.objectives]) as tf.Scalar
      }, [shared, own])
      near(grads[shared.name]?.dataSync() ?? [], [0, 1])
      near(grads[own.name]?.dataSync() ?? [], [4])
    })
    tf.dispose([shared, own])
    store.dispose()
  })
})

describe('GradNorm', () => {
  it('has as slope the finite differences of Σ |w n − target|, targets held constant', () => {
    const rng = stream(5, 'gradnorm')
    for (let trial = 0; trial < 20; trial++) {
      const drawn = (): Float32Array => Float32Array.from({ length: 4 }, () => 0.2 + rng.uniform())
      const [weights, norms, targets] = [drawn(), drawn(), drawn()]
      const loss = (w: Float32Array): number =>
        w.reduce((sum, x, t) => sum + Math.abs(x * (norms[t] as number) - (targets[t] as number)), 0)
      const slopes = tf.tidy(() =>
        gradNormSlopes(tf.tensor1d(weights), tf.tensor1d(norms), tf.tensor1d(targets)).dataSync(),
      )
      for (let t = 0; t < 4; t++) {
        const at = (by: number): number => loss(weights.map((w, i) => (i === t ? w + by : w)))
        const gap = Math.abs((weights[t] as number) * (norms[t] as number) - (targets[t] as number))
        if (gap < 2e-3) continue
        expect(slopes[t]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 3)
      }
    }
  })

  it('aims at Ḡ r^α as worked by hand', () => {
    // L / L(0) = (1, ½), over its mean ¾: r = (4/3, 2/3). Ḡ = 2.
    tf.tidy(() => {
      const [norms, losses, starts] = [
        [3, 1],
        [0.6, 0.2],
        [0.6, 0.4],
      ].map((x) => tf.tensor1d(x))
      const targets = (alpha: number) =>
        targetNorms(norms as tf.Tensor1D, losses as tf.Tensor1D, starts as tf.Tensor1D, alpha).dataSync()
      near(targets(1), [8 / 3, 4 / 3])
      near(targets(2), [32 / 9, 8 / 9])
      near(targets(0), [2, 2])
    })
  })

  it('moves weights as worked by hand, to a sum of T', () => {
    // Ḡ = 2, slopes (3, −1): e^−.15 = .860708 and e^.05 = 1.051271, scaled to the sum 2.
    tf.tidy(() => {
      const [ones, norms, targets] = [
        [1, 1],
        [3, 1],
        [2, 2],
      ].map((x) => tf.tensor1d(x))
      const moved = movedWeights(ones as tf.Tensor1D, norms as tf.Tensor1D, targets as tf.Tensor1D, 0.1)
      near(moved.dataSync(), [0.900332, 1.099668])
    })
  })

  it('never loses a task for good', () => {
    tf.tidy(() => {
      let weights = tf.tensor1d([1, 1])
      // The second pulls a million times as hard at every step: 3 000 steps at full rate would be e^−6000.
      for (let step = 0; step < 3000; step++) {
        const before = weights
        weights = tf.tidy(() => movedWeights(before, tf.tensor1d([1e-6, 1]), tf.tensor1d([0.5, 1e-9]), 1))
        before.dispose()
      }
      const [one = 0, other = 0] = weights.dataSync()
      expect(one + other).toBeCloseTo(2, 5)
      expect(other).toBeGreaterThan(9e-5)
    })
  })

  it('reads the norms on the shared hidden layer, and a layer whose gradients are as they shall be rests', () => {
    const { layer, store } = layerOf({ method: 'gradnorm', alpha: 0 })
    const x = tf.variable(tf.ones<tf.Rank.R2>([20, 6]), true, 'gradnorm-test/x')
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const hidden = tf.mul(x, 0.5) as tf.Tensor2D
        const loss = tf.mean(tf.square(hidden)) as tf.Scalar
        const { out } = layer.apply(pulling([loss, tf.neg(loss) as tf.Scalar], hidden), TRAIN)
        const { gauges = {}, writes = new Map() } = out.adapt?.() ?? {}
        // ∂/∂h = ±2h / 120 with h = ½ at 120 places: norm √120 / 120.
        const norm = Math.sqrt(120) / 120
        near(
          [gauges['norm/a'], gauges['norm/b']].map((one) => one?.dataSync()[0] ?? 0),
          [norm, norm],
        )
        near([...writes.values()][0]?.dataSync() ?? [], [1, 1])
        return tf.addN([...out.objectives, loss]) as tf.Scalar
      }, [x])
      near([grads[x.name]?.dataSync()[0] ?? 0], [(2 * 0.5 * 0.5) / 120])
    })
    x.dispose()
    store.dispose()
  })

  it('starts from the entropy of base rates', () => {
    expect(entropyOf(0.5)).toBeCloseTo(Math.LN2, 12)
    // −.1 ln .1 − .9 ln .9
    expect(entropyOf(0.1)).toBeCloseTo(0.325083, 6)
    expect(entropyOf(0)).toBeGreaterThan(0)
  })
})

describe('uncertainty weighting', () => {
  it('is e^−s L + ½ s, with the gradient ½ − e^−s L, as worked by hand', () => {
    const { layer, store } = layerOf({ method: 'uncertainty' })
    const [s] = store.variables.map(({ variable }) => variable)
    if (s === undefined) throw new Error('no variable')
    tf.tidy(() => {
      s.assign(tf.tensor1d([0, Math.LN2]))
      const { value, grads } = tf.variableGrads(() => {
        const { out, losses } = layer.apply(pulling([tf.scalar(0.5), tf.scalar(0.8)]), TRAIN)
        return tf.addN([...out.objectives, losses?.uncertainty as tf.Scalar]) as tf.Scalar
      }, [s])
      // .5 + .8/2 + ½ (0 + ln 2); ½ − .5 = 0 and ½ − .4 = .1
      near(value.dataSync(), [0.9 + 0.5 * Math.LN2])
      near(grads[s.name]?.dataSync() ?? [], [0, 0.1])
    })
    store.dispose()
  })
})

describe('dynamic weight average', () => {
  it('is T softmax(r / τ)', () => {
    tf.tidy(() => {
      // r = (1, ½), τ = 2: e^.5 and e^.25, weights 2 · .562177 and 2 · .437823.
      const weights = paceWeights(tf.tensor1d([2, 1]), tf.tensor1d([2, 2]), 2)
      near(weights.dataSync(), [1.124353, 0.875647])
    })
  })

  it('follows epochs as worked by hand', () => {
    // Two steps an epoch. Means: (2, 1), (1, .5), (1, .25), (.5, .25).
    const steps = [
      [1, 1],
      [3, 1],
      [1, 1],
      [1, 0],
      [1, 0.3],
      [1, 0.2],
      [0.5, 0.25],
      [0.5, 0.25],
    ]
    const { layer, store } = layerOf({ method: 'dwa' })
    const seen = steps.map((losses) =>
      tf.tidy(() => {
        const { out, gauges = {} } = layer.apply(pulling(losses.map((x) => tf.scalar(x))), TRAIN)
        const weights = [gauges['weight/a'], gauges['weight/b']].map(
          (one) => one?.dataSync()[0] ?? Number.NaN,
        )
        for (const [variable, value] of out.adapt?.().writes ?? []) variable.assign(value)
        return weights
      }),
    )
    for (const weights of seen.slice(0, 4)) near(weights, [1, 1])
    // After the second epoch r = (½, ½): still equal. After the third r = (1, ½). After the fourth (½, 1).
    for (const weights of seen.slice(4, 6)) near(weights, [1, 1])
    for (const weights of seen.slice(6)) near(weights, [1.124353, 0.875647])
    expect(store.variables.every(({ trained }) => !trained)).toBe(true)
    store.dispose()
  })
})
