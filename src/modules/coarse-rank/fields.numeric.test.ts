import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { compiledStepper } from '../../engine/compiled-stepper.ts'
import { coarseReport } from '../../model/coarse-report.ts'
import { eagerStepper } from '../../model/eager-stepper.ts'
import { shuffledIds } from '../../model/field-importance.ts'
import type { Part } from '../../model/stage.ts'
import type { FieldReport } from '../../run/report.ts'
import { useBackend } from '../../testing/backend.ts'
import { moduleExperiment, moduleWorld, withModule } from '../../testing/module-world.ts'
import { partsOf } from '../parts.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const { train, test } = WORLD.splits
const WIDTH = WORLD.fields.length

describe('the report of a student', () => {
  const parts = (settings: Record<string, unknown>): readonly Part[] =>
    partsOf(withModule('coarse-rank', settings))

  it('is null without one', async () => {
    const stepper = eagerStepper(moduleExperiment({}, { batchSize: 16 }), WORLD, partsOf({}))
    expect(await coarseReport(WORLD, partsOf({}), stepper, await stepper.evaluate(test))).toBeNull()
    stepper.dispose()
  })

  it('loses more AUC by a shuffled field that the labels follow than by another', async () => {
    const settings = { selection: 'permutation', userId: false }
    const config = moduleExperiment(withModule('coarse-rank', settings), {
      batchSize: 40,
      learningRate: 0.03,
    })
    const world = { ...WORLD, splits: { ...WORLD.splits, test: train } }
    const stepper = compiledStepper(config, world, parts(settings), { kernels: 'simd', workers: 1 })
    await stepper.steps(150, 0)
    await stepper.losses()
    const report = await coarseReport(world, parts(settings), stepper, await stepper.evaluate(train))
    expect(report?.task).toBe('long')
    expect(report?.by).toBe('user')
    expect(report?.auc).toBeGreaterThan(0.95)
    // Scene, age, gender, room, genre: the label is the parity of age + genre + scene.
    const fields: FieldReport | null = report?.fields ?? null
    if (fields === null) throw new Error('nothing was asked of the fields')
    const { lost, order, kept, random, rows } = fields
    const [scene, age, gender] = (lost ?? []) as number[]
    expect(scene).toBeGreaterThan(0.1)
    expect(age).toBeGreaterThan(0.1)
    expect(Math.abs(gender as number)).toBeLessThan(Math.min(scene as number, age as number))
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4])
    expect(order.indexOf(2)).toBeGreaterThan(Math.max(order.indexOf(0), order.indexOf(1)))
    // Every field kept is the student as it is; none kept knows nothing of a row.
    expect(rows).toBe(train.length)
    for (const curve of [kept, random]) {
      expect(curve).toHaveLength(6)
      expect(curve.at(-1)).toBeCloseTo(report?.auc as number, 6)
      expect(curve[0]).toBeLessThan(0.8)
    }
    stepper.dispose()
  })

  it('by gates has an order and no loss, and knows the rows that were not shown', async () => {
    const settings = { selection: 'se', exposure: 'shown' }
    const place = WORLD.fields.findIndex(({ roles }) => roles.includes('position'))
    const ids = WORLD.ids.map((id, at) => (at % WIDTH === place && Math.floor(at / WIDTH) % 2 === 0 ? 0 : id))
    const world = { ...WORLD, ids, splits: { ...WORLD.splits, test: train } }
    const config = moduleExperiment(withModule('coarse-rank', settings), { batchSize: 16 })
    const stepper = eagerStepper(config, world, parts(settings))
    const report = await coarseReport(world, parts(settings), stepper, await stepper.evaluate(train))
    const scores = (await stepper.taps(train)).get('coarse-rank/logit')?.values as Float32Array
    const hidden = [...train.keys()].filter((i) => (train[i] as number) % 2 === 0)
    const labels = hidden.map((i) => WORLD.labels[(train[i] as number) * WORLD.tasks.length] as number)
    let [won, pairs] = [0, 0]
    for (const [a, i] of hidden.entries())
      for (const [b, j] of hidden.entries()) {
        if (labels[a] !== 1 || labels[b] !== 0) continue
        pairs++
        won += scores[i] === scores[j] ? 0.5 : Number((scores[i] as number) > (scores[j] as number))
      }
    expect(report?.notShown).toBeCloseTo(won / pairs, 6)
    expect(report?.fields?.lost).toBeNull()
    expect(report?.fields?.order).toHaveLength(5)
    stepper.dispose()
  })
})

describe('a shuffled field', () => {
  const shuffled = (among: 'all' | 'user') => shuffledIds(WORLD, train, [3, 5], among, stream(1, 'deal'))
  const at = (ids: Int32Array, row: number, f: number): number => ids[row * WIDTH + f] as number
  const counts = (ids: Int32Array, rows: Uint32Array, f: number): readonly number[] =>
    Array.from(rows, (row) => at(ids, row, f)).sort()

  it('has the values it had, dealt out anew; other columns and rows stay', () => {
    const ids = shuffled('all')
    expect(counts(ids, train, 3)).toEqual(counts(WORLD.ids, train, 3))
    expect(Array.from(train, (row) => at(ids, row, 3))).not.toEqual(
      Array.from(train, (row) => at(WORLD.ids, row, 3)),
    )
    for (const [i, id] of ids.entries()) {
      if (train.includes(Math.floor(i / WIDTH)) && [3, 5].includes(i % WIDTH)) continue
      expect(id).toBe(WORLD.ids[i])
    }
  })

  it('among a user’s rows keeps each user’s values, so that what a user has in all rows does not move', () => {
    const ids = shuffled('user')
    // Age follows from the user.
    expect(Array.from(train, (row) => at(ids, row, 3))).toEqual(
      Array.from(train, (row) => at(WORLD.ids, row, 3)),
    )
    for (const user of new Set(Array.from(train, (row) => WORLD.users[row]))) {
      const own = train.filter((row) => WORLD.users[row] === user)
      expect(counts(ids, own, 5)).toEqual(counts(WORLD.ids, own, 5))
    }
    expect(Array.from(train, (row) => at(ids, row, 5))).not.toEqual(
      Array.from(train, (row) => at(WORLD.ids, row, 5)),
    )
  })
})

describe('taps under other ids', () => {
  it.each([
    ['eager', eagerStepper],
    [
      'compiled',
      (...given: Parameters<typeof eagerStepper>) =>
        compiledStepper(given[0], given[1], given[2], { kernels: 'simd', workers: 1 }),
    ],
  ] as const)(
    'are those of a model on a dataset with those ids, and leave it as it was: %s',
    async (_, make) => {
      const modules = withModule('coarse-rank')
      const config = moduleExperiment(modules, { batchSize: 16 })
      const ids = shuffledIds(WORLD, test, [1, 3, 5], 'all', stream(2, 'deal'))
      const [asked, other] = [WORLD, { ...WORLD, ids }].map((world) => make(config, world, partsOf(modules)))
      const before = await asked?.taps(test)
      const changed = await asked?.taps(test, ids)
      expect(changed).not.toEqual(before)
      expect(changed).toEqual(await other?.taps(test))
      expect(await asked?.taps(test)).toEqual(before)
      asked?.dispose()
      other?.dispose()
    },
  )
})
