import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
import { layerContext } from '../../testing/module-world.ts'
import { meanOf, type Rows, randomRows } from '../../testing/relate-layer.ts'
import { buildPriorAuxiliary } from './graph.ts'
import { priorAuxiliary } from './spec.ts'

beforeAll(() => useBackend('cpu'))

const UNITS = 4
const FIELDS = [
  { name: 'genre', roles: [], vocabSize: 4 },
  { name: 'gap', roles: ['prior'], vocabSize: 5 },
  { name: 'constant', roles: ['prior'], vocabSize: 2 },
  { name: 'same', roles: ['unbiased', 'prior'], vocabSize: 3 },
] as const
/** Ids of each row; 0 is missing. */
const IDS = [
  [1, 1, 1, 2],
  [2, 4, 1, 0],
  [3, 0, 0, 1],
  [1, 2, 1, 2],
  [2, 4, 1, 1],
]
const HIDDEN = randomRows('prior-auxiliary', IDS.length, UNITS, 1)

function made(fields: readonly (typeof FIELDS)[number][] = FIELDS) {
  const base = layerContext({
    fields: fields.map((one) => ({ ...one, kind: 'feature', source: 'context', labels: [] })),
  })
  const context = { ...base, shape: { ...base.shape, hiddenUnits: UNITS } }
  const layer = buildPriorAuxiliary({ ...defaultsOf(priorAuxiliary.settings), hidden: 3 }, context)
  const variables = base.store.variables.map(({ variable }) => variable)
  scatter(variables, 0.5, 6)
  const mode = { training: true, observe: true, step: 0 }
  const batchOf = (ids: Rows) => {
    const tensor = tf.tensor2d(
      ids.map((row) => [...row]),
      undefined,
      'int32',
    )
    return {
      ids: tensor,
      labels: tensor,
      sceneIds: tf.tensor1d([0]),
      userMask: tensor,
      history: null,
      targets: null,
    }
  }
  const apply = (ids: Rows = IDS, change: Partial<typeof mode> = {}, hidden = tf.tensor2d(HIDDEN)) =>
    layer.apply(
      { batch: batchOf(ids), hidden, logit: tf.zeros([ids.length]) as tf.Tensor1D },
      { ...mode, ...change },
    )
  return { apply, values: new Map(variables.map((one) => [keyOf(one), [...one.dataSync()]])) }
}

/** Scores of a prior's known values for one row, on plain numbers. */
function scoresOf(values: ReadonlyMap<string, number[]>, prior: string, h: readonly number[]): number[] {
  const layer = (name: string, x: readonly number[]): number[] => {
    const [weights, bias] = [values.get(`${name}/weights`), values.get(`${name}/bias`)] as [
      number[],
      number[],
    ]
    return bias.map((b, o) =>
      x.reduce((sum, xi, i) => sum + xi * (weights[i * bias.length + o] as number), b),
    )
  }
  const hidden = layer(`prior-auxiliary/${prior}/0`, h).map((x) => Math.max(0, x))
  return layer(`prior-auxiliary/${prior}/scores`, hidden)
}

describe('the prediction of priors', () => {
  it('is the mean cross-entropy of each prior with two values over the rows that know it, summed', () => {
    const { apply, values } = made()
    const expected = [1, 3].map((column) => {
      const prior = FIELDS[column]?.name as string
      const known = IDS.flatMap((row, b) => ((row[column] as number) > 0 ? [b] : []))
      return meanOf(
        known.map((b) => {
          const scores = scoresOf(values, prior, HIDDEN[b] as number[])
          const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
          return Math.log(total) - (scores[(IDS[b]?.[column] as number) - 1] as number)
        }),
      )
    })
    const { losses, out } = apply()
    expect(losses?.prediction?.arraySync()).toBeCloseTo((expected[0] as number) + (expected[1] as number), 5)
    expect(out.hidden.arraySync()).toEqual(HIDDEN.map((row) => row.map(Math.fround)))
  })

  it('has one error and one hit for each tower, 0 where the prior is missing', () => {
    const { apply, values } = made()
    const { taps = {} } = apply()
    const [errors, hits] = [taps.error?.arraySync(), taps.hit?.arraySync()] as [number[][], number[][]]
    for (const [b, row] of IDS.entries())
      for (const [j, column] of [1, 3].entries()) {
        const scores = scoresOf(values, FIELDS[column]?.name as string, HIDDEN[b] as number[])
        const id = row[column] as number
        const isHit = id > 0 && scores[id - 1] === Math.max(...scores)
        expect(hits[b]?.[j]).toBe(Number(isHit))
        if (id === 0) expect(errors[b]?.[j]).toBe(0)
        else expect(errors[b]?.[j]).toBeGreaterThan(0)
      }
  })

  it('moves the shared hidden layer', () => {
    const { apply } = made()
    const loss = (h: tf.Tensor): tf.Scalar => apply(IDS, {}, h as tf.Tensor2D).losses?.prediction as tf.Scalar
    const slopes = tf.grad(loss)(tf.tensor2d(HIDDEN)).arraySync() as number[][]
    for (const row of slopes) expect(row.some((slope) => slope !== 0)).toBe(true)
  })

  it('is 0, and finite, in a batch that knows no prior', () => {
    const { losses } = made().apply(IDS.map(() => [1, 0, 0, 0]))
    expect(losses?.prediction?.arraySync()).toBe(0)
  })

  it('is absent where no prior has two values, and where the model only predicts', () => {
    expect(made(FIELDS.slice(0, 1)).apply().losses).toBeUndefined()
    expect(made([FIELDS[2]]).apply([[1], [1], [1], [1], [1]]).losses).toBeUndefined()
    expect(made().apply(IDS, { training: false, observe: false }).losses).toBeUndefined()
  })
})
