import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { append, emptySeries, keyText, type MetricKey, type MetricSeries } from './series.ts'

const KEY: MetricKey = { split: 'valid', metric: 'auc', of: 'click', slice: null }
const pointsOf = ({ steps, values, length }: MetricSeries): (readonly [number, number])[] =>
  Array.from({ length }, (_, i) => [steps[i] ?? Number.NaN, values[i] ?? Number.NaN])

describe('a metric series', () => {
  it('holds what was appended, in order, whatever its length', () => {
    const point = fc.tuple(fc.nat(), fc.float({ noNaN: true }))
    fc.assert(
      fc.property(fc.array(point, { maxLength: 200 }), (points) => {
        const series = points.reduce((s, [step, value]) => append(s, step, value), emptySeries(KEY))
        expect(pointsOf(series)).toEqual(points)
        expect(series.key).toBe(KEY)
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  it('leaves every older version as it was', () => {
    const versions = [emptySeries(KEY)]
    for (let i = 0; i < 100; i++) versions.push(append(versions[i] as MetricSeries, i, i / 8))
    for (const [length, version] of versions.entries()) {
      expect(pointsOf(version)).toEqual(Array.from({ length }, (_, i) => [i, i / 8]))
    }
  })

  it('shares its buffers between versions until they are full', () => {
    const first = append(emptySeries(KEY), 1, 0.5)
    expect(append(first, 2, 0.5).values).toBe(first.values)
    let full = first
    while (full.length < full.steps.length) full = append(full, 3, 0.5)
    const wider = append(full, 4, 0.5)
    expect(wider.steps.length).toBe(2 * full.steps.length)
    expect(wider.values.length).toBe(wider.steps.length)
  })

  it('keeps a gap: a value that is no number', () => {
    expect(append(emptySeries(KEY), 3, Number.NaN).values[0]).toBeNaN()
  })
})

describe('keyText', () => {
  it('tells keys apart, and says all of one', () => {
    expect(keyText(KEY)).toBe('valid|auc|click|*')
    const keys = (['train', 'valid', 'test'] as const).flatMap((split) =>
      (['loss', 'auc'] as const).flatMap((metric) =>
        [null, 'click', 'watch'].flatMap((of) =>
          [null, 'scene=click', 'activity=low'].map((slice) => keyText({ split, metric, of, slice })),
        ),
      ),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })
})
