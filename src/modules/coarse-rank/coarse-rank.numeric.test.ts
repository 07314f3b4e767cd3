import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { compiledStepper } from '../../engine/compiled-stepper.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { batchOf, disposeBatch } from '../../model/batches.ts'
import { eagerStepper } from '../../model/eager-stepper.ts'
import { buildRanker } from '../../model/ranker.ts'
import type { ModelStepper } from '../../model/stepper.ts'
import { keyOf, trainedOf } from '../../model/variables.ts'
import { adam } from '../../nn/adam.ts'
import { prepare } from '../../run/prepare.ts'
import { useBackend } from '../../testing/backend.ts'
import { worldDataset } from '../../testing/datasets.ts'
import {
  layerContext,
  moduleExperiment,
  moduleWorld,
  SMALL_MODEL,
  withModule,
} from '../../testing/module-world.ts'
import { partsOf } from '../parts.ts'
import type { ModuleConfigs } from '../specs.ts'
import { listDivergence, listsOf, tutorLoss } from './graph/lists.ts'
import { asBytes } from './graph/stored.ts'
import { buildStudent } from './graph/student.ts'
import { coarseRank } from './spec.ts'
import { studentFields } from './view.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const { train, test } = WORLD.splits
const WIDTH = WORLD.fields.length
const TRAIN = { training: true, observe: false, step: 0 }
const LOOK = { training: false, observe: true, step: 0 }

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const valuesOf = (x: tf.Tensor): number[] => Array.from(x.dataSync())
const column = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [values.length, 1])
const OTHERS: ModuleConfigs = { ...withModule('prior-gate'), ...withModule('task-chain') }

describe('the fine ranker beside a student', () => {
  const corrected = { ...OTHERS, ...withModule('debias', { position: 'pal' }) }
  const students = [
    { towers: 'three', selection: 'se' },
    { consistency: 'tutor', lists: 'scene' },
    { consistency: 'list', selection: 'autofield', weights: 'int8' },
  ]

  it.each([
    ['eager', OTHERS, eagerStepper],
    ['eager', corrected, eagerStepper],
    [
      'compiled',
      corrected,
      (...given: Parameters<typeof eagerStepper>) =>
        compiledStepper(given[0], given[1], given[2], { kernels: 'simd', workers: 1 }),
    ],
  ] as const)('has the same losses and logits to the bit, %s', async (_, modules, stepperOf) => {
    async function trained(stepper: ModelStepper): Promise<unknown> {
      await stepper.steps(12, 0)
      const { steps, values } = await stepper.losses()
      const own = stepper.terms.flatMap(({ name }, t) => (name.startsWith('coarse-rank/') ? [] : [t]))
      const losses = Array.from({ length: steps }, (_, s) =>
        own.map((t) => values[s * stepper.terms.length + t]),
      )
      const logits = await stepper.evaluate(test)
      stepper.dispose()
      return { losses, logits }
    }
    const stepperFor = (all: ModuleConfigs) =>
      stepperOf(moduleExperiment(all, { batchSize: 16, learningRate: 0.02 }), WORLD, partsOf(all))
    const alone = await trained(stepperFor(modules))
    for (const settings of students) {
      expect(await trained(stepperFor({ ...modules, ...withModule('coarse-rank', settings) }))).toEqual(alone)
    }
  })

  it('has the same weights to the bit, and no gradient from the student', () => {
    const weights = [OTHERS, { ...OTHERS, ...withModule('coarse-rank') }].map((modules) => {
      const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      const optimizer = adam(
        variables.map((variable) => ({ variable, shrink: 1 })),
        0.01,
      )
      const batch = batchOf(WORLD, train, null)
      for (let step = 0; step < 4; step++) {
        const { value, grads } = tf.variableGrads(
          () => tf.addN([...ranker.forward(batch, TRAIN).terms.values()]) as tf.Scalar,
          variables,
        )
        optimizer.apply(grads, step)
        tf.dispose([value, grads])
      }
      const fine = ranker.variables.filter(({ variable }) => !keyOf(variable).startsWith('coarse-rank/'))
      const values = fine.map(({ variable }) => [keyOf(variable), [...variable.dataSync()]])
      optimizer.dispose()
      disposeBatch(batch)
      ranker.dispose()
      return values
    })
    expect(weights[1]).toEqual(weights[0])
  })
})

describe('the student', () => {
  it.each([{}, { towers: 'three' }, { userId: false, widths: [5] }, { half: true, widths: [6, 4] }])(
    'scores and learns by plain arrays, at %o',
    (settings) => {
      const modules = withModule('coarse-rank', settings)
      const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)
      const vars = new Map(
        ranker.variables.map(({ variable }) => [keyOf(variable), variable.arraySync() as number[][]]),
      )
      const batch = batchOf(WORLD, train, null)
      const { logits, terms, taps } = ranker.forward(batch, LOOK)
      const own = Array.from(train, (row) => WORLD.ids.slice(row * WIDTH, (row + 1) * WIDTH))
      const table = (name: string): number[][] => vars.get(`coarse-rank/${name}`) as number[][]
      const layer = (x: readonly number[], name: string): number[] => {
        const bias = table(`${name}/bias`) as unknown as number[]
        return bias.map((b, j) =>
          x.reduce((sum, xi, i) => sum + xi * (table(`${name}/weights`)[i]?.[j] ?? 0), b),
        )
      }
      const net = (x: readonly number[], tower: string, depth: number): number[] => {
        let h = [...x]
        for (let i = 0; i < depth; i++) {
          h = layer(i === 0 ? h : h.map((value) => Math.max(0, value)), `${tower}/${i}`)
        }
        return h
      }
      /** Rows of a tower's table side by side, the fields in the order of the world's. */
      const inputs = (ids: Int32Array, tower: string, columns: readonly number[]): number[] => {
        let offset = 0
        return columns.flatMap((at) => {
          const row = table(`${tower}/embedding`)[offset + (ids[at] as number)] as number[]
          offset += WORLD.fields[at]?.vocabSize as number
          return row
        })
      }
      const depth = [...vars.keys()].filter((key) => /^coarse-rank\/user\/\d\/weights$/.test(key)).length
      // user, room, scene, age, gender, genre, same age (prior), place (position).
      const wanted = own.map((ids) => {
        const u = net(inputs(ids, 'user', [2, 3, 4]), 'user', depth)
        const v = net(inputs(ids, 'item', [1, 5]), 'item', depth)
        const person = vars.has('coarse-rank/user-id') ? table('user-id')[ids[0] as number] : undefined
        const dot = u.reduce((sum, ui, i) => sum + (ui + (person?.[i] ?? 0)) * (v[i] as number), 0)
        const bias = (table('bias') as unknown as number[])[0] as number
        const item = table('item-bias')[ids[1] as number]?.[0] as number
        const cross = vars.has('coarse-rank/cross/embedding')
          ? net(inputs(ids, 'cross', [6]), 'cross', 2)
          : [0]
        return dot / Math.sqrt(v.length) + item + bias + (cross[0] as number)
      })
      for (const [i, z] of valuesOf(taps.get('coarse-rank/logit') as tf.Tensor).entries()) {
        expect(z).toBeCloseTo(wanted[i] as number, 4)
      }
      const loss = (y: readonly number[]): number =>
        mean(
          wanted.map(
            (z, i) =>
              -(y[i] as number) * Math.log(sigmoid(z)) - (1 - (y[i] as number)) * Math.log(sigmoid(-z)),
          ),
        )
      const fine = (logits.arraySync() as number[][]).map(([z]) => sigmoid(z as number))
      expect(terms.get('coarse-rank/soft')?.arraySync()).toBeCloseTo(loss(fine), 4)
      const labels = Array.from(train, (row) => WORLD.labels[row * WORLD.tasks.length] as number)
      expect(terms.get('coarse-rank/label')?.arraySync()).toBeCloseTo(loss(labels), 4)
      disposeBatch(batch)
      ranker.dispose()
    },
  )

  it('has the fields of its panel, in their order', async () => {
    const { schema, split } = sampleConfig()
    const prepared = prepare(await worldDataset({ rows: 400, users: 60 }), schema, split)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
    const { fields } = prepared.value.encoded
    for (const towers of ['two', 'three'] as const) {
      const config = { ...defaultsOf(coarseRank.settings), towers }
      const { columns } = buildStudent(config, layerContext({ fields }))
      const names = studentFields(schema, config).map(({ name }) => name)
      expect(columns.map((at) => fields[at]?.name)).toEqual(names)
    }
  })

  it('reads no prior with two towers', () => {
    const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(withModule('coarse-rank')), 11)
    const prior = WORLD.fields.findIndex(({ roles }) => roles.includes('prior'))
    const ids = WORLD.ids.map((id, at) => (at % WIDTH === prior ? 0 : id))
    const logitOn = (world: typeof WORLD): number[] => {
      const batch = batchOf(world, train, null)
      return valuesOf(ranker.forward(batch, LOOK).taps.get('coarse-rank/logit') as tf.Tensor)
    }
    expect(logitOn({ ...WORLD, ids })).toEqual(logitOn(WORLD))
    ranker.dispose()
  })

  it('is taught what is ranked by, not what explains a biased log', () => {
    const both = { ...withModule('coarse-rank'), ...withModule('debias', { position: 'pal' }) }
    const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(both), 11)
    const batch = batchOf(WORLD, train, null)
    const [training, serving] = [TRAIN, LOOK].map((mode) => ranker.forward(batch, mode))
    const soft = 'coarse-rank/soft'
    expect(training?.terms.get(soft)?.arraySync()).toBe(serving?.terms.get(soft)?.arraySync())
    expect(valuesOf(training?.logits as tf.Tensor)).not.toEqual(valuesOf(serving?.logits as tf.Tensor))
    ranker.dispose()
  })

  it('cools AutoField by a hundredth a step, down to .01, and gates by the shares of keeping', async () => {
    const modules = withModule('coarse-rank', { selection: 'autofield' })
    const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)
    const temperature = ranker.variables.find(({ variable }) => keyOf(variable) === 'coarse-rank/temperature')
    const read = (): number => valuesOf(temperature?.variable as tf.Variable)[0] as number
    ranker.afterStep()
    expect(read()).toBeCloseTo(0.99, 6)
    for (let step = 0; step < 600; step++) ranker.afterStep()
    expect(read()).toBeCloseTo(0.01, 6)
    const alpha = ranker.variables.find(
      ({ variable }) => keyOf(variable) === 'coarse-rank/item/keep',
    )?.variable
    alpha?.assign(tf.tensor2d([0, 0.01, 0.02, 0], [2, 2]))
    const batch = batchOf(WORLD, train.slice(0, 2), null)
    const gates = ranker.forward(batch, LOOK).taps.get('coarse-rank/importance')?.arraySync() as number[][]
    // User fields first, at ½; then σ(.01/.01) and σ(−.02/.01).
    for (const row of gates) {
      for (const [f, wanted] of [0.5, 0.5, 0.5, sigmoid(1), sigmoid(-2)].entries())
        expect(row[f]).toBeCloseTo(wanted, 4)
    }
    ranker.dispose()
  })
})

describe('weights in 8 bits', () => {
  it('lie on a grid of 255 values and within half a step, with the gradient of the identity', () => {
    const w = tf.randomNormal([6, 5], 0, 1, 'float32', 3) as tf.Tensor2D
    const step = Math.max(...valuesOf(w).map(Math.abs)) / 127
    for (const [i, q] of valuesOf(asBytes(w, w)).entries()) {
      expect(Math.abs(q / step - Math.round(q / step))).toBeLessThan(1e-3)
      expect(Math.abs(q - (valuesOf(w)[i] as number))).toBeLessThanOrEqual(step / 2 + 1e-6)
    }
    const slope = tf.grad((x) => tf.sum(tf.mul(asBytes(x as tf.Tensor2D, x as tf.Tensor2D), 3)))(w)
    expect(valuesOf(slope)).toEqual(new Array(30).fill(3))
  })
})

describe('lists within a batch', () => {
  const CODES = [1, 2, 1, 0, 2, 1, 0, 3]
  const FINE = [2, -1, 0.5, 3, 1, -2, 0, 0.3]
  const COARSE = [1, 0.2, 0.7, -1, -0.5, 0.1, 2, -0.4]
  /** Lists of two rows or more: those of code 1 and of code 2; unknown rows are alone. */
  const LISTS = [
    [0, 2, 5],
    [1, 4],
  ]
  const lists = () => listsOf(tf.tensor1d(CODES, 'int32'))

  it('are rows of one code; rows of code 0 are alone', () => {
    expect(valuesOf(lists().length)).toEqual([3, 2, 3, 1, 2, 3, 1, 1])
  })

  it('have the mean divergence of their definition', () => {
    const shares = (z: readonly number[], rows: readonly number[]): number[] => {
      const e = rows.map((row) => Math.exp((z[row] as number) / 2))
      return e.map((value) => value / e.reduce((a, b) => a + b, 0))
    }
    const wanted = mean(
      LISTS.map((rows) => {
        const [q, p] = [shares(FINE, rows), shares(COARSE, rows)]
        return q.reduce((sum, qi, i) => sum + qi * Math.log(qi / (p[i] as number)), 0)
      }),
    )
    expect(listDivergence(column(FINE), column(COARSE), lists(), 2).arraySync()).toBeCloseTo(wanted, 5)
    expect(listDivergence(column(FINE), column(FINE), lists(), 2).arraySync()).toBeCloseTo(0, 6)
  })

  it('have the tutor’s loss of its definition', () => {
    // Code 1 by the teacher: rows 0, 2, 5 at places 1/6, 1/2, 5/6: top 0, bottom 5. Code 2: row 4 at 1/4, row 1 at 3/4.
    const order = mean(
      [
        [0, 5],
        [4, 1],
      ].map(
        ([top, bottom]) =>
          -Math.log(sigmoid((COARSE[top as number] as number) - (COARSE[bottom as number] as number))),
      ),
    )
    const distance = mean(FINE.map((z, i) => (z - (COARSE[i] as number)) ** 2))
    expect(tutorLoss(column(FINE), column(COARSE), lists()).arraySync()).toBeCloseTo(
      0.5 * distance + 0.5 * order,
      5,
    )
  })

  it('cost nothing where no row has company', () => {
    const alone = listsOf(tf.tensor1d([1, 2, 3, 0, 0, 4, 5, 6], 'int32'))
    expect(listDivergence(column(FINE), column(COARSE), alone, 2).arraySync()).toBe(0)
  })
})
