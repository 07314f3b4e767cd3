import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import type { Embedded } from '../../model/stage.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { disagreements, scatter, slopes } from '../../testing/gradients.ts'
import { layerContext } from '../../testing/module-world.ts'
import { buildInteractions } from './graph.ts'
import { interactions } from './spec.ts'

// Each unit against a second implementation on plain arrays, one row at a time.

type Config = ConfigOf<typeof interactions.settings>
type Row = readonly number[]
type Matrix = readonly Row[]

const ROWS = 3
const FIELDS = 3
const DIM = 4
const WIDTH = FIELDS * DIM
const MLP = 2
const TRAIN = { training: true, observe: false, step: 0 }
const BASE: Config = { ...defaultsOf(interactions.settings), dcnLayers: 0, mlp: [MLP] }

beforeAll(() => useBackend('cpu'))

function built(changed: Partial<Config>) {
  const context = layerContext({
    shape: { fieldNames: ['a', 'b', 'c'], embeddingDim: DIM, extras: 0, hiddenUnits: 0, towerUnits: 0 },
  })
  const layer = buildInteractions({ ...BASE, ...changed }, context)
  const variables = context.store.variables.map(({ variable }) => variable)
  const matrix = (name: string): number[][] => {
    const found = variables.find((variable) => keyOf(variable) === `interactions/${name}`)
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found.shape.length === 1 ? [found.arraySync() as number[]] : (found.arraySync() as number[][])
  }
  const sizeOf = (prefix: string): number =>
    variables
      .filter((variable) => keyOf(variable).startsWith(`interactions/${prefix}`))
      .reduce((sum, { size }) => sum + size, 0)
  return { layer, variables, matrix, sizeOf }
}

function embedded(): Embedded {
  const rng = stream(4, 'units')
  const values = Float32Array.from({ length: ROWS * WIDTH }, () => rng.normal())
  const nothing = tf.zeros<tf.Rank.R2>([ROWS, 1])
  return {
    batch: {
      ids: nothing,
      labels: nothing,
      userMask: nothing,
      sceneIds: tf.zeros([ROWS]),
      history: null,
      targets: null,
    },
    fields: tf.tensor3d(values, [ROWS, FIELDS, DIM]),
    user: null,
    extras: null,
    linear: tf.zeros([ROWS]),
    items: null,
  }
}

const sum = (row: Row): number => row.reduce((a, b) => a + b, 0)
const dot = (a: Row, b: Row): number => sum(a.map((x, i) => x * (b[i] as number)))
const times = (a: Row, b: Row): number[] => a.map((x, i) => x * (b[i] as number))
const plus = (a: Row, b: Row): number[] => a.map((x, i) => x + (b[i] as number))
const relu = (row: Row): number[] => row.map((x) => Math.max(0, x))
/** x·W for a row x and W [inputs][outputs]. */
const through = (x: Row, w: Matrix): number[] =>
  (w[0] as Row).map((_, o) =>
    dot(
      x,
      w.map((row) => row[o] as number),
    ),
  )
const row = (matrix: Matrix, i = 0): Row => matrix[i] as Row
function normal(x: Row): number[] {
  const mean = sum(x) / x.length
  const variance = sum(x.map((v) => (v - mean) ** 2)) / x.length
  return x.map((v) => (v - mean) / Math.sqrt(variance + 1e-5))
}

type Expected = (fields: Matrix, matrix: (name: string) => number[][]) => Row

const cross =
  (step: (x: Row, layer: number, matrix: (name: string) => number[][]) => Row): Expected =>
  (fields, matrix) => {
    const x0 = fields.flat()
    return [0, 1].reduce<Row>((x, layer) => {
      const own = step(x, layer, matrix)
      return own.length === 1
        ? plus(
            plus(
              x0.map((v) => v * (own[0] as number)),
              row(matrix(`cross/${layer}/bias`)),
            ),
            x,
          )
        : plus(times(x0, own), x)
    }, x0)
  }

const attention: Expected = (fields, matrix) => {
  let x: Matrix = fields
  for (const layer of [0, 1]) {
    const at = (name: string): number[][] => matrix(`autoint/${layer}/${name}/weights`)
    const heads = [0, 1].map((h) => {
      const [q, k, v] = ['query', 'key', 'value'].map((part) => x.map((e) => through(e, at(`${h}/${part}`))))
      return (q as Matrix).map((query) => {
        const scores = (k as Matrix).map((key) => Math.exp(dot(query, key)))
        return (v as Matrix)
          .map((value, g) => value.map((one) => (one * (scores[g] as number)) / sum(scores)))
          .reduce(plus)
      })
    })
    x = x.map((e, f) =>
      relu(
        plus(
          heads.flatMap((head) => row(head, f)),
          through(e, at('residual')),
        ),
      ),
    )
  }
  return x.flat()
}

const bi: Expected = (fields) => {
  const [a, b, c] = fields as readonly [Row, Row, Row]
  return plus(plus(times(a, b), times(a, c)), times(b, c))
}

const mask: Expected = (fields, matrix) =>
  [0, 1].flatMap((block) => {
    const at = (name: string): number[][] => matrix(`mask/${block}/${name}`)
    const flat = fields.flat()
    const even = fields.flatMap((e, f) =>
      plus(times(normal(e), row(at('fields/scale'), f)), row(at('fields/shift'), f)),
    )
    const inner = relu(plus(through(flat, at('aggregate/weights')), row(at('aggregate/bias'))))
    const weights = plus(through(inner, at('project/weights')), row(at('project/bias')))
    const hidden = normal(through(times(weights, even), at('hidden/weights')))
    return relu(plus(times(hidden, row(at('norm/scale'))), row(at('norm/shift'))))
  })

const UNITS: readonly (readonly [string, Partial<Config>, Expected, string, number])[] = [
  [
    'DCN-v2',
    { dcnLayers: 2, crossForm: 'full' },
    cross((x, l, m) => plus(through(x, m(`cross/${l}/weights`)), row(m(`cross/${l}/bias`)))),
    'cross/',
    2 * (WIDTH * WIDTH + WIDTH),
  ],
  [
    'DCN-v2 of rank 5',
    { dcnLayers: 2, crossForm: 'low-rank', crossRank: 5 },
    cross((x, l, m) =>
      plus(
        through(through(x, m(`cross/${l}/down`)), m(`cross/${l}/up/weights`)),
        row(m(`cross/${l}/up/bias`)),
      ),
    ),
    'cross/',
    2 * (2 * WIDTH * 5 + WIDTH),
  ],
  [
    'DCN',
    { dcnLayers: 2, crossForm: 'vector' },
    cross((x, l, m) => through(x, m(`cross/${l}/weights`))),
    'cross/',
    2 * (WIDTH + WIDTH),
  ],
  ['bi-interaction', { biInteraction: true }, bi, 'none', 0],
  [
    'AutoInt',
    { attentionLayers: 2, attentionHeads: 2, attentionHeadWidth: 3 },
    attention,
    'autoint/',
    4 * DIM * 6 + 4 * 6 * 6,
  ],
  [
    'MaskNet',
    { maskBlocks: 2, maskRatio: 2, maskWidth: 5 },
    mask,
    'mask/',
    2 * (2 * 2 * WIDTH * WIDTH + 2 * WIDTH + WIDTH + 2 * WIDTH + 5 * WIDTH + 2 * 5),
  ],
]

describe.each(UNITS)('%s', (_, changed, expected, prefix, parameters) => {
  it('gives beside the MLP what plain arrays give', () => {
    const { layer, variables, matrix } = built(changed)
    scatter(variables, 0.3, 2)
    const input = embedded()
    const { hidden } = layer.apply(input, TRAIN).out
    expect(hidden.shape).toEqual([ROWS, layer.shape.hiddenUnits])
    const rows = hidden.arraySync()
    for (const [b, fields] of input.fields.arraySync().entries()) {
      const values = expected(fields, matrix)
      expect(layer.shape.hiddenUnits).toBe(MLP + values.length)
      for (const [i, value] of values.entries()) expect(rows[b]?.[MLP + i]).toBeCloseTo(value, 4)
    }
  })

  it('has as many trained values as its formula', () => {
    expect(built(changed).sizeOf(prefix)).toBe(parameters)
  })

  it('has the gradient that finite differences give', () => {
    const { layer, variables } = built(changed)
    scatter(variables, 0.2, 3)
    const input = embedded()
    const loss = (): tf.Scalar => tf.mean(tf.square(layer.apply(input, TRAIN).out.hidden)) as tf.Scalar
    expect(disagreements(slopes(variables, loss))).toEqual([])
  })
})

describe('SENet', () => {
  it('weighs each field before the deep part as plain arrays do, and leaves FM alone', () => {
    const { layer, matrix, variables } = built({ senet: true, senetReduction: 1, biInteraction: true })
    scatter(variables, 0.5, 2)
    const input = embedded()
    const { hidden, logit } = layer.apply(input, TRAIN).out
    const rows = hidden.arraySync()
    const pairs = logit.arraySync()
    for (const [b, fields] of input.fields.arraySync().entries()) {
      const squeezed = fields.map((e) => sum(e) / DIM)
      const inner = relu(through(squeezed, matrix('senet/squeeze/weights')))
      const weights = relu(through(inner, matrix('senet/excite/weights')))
      const weighed = fields.map((e, f) => e.map((v) => v * (weights[f] as number)))
      for (const [i, value] of bi(weighed, matrix).entries()) expect(rows[b]?.[MLP + i]).toBeCloseTo(value, 4)
      expect(pairs[b]).toBeCloseTo(sum(bi(fields, matrix)), 4)
    }
  })

  it.each([
    [1, 2 * FIELDS * 3],
    [2, 2 * FIELDS * 1],
    [8, 2 * FIELDS * 1],
  ])('has 2·F·max(1, ⌊F/r⌋) trained values at r = %d', (senetReduction, parameters) => {
    expect(built({ senet: true, senetReduction }).sizeOf('senet/')).toBe(parameters)
  })

  it('has the gradient that finite differences give', () => {
    const { layer, variables } = built({ senet: true, senetReduction: 1 })
    scatter(variables, 0.3, 3)
    const input = embedded()
    const loss = (): tf.Scalar => tf.mean(tf.square(layer.apply(input, TRAIN).out.hidden)) as tf.Scalar
    expect(disagreements(slopes(variables, loss))).toEqual([])
  })
})

describe('the units together', () => {
  const all: Partial<Config> = {
    dcnLayers: 2,
    crossForm: 'vector',
    biInteraction: true,
    attentionLayers: 1,
    attentionHeads: 1,
    attentionHeadWidth: 2,
    maskBlocks: 1,
    maskWidth: 3,
    senet: true,
  }

  it('stand side by side: the hidden layer is as wide as their sum', () => {
    const { layer } = built(all)
    expect(layer.shape.hiddenUnits).toBe(MLP + WIDTH + DIM + FIELDS * 2 + 3)
    expect(layer.apply(embedded(), TRAIN).out.hidden.shape).toEqual([ROWS, layer.shape.hiddenUnits])
  })

  it('leave the MLP’s initial weights as they are', () => {
    const weights = (changed: Partial<Config>) => built(changed).matrix('mlp/0/weights')
    expect(weights(all)).toEqual(weights({}))
  })

  it('give a row the same hidden layer whatever the other rows are', () => {
    const { layer, variables } = built(all)
    scatter(variables, 0.3, 2)
    const input = embedded()
    const whole = layer.apply(input, TRAIN).out.hidden.arraySync()
    const alone = { ...input, fields: tf.slice(input.fields, [1, 0, 0], [1, FIELDS, DIM]) as tf.Tensor3D }
    const [own] = layer.apply(alone, TRAIN).out.hidden.arraySync()
    for (const [i, value] of (own ?? []).entries()) expect(value).toBeCloseTo(whole[1]?.[i] as number, 5)
  })
})
