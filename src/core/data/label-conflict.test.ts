import { describe, expect, it } from 'vitest'
import { moduleWorld } from '../../testing/module-world.ts'
import { stream } from '../rng.ts'
import type { EncodedDataset } from './encoded.ts'
import { sceneLabelConflict, taskLabelConflict } from './label-conflict.ts'

/** Two scenes, one field of four values, one task by default; `rate(scene, value)` of a 1. */
function world(
  rate: (scene: number, value: number, task: number) => number,
  { rows = 1600, tasks = 1 } = {},
) {
  const rng = stream(1, 'label-conflict')
  const values = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 2) % 4)
  const sceneIds = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 8) % 2)
  const labels = Float32Array.from({ length: rows * tasks }, (_, at) => {
    const row = Math.floor(at / tasks)
    return Number(rng.uniform() < rate(sceneIds[row] as number, values[row] as number, at % tasks))
  })
  const base = moduleWorld()
  const field = { name: 'genre', kind: 'feature' as const, source: 'item' as const, roles: [], labels: [] }
  const encoded: EncodedDataset = {
    ...base,
    ...{ rowCount: rows, ids: values, labels, sceneIds, sceneNames: ['a', 'b'] },
    fields: [{ ...field, vocabSize: 4 }],
    tasks: Array.from({ length: tasks }, (_, t) => ({ id: `t${t}`, requires: null })),
    splits: { ...base.splits, train: Uint32Array.from({ length: rows }, (_, row) => row) },
  }
  return encoded
}

const slope = (value: number): number => 0.2 + 0.2 * value

describe('labels of two scenes', () => {
  it('agree where values mean the same, whatever the base rates', () => {
    const found = sceneLabelConflict(world((scene, value) => (scene === 0 ? slope(value) : slope(value) / 3)))
    expect(found?.cosines[1]).toBeGreaterThan(0.8)
    expect(found?.least[1]).toBeGreaterThan(0.5)
  })
  it('are in conflict where values mean the opposite, in every half', () => {
    const found = sceneLabelConflict(world((scene, value) => (scene === 0 ? slope(value) : 1 - slope(value))))
    expect(found?.cosines[1]).toBeLessThan(-0.8)
    expect(found?.least[1]).toBeLessThan(-0.5)
    expect(found?.cosines[1]).toBe(found?.cosines[2])
    expect(found?.cosines[0]).toBeCloseTo(1, 6)
  })
  it('match the hand-worked gradient', () => {
    // Rows (value, label): scene a has (0, 1), (1, 0), mean ½: g = (½, −½). Scene b has (0, 1), (0, 1), (1, 0), mean ⅔:
    // g = (⅔, −⅔). The same direction.
    const base = world(() => 0, { rows: 5 })
    const encoded = {
      ...base,
      ids: Int32Array.of(0, 1, 0, 0, 1),
      labels: Float32Array.of(1, 0, 1, 1, 0),
      sceneIds: Int32Array.of(0, 0, 1, 1, 1),
    }
    const found = sceneLabelConflict(encoded)
    expect(found?.cosines[1]).toBeCloseTo(1, 6)
    // Too few rows for halves to say anything.
    expect(found?.least[1]).toBeNaN()
  })
  it('are not compared in one scene', () => {
    expect(sceneLabelConflict({ ...world(() => 0.5), sceneNames: ['a'] })).toBeNull()
  })
})

describe('labels of two tasks', () => {
  it('are held against each other on different rows: the noise that they share makes no agreement', () => {
    const opposite = world((_, value, task) => (task === 0 ? slope(value) : 1 - slope(value)), { tasks: 2 })
    expect(taskLabelConflict(opposite)?.least[1]).toBeLessThan(-0.5)
    // One label twice, and no field that tells it: alike on the same rows, and by chance alone on others.
    const noise = world(() => 0.5, { tasks: 2, rows: 3200 })
    const labels = noise.labels.map((_, at) => noise.labels[at - (at % 2)] as number)
    const found = taskLabelConflict({ ...noise, labels })
    expect(found?.cosines[1]).toBeCloseTo(1, 6)
    expect(taskLabelConflict(world(() => 0.5))).toBeNull()
  })
})
