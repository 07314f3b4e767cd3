import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import type { Routed } from '../../model/stage.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext } from '../../testing/module-world.ts'
import { bothHappen } from './graph/both-happen.ts'
import { propensities } from './graph/propensity.ts'
import { buildDebias } from './graph.ts'
import { debias } from './spec.ts'

type Config = ConfigOf<typeof debias.settings>

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const TRAIN = { training: true, observe: false, step: 0 }
const SERVE = { training: false, observe: false, step: 0 }
/** Rows of the module world: item in column 1, position in column 7. */
const ITEMS = [1, 2, 3]
const PLACES = [1, 2, 4]
const LOGITS = [
  [0.5, -1, 2],
  [-0.3, 0.2, 0.1],
  [1.5, -2, -0.7],
]
const LABELS = [
  [1, 0, 1],
  [0, 0, 0],
  [1, 1, 0],
]
const TARGETS = [
  [0.9, 0.7, 1],
  [0.2, 0.1, 0],
  [0.6, 0.5, 0],
]

beforeAll(() => useBackend('cpu'))

function routed(): Routed {
  const ids = ITEMS.map((item, row) => [0, item, 0, 0, 0, 0, 0, PLACES[row] as number])
  return {
    batch: {
      ids: tf.tensor2d(ids, [3, 8], 'int32'),
      labels: tf.tensor2d(LABELS),
      sceneIds: tf.tensor1d([0, 0, 0], 'int32'),
      userMask: tf.ones([3, 1]),
      history: null,
      targets: tf.tensor2d(TARGETS),
    },
    logits: tf.tensor2d(LOGITS),
    weights: null,
    towers: () => {
      throw new Error('no tower is asked for')
    },
  }
}

function built(changed: Partial<Config>, overrides: Parameters<typeof layerContext>[0] = {}) {
  const context = layerContext(overrides)
  const layer = buildDebias({ ...defaultsOf(debias.settings), position: 'none', ...changed }, context)
  return { context, layer }
}

/** Weights of the rows in the first task. */
function weightsOf({ weights }: Routed): readonly number[] {
  if (weights === null) throw new Error('no weights')
  return weights.arraySync().map((row) => row[0] as number)
}

describe('bias correction', () => {
  it.each([
    { position: 'pal' },
    { position: 'additive' },
    { position: 'ips' },
    { popularity: 'offset' },
    { popularity: 'ips' },
    { duration: 'd2q' },
  ] as const)('leaves logits, labels and weights alone when it serves: %o', (changed) => {
    const input = routed()
    const { out } = built(changed).layer.apply(input, SERVE)
    expect(out.logits).toBe(input.logits)
    expect(out.batch.labels).toBe(input.batch.labels)
    expect(out.weights).toBeNull()
  })

  it('trains, by PAL, on the product of seen and taken up, for the tasks that require none', () => {
    const { layer, context } = built({ position: 'pal' })
    const s = [0, -1, 0.5, 1, 2]
    context.store.variables[0]?.variable.assign(tf.tensor2d(s, [5, 1]))
    const { out } = layer.apply(routed(), TRAIN)
    const p = tf.sigmoid(out.logits).arraySync() as number[][]
    for (const [row, place] of PLACES.entries()) {
      const seen = sigmoid(s[place] as number)
      for (const [t, z] of (LOGITS[row] as number[]).entries()) {
        // The second of the three tasks requires the first.
        expect(p[row]?.[t]).toBeCloseTo(t === 1 ? sigmoid(z) : seen * sigmoid(z), 5)
      }
    }
  })

  it('acts on every task where that is asked for', () => {
    const { layer, context } = built({ position: 'additive', positionTasks: 'all' })
    const s = [0, -1, 0.5, 1, 2]
    context.store.variables[0]?.variable.assign(tf.tensor2d(s, [5, 1]))
    const added = layer.apply(routed(), TRAIN).out.logits.arraySync()
    for (const [row, place] of PLACES.entries())
      for (const [t, z] of (LOGITS[row] as number[]).entries())
        expect(added[row]?.[t]).toBeCloseTo(z + (s[place] as number), 5)
    const pal = built({ position: 'pal', positionTasks: 'all' }).layer.apply(routed(), TRAIN).out
    const p = tf.sigmoid(pal.logits).arraySync() as number[][]
    // σ(2) = .880797: seen almost always, at first.
    expect(p[0]?.[1]).toBeCloseTo(0.880797 * sigmoid(-1), 5)
  })

  it('has a product that is exact and finite far out', () => {
    for (const [a, b] of [
      [50, 50],
      [-50, 50],
      [50, -50],
      [-50, -50],
      [0, 0],
    ] as const) {
      const logit = (x: tf.Tensor) => bothHappen(x as tf.Tensor2D, tf.tensor2d([[b]]))
      const value = logit(tf.tensor2d([[a]])).dataSync()[0] as number
      const slope = tf
        .grad(logit)(tf.tensor2d([[a]]))
        .dataSync()[0] as number
      expect(Number.isFinite(value) && Number.isFinite(slope)).toBe(true)
      if (a === 0) expect(value).toBeCloseTo(Math.log(0.25 / 0.75), 6)
      if (a < 0 && b < 0) expect(value).toBeCloseTo(a + b, 3)
    }
  })

  it('weighs rows by inverse propensity, with mean 1, cut where asked', () => {
    const rates = Float32Array.of(0.3, 0.4, 0.2, 0.1, 0.01)
    const { layer } = built(
      { position: 'ips', positionTasks: 'all', ipsClip: 8 },
      { trainRates: () => rates },
    )
    // Propensities of places 1, 2, 4: 1, ½, 1/40 → weights 1, 2, 8 (cut from 40), over their mean 11/3.
    const first = weightsOf(layer.apply(routed(), TRAIN).out)
    for (const [row, wanted] of [3 / 11, 6 / 11, 24 / 11].entries()) expect(first[row]).toBeCloseTo(wanted, 5)
    expect([...propensities(rates)].map((p) => Number(p.toFixed(4)))).toEqual([1, 1, 0.5, 0.25, 0.025])
  })

  it('adds the logarithm of popularity in training', () => {
    const counts = Int32Array.of(0, 10, 20, 30)
    const { layer } = built({ popularity: 'offset', popularityStrength: 0.5 }, { trainCounts: () => counts })
    // Mean over the three items 20: offsets ½ ln ½, 0, ½ ln 1½.
    const { logits } = layer.apply(routed(), TRAIN).out
    const added = (logits.arraySync() as number[][]).map(
      (row, i) => (row[0] as number) - (LOGITS[i]?.[0] as number),
    )
    for (const [row, wanted] of [0.5 * Math.log(0.5), 0, 0.5 * Math.log(1.5)].entries()) {
      expect(added[row]).toBeCloseTo(wanted, 5)
    }
  })

  it('weighs rare items up by the given power', () => {
    const counts = Int32Array.of(0, 10, 20, 30)
    const { layer } = built({ popularity: 'ips', popularityStrength: 1 }, { trainCounts: () => counts })
    // (20/10, 20/20, 20/30) over their mean 11/9.
    const first = weightsOf(layer.apply(routed(), TRAIN).out)
    for (const [row, wanted] of [18 / 11, 9 / 11, 6 / 11].entries()) expect(first[row]).toBeCloseTo(wanted, 5)
  })

  it('hands the shares among like durations on as labels', () => {
    const input = routed()
    const { out } = built({ duration: 'd2q' }).layer.apply(input, TRAIN)
    expect(out.batch.labels).toBe(input.batch.targets)
  })

  it('recovers planted positions where items change places', () => {
    // Eight items with logits of their own at four places seen with σ(planted); every pair is equally common.
    const planted = [2.5, 0.5, -0.5, -1.5]
    const items = Array.from({ length: 8 }, (_, i) => -1 + i / 3)
    const rows = items.flatMap((z) => planted.map((s, place) => ({ z, place, p: sigmoid(s) * sigmoid(z) })))
    const s = tf.variable(tf.zeros([4, 1]))
    const z = tf.variable(tf.zeros([8, 1]))
    const truth = tf.tensor2d(rows.map(({ p }) => [p]))
    const placeOf = tf.oneHot(
      rows.map(({ place }) => place),
      4,
    )
    const itemOf = tf.oneHot(
      rows.map((_, i) => Math.floor(i / 4)),
      8,
    )
    const loss = () =>
      tf.losses.sigmoidCrossEntropy(
        truth,
        bothHappen(
          tf.matMul(tf.cast(itemOf, 'float32'), z as tf.Tensor as tf.Tensor2D),
          tf.matMul(tf.cast(placeOf, 'float32'), s as tf.Tensor as tf.Tensor2D),
        ),
      ) as tf.Scalar
    const optimizer = tf.train.adam(0.05)
    for (let step = 0; step < 600; step++) optimizer.minimize(loss)
    // A common factor can pass from places to items: ratios of being seen are what the log determines.
    const seen = [...s.dataSync()].map(sigmoid)
    for (const [place, logit] of planted.entries()) {
      const wanted = sigmoid(logit) / sigmoid(planted[0] as number)
      expect((seen[place] as number) / (seen[0] as number)).toBeCloseTo(wanted, 1)
    }
  })
})
