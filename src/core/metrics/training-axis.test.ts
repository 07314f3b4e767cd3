import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CurveView,
  curveQuery,
  PLAIN_CURVES,
  parseCurveView,
  queriedCurves,
  SMOOTHINGS,
  TRAINING_AXES,
} from './training-axis.ts'

const zoom = fc
  .tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0.5, max: 1e6, noNaN: true }))
  // Exponents hold a hyphen; no axis has values that small.
  .map(([from, width]) => [Math.round(from * 8) / 8, Math.round((from + width) * 8) / 8] as const)
const view: fc.Arbitrary<CurveView> = fc.record({
  axis: fc.constantFrom(...TRAINING_AXES),
  log: fc.boolean(),
  smooth: fc.constantFrom(...SMOOTHINGS),
  zoom: fc.option(zoom, { nil: null }),
})

describe('how curves are drawn', () => {
  it('comes back from a link and from storage as it was', () => {
    fc.assert(
      fc.property(view, (own) => {
        const query = new URLSearchParams(curveQuery(own))
        expect(queriedCurves((name) => query.get(name)) ?? PLAIN_CURVES).toEqual(own)
        expect(parseCurveView(JSON.parse(JSON.stringify(own)))).toEqual(own)
      }),
      { seed: 31 },
    )
  })
  it('is not in a link that has only defaults, and none is asked for by a link without it', () => {
    expect(curveQuery(PLAIN_CURVES)).toEqual({})
    expect(queriedCurves(() => null)).toBeNull()
  })
  it('takes defaults for what cannot be read, whatever that is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = parseCurveView(value)
        expect(TRAINING_AXES).toContain(read.axis)
        expect(SMOOTHINGS).toContain(read.smooth)
      }),
      { seed: 32 },
    )
    expect(parseCurveView({ axis: 'constructor', smooth: 7, zoom: [3, 1], log: 'yes' })).toEqual(PLAIN_CURVES)
    expect(parseCurveView({ zoom: [Number.NaN, 1] }).zoom).toBeNull()
  })
})
