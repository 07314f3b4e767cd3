import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PLAIN_CURVES } from '../core/metrics/training-axis.ts'
import type { BandPoint } from '../run/comparison.ts'
import { type CurveGroup, curveEnd, endOf, labelPoint, pointAt, thinned, within } from './curves.ts'
import { decimated } from './decimate.ts'
import { countText, metricText, percentText, plainText, signedText } from './format.ts'
import { meanLines, sharedX } from './mean-lines.ts'
import { groupColor, groupDash, REFERENCE } from './palette.ts'
import { axisOf, logTicks, pixelsFromTop, spreadLabels } from './ticks.ts'

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true })

describe('an axis', () => {
  it('holds every value, ends on ticks, and its ticks are evenly spaced', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = axisOf(values)
        // Ends are rounded to 12 digits.
        expect(domain[0]).toBeLessThanOrEqual(Math.min(...values) + 1e-8)
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values) - 1e-8)
        expect([ticks[0], ticks.at(-1)]).toEqual([...domain])
        const step = (ticks[1] ?? 0) - (ticks[0] ?? 0)
        for (const [index, tick] of ticks.entries()) {
          expect(tick).toBeCloseTo((ticks[0] ?? 0) + index * step, 8)
        }
      }),
      { seed: 1 },
    )
  })
  it('gives a single value room, and 0…1 to no value', () => {
    const { domain } = axisOf([0.7])
    expect(domain[0]).toBeLessThan(0.7)
    expect(domain[1]).toBeGreaterThan(0.7)
    expect(axisOf([]).domain).toEqual([0, 1])
    expect(axisOf([Number.NaN]).domain).toEqual([0, 1])
  })
  it('runs upwards', () => {
    const axis = axisOf([0, 1])
    expect(pixelsFromTop(0, axis, 100)).toBe(100)
    expect(pixelsFromTop(1, axis, 100)).toBe(0)
  })
})

describe('labels beside a plot', () => {
  it('keep their order and their distance, and stay inside where they fit', () => {
    const heights = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(heights, (wanted) => {
        const places = spreadLabels(wanted, 16, 0, 300)
        const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
        for (const [rank, index] of order.entries()) {
          const place = places[index] ?? 0
          expect(place).toBeGreaterThanOrEqual(-1e-9)
          expect(place).toBeLessThanOrEqual(300 + 1e-9)
          const before = order[rank - 1]
          if (before !== undefined) expect(place - (places[before] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-9)
        }
      }),
      { seed: 2 },
    )
  })
  it('stand where they belong when nothing is in the way', () => {
    expect(spreadLabels([200, 50], 16, 0, 300)).toEqual([200, 50])
  })
})

describe('decimation', () => {
  const points = Array.from({ length: 3000 }, (_, x) => ({ x, y: x === 1234 ? 99 : Math.sin(x / 50) }))
  it('keeps both ends, the spike and the order, within the limit', () => {
    const kept = decimated(points, 400)
    expect(kept.length).toBeLessThanOrEqual(400)
    expect(kept[0]).toBe(points[0])
    expect(kept.at(-1)).toBe(points.at(-1))
    expect(kept).toContain(points[1234])
    expect(kept.every((point, i) => i === 0 || point.x > (kept[i - 1]?.x ?? 0))).toBe(true)
  })
  it('leaves few points as they are', () => {
    expect(decimated(points.slice(0, 400), 400)).toEqual(points.slice(0, 400))
  })
  it('thins a band by its mean, points kept whole', () => {
    const band: BandPoint[] = points.map(({ x, y }) => ({ x, mean: y, low: y - 1, high: y + 1, n: 3 }))
    const kept = thinned(band)
    expect(kept.length).toBeLessThanOrEqual(400)
    expect(kept).toContain(band[1234])
  })
})

describe('numbers as text', () => {
  it('drop the leading zero and carry a true minus sign', () => {
    expect(metricText(0.74123)).toBe('.7412')
    expect(metricText(1)).toBe('1.0000')
    expect(signedText(-0.0089)).toBe('−.0089')
    expect(signedText(0.0004)).toBe('+.0004')
  })
  it('give a difference that rounds to nothing no sign', () => {
    expect(signedText(-0.00001)).toBe('.0000')
    expect(signedText(0.00001)).toBe('.0000')
  })
  it('never write a share that is not 0 as 0', () => {
    expect(percentText(0)).toBe('0 %')
    expect(percentText(0.004)).toBe('.4 %')
    expect(percentText(0.00001, 1)).toBe('<.1 %')
    expect(percentText(0.137)).toBe('14 %')
  })
  it('keep three significant digits', () => {
    expect(plainText(0.04123)).toBe('.0412')
    expect(plainText(12.345)).toBe('12.3')
    expect(plainText(-0.5)).toBe('−.500')
    expect(plainText(228329)).toBe('228,329')
    expect(plainText(0.0000031)).toBe('3.1e−6')
    expect(countText(1000)).toBe('1,000')
  })
})

describe('more groups than can be told apart', () => {
  const band = [{ x: 1, mean: 0.5, low: null, high: null, n: 3 }]
  const groups = Array.from({ length: 8 }, (_, style) => ({ id: `g${style}`, style, band }))
  const colors = (pointed: string | null) => meanLines(groups, 0, pointed).map(({ color }) => color)
  it('are grey beyond the sixth until they are pointed at, and nobody else changes colour', () => {
    const own = groups.map(({ style }) => groupColor(style))
    expect(colors(null)).toEqual([...own.slice(0, 6), REFERENCE, REFERENCE])
    expect(colors('g7')).toEqual([...own.slice(0, 6), REFERENCE, own[7]])
    expect(colors('g2')).toEqual(colors(null))
  })
})

describe('a group’s line', () => {
  it('is solid for the first and dashed for all others', () => {
    expect(groupDash(0)).toBe('')
    for (let style = 1; style < 8; style++) expect(groupDash(style)).not.toBe('')
  })
  it('differs in hue or dash for the first 64 styles', () => {
    const lines = Array.from({ length: 64 }, (_, style) => `${groupColor(style)}|${groupDash(style)}`)
    expect(new Set(lines).size).toBe(64)
  })
})

describe('a curve over training', () => {
  const band: BandPoint[] = [
    [10, 0.6, 3],
    [20, 0.7, 3],
    [30, 0.8, 1],
  ].map(([x = 0, mean = 0, n = 0]) => ({ x, mean, low: null, high: null, n }))

  it('ends where all of its seeds still are', () => {
    expect(endOf(band)).toBe(band[1])
    expect(endOf(band.slice(0, 1))).toBe(band[0])
    expect(endOf([])).toBeUndefined()
  })
  it('is drawn to that end, and pale from there on, without a gap', () => {
    const [shown, tail, ...others] = meanLines([{ id: 'a', style: 0, band }], 0)
    expect(others).toEqual([])
    expect(shown?.points).toEqual([
      { x: 10, y: 0.6 },
      { x: 20, y: 0.7 },
    ])
    expect(tail?.points).toEqual([
      { x: 20, y: 0.7 },
      { x: 30, y: 0.8 },
    ])
    expect(tail?.opacity).toBeLessThan(shown?.opacity ?? 0)
    expect(meanLines([{ id: 'a', style: 0, band: band.slice(0, 2) }], 0)).toHaveLength(1)
  })
  it('ends at its last point once nothing grows, at a round number beyond it until then', () => {
    const group = (grows: boolean): CurveGroup => ({
      id: 'a',
      name: 'a',
      style: 0,
      band: [],
      seeds: [{ seed: 1, points: [{ x: 1300, y: 0.6 }], best: null, diverged: false, grows }],
    })
    expect(curveEnd([group(false)])).toBe(1300)
    expect(curveEnd([group(true)])).toBe(1600)
    expect(curveEnd([])).toBe(1)
  })
  it('is read at its latest evaluation, and nowhere outside its own range', () => {
    expect(pointAt(band, 20)).toBe(band[1])
    expect(pointAt(band, 29)).toBe(band[1])
    expect(pointAt(band, 9)).toBeNull()
    expect(pointAt(band, 31)).toBeNull()
  })
  it('is zoomed by leaving points out, never by changing one', () => {
    expect(within(band, [15, 30])).toEqual(band.slice(1))
    expect(within(band, null)).toBe(band)
    expect(sharedX({ ...PLAIN_CURVES, zoom: [15, 30] }, 10, 40)).toEqual({ xMin: 15, xMax: 30, xLog: false })
  })
  it('is labelled with its end wherever that is in view, and with the last point in view elsewhere', () => {
    for (const zoom of [null, [5, 20], [20, 35], [0, 40]] as const)
      expect(labelPoint(band, zoom)).toEqual({ point: endOf(band), isEnd: true })
    expect(labelPoint(band, [5, 15])).toEqual({ point: band[0], isEnd: false })
    expect(labelPoint(band, [25, 35])).toEqual({ point: band[2], isEnd: false })
    expect(labelPoint(band, [11, 19])).toBeNull()
    expect(labelPoint([], null)).toBeNull()
  })
  it('begins at the first evaluation on a logarithmic axis, which has no 0', () => {
    const log = { ...PLAIN_CURVES, log: true }
    expect(sharedX(log, 10, 40)).toEqual({ xMin: 10, xMax: 40, xLog: true })
    expect(sharedX({ ...log, zoom: [0, 30] }, 10, 40)).toEqual({ xMin: 10, xMax: 30, xLog: true })
    expect(logTicks(10, 400)).toEqual([10, 20, 50, 100, 200])
  })
  it('keeps its raw line under a smoothed one', () => {
    const long = [0.6, 0.7, 0.8, 0.6].map((mean, index) => ({ x: index, mean, low: null, high: null, n: 2 }))
    const [raw, shown] = meanLines([{ id: 'a', style: 0, band: long }], 0.5)
    expect(raw?.points).toEqual(long.map(({ x, mean }) => ({ x, y: mean })))
    expect(shown?.points).not.toEqual(raw?.points)
    expect(meanLines([{ id: 'a', style: 0, band: long }], 0)).toHaveLength(1)
  })
})
