import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld } from '../testing/module-world.ts'
import { batchOf, changed, disposeBatch, rowOrder } from './batches.ts'
import type { Batch } from './stage.ts'

const WORLD = moduleWorld()
const USER = WORLD.fields.findIndex(({ kind }) => kind === 'user')
const FIELDS = WORLD.fields.length

beforeAll(() => useBackend('cpu'))

let batches: Batch[] = []
afterEach(() => {
  for (const batch of batches) disposeBatch(batch)
  batches = []
})
function batch(...args: Parameters<typeof batchOf>): Batch {
  const made = batchOf(...args)
  batches.push(made)
  return made
}
const maskOf = ({ userMask }: Batch): number[] => Array.from(userMask.dataSync())
const sorted = (rows: Uint32Array): number[] => Array.from(rows).sort((a, b) => a - b)

describe('rowOrder', () => {
  const train = Uint32Array.from([3, 5, 8, 13, 21, 34, 55])

  it('reads every train row once an epoch, each time in another order', () => {
    const order = rowOrder(train, 1)
    const epochs = [0, 1, 2].map((epoch) => order(epoch * train.length, train.length))
    for (const rows of epochs) expect(sorted(rows)).toEqual(Array.from(train))
    expect(new Set(epochs.map(String)).size).toBe(3)
  })

  it('continues the tail of one epoch in the next: how rows are cut into batches changes nothing', () => {
    const whole = rowOrder(train, 1)(0, 30)
    const byFour = rowOrder(train, 1)
    const cut = [0, 4, 8, 12, 16, 20, 24].flatMap((first) => Array.from(byFour(first, 4)))
    expect(cut).toEqual(Array.from(whole.subarray(0, 28)))
  })

  it('depends on position alone, not on what was read before', () => {
    const order = rowOrder(train, 1)
    const first = order(0, 7)
    order(70, 7)
    expect(order(0, 7)).toEqual(first)
  })

  it('is another order for another seed', () => {
    expect(rowOrder(train, 2)(0, 21)).not.toEqual(rowOrder(train, 1)(0, 21))
  })
})

describe('batchOf', () => {
  it('holds the ids, scenes and labels of its rows, in their order', () => {
    const rows = Uint32Array.from([9, 2, 9])
    const { ids, sceneIds, labels } = batch(WORLD, rows, null)
    const of = (values: Int32Array | Float32Array, width: number): number[] =>
      Array.from(rows).flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width)))
    expect(Array.from(ids.dataSync())).toEqual(of(WORLD.ids, FIELDS))
    expect(Array.from(sceneIds.dataSync())).toEqual(of(WORLD.sceneIds, 1))
    expect(Array.from(labels.dataSync())).toEqual(of(WORLD.labels, WORLD.tasks.length))
  })

  it('hears every seen user, and no unseen one, when nothing is dropped', () => {
    const ids = WORLD.ids.slice()
    ids[5 * FIELDS + USER] = 0
    const rows = Uint32Array.from([4, 5, 6])
    expect(maskOf(batch({ ...WORLD, ids }, rows, null))).toEqual([1, 0, 1])
    expect(maskOf(batch({ ...WORLD, ids }, rows, { seed: 1, step: 0, rate: 0 }))).toEqual([1, 0, 1])
  })

  it('hears nobody where there is no user field', () => {
    const fields = WORLD.fields.map((field) => ({ ...field, kind: 'feature' as const }))
    expect(maskOf(batch({ ...WORLD, fields }, Uint32Array.from([0, 1]), null))).toEqual([0, 0])
  })

  it('drops the asked share of users, by seed and step', () => {
    const rows = Uint32Array.from({ length: 4000 }, (_, i) => i % WORLD.rowCount)
    const drop = (seed: number, step: number) => maskOf(batch(WORLD, rows, { seed, step, rate: 0.3 }))
    const heard = drop(1, 0)
    // Four standard deviations of a share of 4,000: 4·√(.3·.7/4000) = .029.
    expect(Math.abs(heard.reduce((a, b) => a + b, 0) / 4000 - 0.7)).toBeLessThan(0.029)
    expect(drop(1, 0)).toEqual(heard)
    expect(drop(1, 1)).not.toEqual(heard)
    expect(drop(2, 0)).not.toEqual(heard)
  })

  it('gives its tensors back', () => {
    const before = tf.memory().numTensors
    disposeBatch(batchOf(WORLD, Uint32Array.from([0, 1]), { seed: 1, step: 0, rate: 0.5 }))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('the dataset as it is not', () => {
  const column = (ids: Int32Array, field: number) =>
    Array.from({ length: WORLD.rowCount }, (_, row) => ids[row * FIELDS + field])

  it('has other ids where that was asked, in every row, and all else as it was', () => {
    const [age, genre] = ['age', 'genre'].map((one) =>
      WORLD.fields.findIndex(({ name }) => name === one),
    ) as [number, number]
    const found = changed(WORLD, [
      { field: age, id: 2 },
      { field: genre, id: 0 },
    ])
    for (const field of WORLD.fields.keys()) {
      const now = new Set(column(found.ids, field))
      if (field === age) expect([...now]).toEqual([2])
      else if (field === genre) expect([...now]).toEqual([0])
      else expect(column(found.ids, field)).toEqual(column(WORLD.ids, field))
    }
    expect(found.sceneIds).toBe(WORLD.sceneIds)
    expect(changed(WORLD, null)).toBe(WORLD)
    expect(changed(WORLD, [])).toBe(WORLD)
  })

  it('routes a row of another scene as that scene, and as its own where the scene is unknown', () => {
    const scene = WORLD.fields.findIndex(({ kind }) => kind === 'scene')
    const fields = WORLD.fields.map((field, at) =>
      at === scene ? { ...field, labels: ['', 'breathing', 'click', 'immersive'] } : field,
    )
    const world = { ...WORLD, fields }
    expect(new Set(changed(world, { field: scene, id: 3 }).sceneIds)).toEqual(
      new Set([world.sceneNames.indexOf('immersive')]),
    )
    expect(changed(world, { field: scene, id: 0 }).sceneIds).toBe(world.sceneIds)
  })

  it('takes a whole table of ids', () => {
    const ids = WORLD.ids.slice().reverse()
    expect(changed(WORLD, ids).ids).toBe(ids)
  })
})
