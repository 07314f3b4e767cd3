import { describe, expect, it } from 'vitest'
import { stream } from '../../../core/rng.ts'
import { THIN_ROWS, weights, weightsByField, weightsByValue } from '../view.ts'
import { weightsByScene } from './by-scene.ts'
import { equalCountBins, isOrdered } from './ordered.ts'

const AXIS = { top: 2, isCeiling: true }
const FIELDS = ['a', 'b', 'c']
const rng = stream(3, 'prior-weights-test')
const ROWS = 120
const all = weights(
  {
    shape: [ROWS, FIELDS.length],
    values: Float32Array.from({ length: ROWS * FIELDS.length }, () => 2 * rng.uniform()),
  },
  FIELDS,
)
/** Scene 0 has two thirds of the rows, scene 1 has 5, scene 2 the rest, scene 3 none. */
const sceneIds = Int32Array.from({ length: ROWS }, (_, row) => (row < 5 ? 1 : row % 3 === 0 ? 2 : 0))
const sceneNames = ['click', 'rare', 'breathing', 'absent']

describe('weights by scene', () => {
  const found = weightsByScene(all, { sceneIds, sceneNames })

  it('are the weights by field of that scene’s rows alone', () => {
    for (const [scene] of sceneNames.entries()) {
      const rows = [...sceneIds.keys()].filter((row) => sceneIds[row] === scene)
      const own = weights(
        {
          shape: [rows.length, FIELDS.length],
          values: Float32Array.from(
            rows.flatMap((row) => FIELDS.map((_, f) => all.values[row * 3 + f] ?? 0)),
          ),
        },
        FIELDS,
      )
      const medians = new Map(weightsByField(own, 'raw', AXIS).map(({ field, median }) => [field, median]))
      for (const { field, scenes } of found) {
        if (rows.length === 0) expect(scenes[scene]).toBeNull()
        else expect(scenes[scene]?.median).toBe(medians.get(field))
      }
    }
  })

  it('put the field whose scenes differ most first, and leave thin scenes out of that', () => {
    const spreads = found.map(({ spread }) => spread)
    expect(spreads).toEqual([...spreads].sort((a, b) => b - a))
    for (const { scenes, spread } of found) {
      expect(scenes[1]?.isThin).toBe(true)
      expect(scenes[1]?.rows).toBeLessThan(THIN_ROWS)
      const [first, , third] = scenes
      expect(spread).toBeCloseTo(Math.abs((first?.median ?? 0) - (third?.median ?? 0)), 6)
    }
  })
})

describe('an ordered prior', () => {
  const labels = ['', ...Array.from({ length: 40 }, (_, value) => String(value))]
  const gap = { name: 'gap', kind: 'prior' as const, labels }

  it('is one whose values are numbers or ranges of numbers', () => {
    const of = (values: readonly string[]) =>
      isOrdered({ ...gap, labels: ['', ...values], ids: new Int32Array(0) })
    expect(of(['0', '1.5', '-2'])).toBe(true)
    expect(of(['1 – 3', '3 – 9', '≥ 9'])).toBe(true)
    expect(of(['0', '1'])).toBe(false)
    expect(of(['f', 'm', 'x'])).toBe(false)
  })

  it('has bins of equal rows where no value holds more, in order, with every row in one and missing apart', () => {
    // 40 values with 5 rows each, and 7 rows without one.
    const ids = Int32Array.from({ length: 207 }, (_, i) => (i < 7 ? 0 : 1 + ((i - 7) % 40)))
    const binned = equalCountBins({ ...gap, ids }, 8)
    expect(binned.labels.slice(1)).toEqual(
      Array.from({ length: 8 }, (_, bin) => `${5 * bin} … ${5 * bin + 4}`),
    )
    const counts = binned.labels.map((_, bin) => binned.ids.filter((id) => id === bin).length)
    expect(counts).toEqual([7, ...new Array(8).fill(25)])
    for (const [row, bin] of binned.ids.entries()) {
      const id = ids[row] ?? 0
      expect(bin).toBe(id === 0 ? 0 : 1 + Math.floor((id - 1) / 5))
    }
  })

  it('gives a value that most rows have a bin of its own', () => {
    const ids = Int32Array.from({ length: 100 }, (_, i) => (i < 90 ? 3 : 1 + (i % 10)))
    const binned = equalCountBins({ ...gap, ids }, 4)
    const bin = binned.ids[0] ?? 0
    expect(binned.labels[bin]).toBe('2')
  })

  it('recovers a planted rise of the weight, with the interval of a mean', () => {
    const ids = Int32Array.from({ length: ROWS }, (_, row) => row % 40)
    const rising = weights(
      {
        shape: [ROWS, 1],
        values: Float32Array.from(ids, (id, row) => 0.5 + id / 50 + 0.01 * ((row % 7) - 3)),
      },
      ['a'],
    )
    const { fields, values } = weightsByValue(rising, equalCountBins({ ...gap, ids }, 6))
    expect(values.at(-1)?.isMissing).toBe(true)
    const means = (fields[0]?.means ?? []).slice(0, -1)
    expect(means).toEqual([...means].sort((a, b) => a - b))
    // t(.975, 2) = 4.302653 for three rows: values 1, 2, 3 have s = 1 and half-width 4.302653/√3 = 2.484138.
    const three = weights({ shape: [3, 1], values: Float32Array.of(1, 2, 3) }, ['a'])
    const one = weightsByValue(three, { ...gap, ids: Int32Array.of(1, 1, 1) })
    expect(one.fields[0]?.halves[0]).toBeCloseTo(2.484138, 5)
  })
})
