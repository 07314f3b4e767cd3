import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENGLISH } from '../i18n/english.ts'
import { createMessages } from '../i18n/i18n.ts'
import type { BandPoint, Comparison, VerdictRow, VerdictState } from '../run/comparison.ts'
import type { CurveGroup } from './curves.ts'
import {
  curveFinding,
  deltaFinding,
  type Finding,
  rocFinding,
  sliceFinding,
  sweepFinding,
  verdictFinding,
} from './findings.ts'
import type { SliceDotsRow } from './SliceDots.tsx'
import { VERDICT_COLUMNS, verdictData } from './verdict-data.ts'

const messages = createMessages(ENGLISH)
/** The sentence; a key or a parameter that is missing shows. */
function say(found: Finding | null): string {
  if (found === null) return ''
  const text = messages.t(found.key, { ns: 'charts', ...found.params })
  expect(text).not.toContain('{{')
  return text
}

const STATES: readonly VerdictState[] = [
  'better',
  'worse',
  'no-difference',
  'not-enough',
  'too-few-seeds',
  'unpaired',
  'no-value',
]
const row = (groupId: string, state: VerdictState, half: number | null = 0.001): VerdictRow => ({
  groupId,
  state,
  seeds: 3,
  pairs: 3,
  diverged: 0,
  mean: 0.7,
  meanHalf: 0.01,
  values: [],
  delta: state === 'no-value' || state === 'unpaired' ? null : -0.004,
  seedHalf: null,
  userError: null,
  half,
  p: null,
  aloneOnly: false,
  moreSeeds: null,
  moreUsers: null,
  adaptive: false,
  barred: false,
  runs: 3,
  detectable: null,
  low: null,
  cost: null,
  parameterCount: null,
})
const comparison = (states: readonly VerdictState[]): Comparison => ({
  rows: [row('base', 'baseline'), ...states.map((state, index) => row(`g${index}`, state))],
  compared: states.length,
  rope: 0.001,
  users: 1000,
  lacks: null,
  adaptive: null,
  replicates: null,
})
const groups = [
  { id: 'base', name: 'Full', style: 0 },
  ...STATES.map((_, index) => ({ id: `g${index}`, name: `Group ${index}`, style: index + 1 })),
]

describe('the finding of the verdicts', () => {
  it.each(STATES)('of one comparison that is %s says that state and no other', (state) => {
    const text = say(verdictFinding(groups, comparison([state])))
    expect(text).toContain('Group 0')
    const says = {
      better: /\bbetter\b/.test(text),
      worse: /\bworse\b/.test(text),
      'no-difference': text.includes('no practical difference'),
      'not-enough': text.includes('Not enough evidence yet'),
    }
    const said = Object.entries(says).flatMap(([name, isSaid]) => (isSaid ? [name] : []))
    expect(said).toEqual(state in says ? [state] : [])
  })
  it('gives the interval where there is a verdict, and none where there is no interval', () => {
    expect(say(verdictFinding(groups, comparison(['worse'])))).toBe(
      'Group 0 is worse than Full: −.0040 [−.0050, −.0030].',
    )
    const open = { ...comparison([]), rows: [row('base', 'baseline'), row('g0', 'not-enough', null)] }
    expect(say(verdictFinding(groups, open))).toBe('Not enough evidence yet to tell Group 0 from Full.')
  })
  it('of several counts each of them once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATES), { minLength: 2, maxLength: 7 }), (states) => {
        const found = verdictFinding(groups, comparison(states))
        const { better = 0, worse = 0, same = 0, open = 0, without = 0 } = found?.params ?? {}
        if (found?.key === 'finding.verdict.noneYet') {
          expect(states.every((state) => STATES.indexOf(state) > 3)).toBe(true)
        } else {
          expect([better, worse].map(Number)).toEqual(
            (['better', 'worse'] as const).map((one) => states.filter((state) => state === one).length),
          )
          expect([better, worse, same, open, without].map(Number).reduce((a, b) => a + b)).toBe(states.length)
        }
        say(found)
      }),
      { seed: 51 },
    )
  })
  it('never says better or worse of hidden groups by name, yet counts them', () => {
    expect(say(verdictFinding([{ id: 'base', name: 'Full' }], comparison(['better'])))).toContain('1 better')
  })
})

describe('the data of the verdicts', () => {
  it('holds the interval around each difference, and none for the baseline', () => {
    const { rows } = verdictData(groups, comparison(['worse']), VERDICT_COLUMNS, (state) => state)
    const valueAt = (at: number, column: (typeof VERDICT_COLUMNS)[number]) => {
      const cell = rows[at]?.[VERDICT_COLUMNS.indexOf(column)]
      return typeof cell === 'object' ? cell.value : cell
    }
    expect(rows).toHaveLength(2)
    expect((['delta', 'low', 'high', 'verdict'] as const).map((column) => valueAt(0, column))).toEqual([
      null,
      null,
      null,
      'baseline',
    ])
    expect(valueAt(1, 'low')).toBeCloseTo(-0.005, 12)
    expect(valueAt(1, 'high')).toBeCloseTo(-0.003, 12)
  })
})

const band = (...means: readonly number[]): BandPoint[] =>
  means.map((mean, x) => ({ x, mean, low: mean - 0.01, high: mean + 0.01, n: 3 }))
const curve = (name: string, ...means: readonly number[]): CurveGroup => ({
  id: name,
  name,
  style: 0,
  band: band(...means),
  seeds: [],
})

describe('the finding of the curves', () => {
  it('never says better or worse, whatever the curves are', () => {
    const level = fc.double({ min: 0.4, max: 0.9, noNaN: true })
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 4 }), fc.option(level), (ends, floor) => {
        const text = say(
          curveFinding(
            ends.map((end, index) => curve(`g${index}`, 0.5, end)),
            floor,
          ),
        )
        expect(text).not.toMatch(/better|worse|significant/)
        expect(text).not.toBe('')
      }),
      { seed: 52 },
    )
  })
  it('says where they end, and which end below counting before anything else', () => {
    expect(say(curveFinding([curve('A', 0.5, 0.7), curve('B', 0.6, 0.65)], 0.6))).toBe(
      'On validation A ends highest (.7000) and B lowest (.6500); the verdict is read on test.',
    )
    expect(say(curveFinding([curve('A', 0.5, 0.7), curve('B', 0.6, 0.55)], 0.6))).toBe(
      'B ends below the counting floor: counting does more than this model.',
    )
    expect(say(curveFinding([curve('A', 0.5, 0.7)], 0.6))).toContain('+.1000 to the counting floor')
    expect(curveFinding([curve('A')], 0.6)).toBeNull()
  })
  it('of one seed each says that their spread is not known', () => {
    const single = (name: string, end: number) => ({
      ...curve(name),
      band: [{ x: 1, mean: end, low: null, high: null, n: 1 }],
    })
    expect(say(curveFinding([single('A', 0.7), single('B', 0.6)], null))).toContain('not known')
  })
  it('is of all seeds, whatever the one that trained longest does alone', () => {
    const three = (name: string, end: number, alone: number): CurveGroup => ({
      ...curve(name),
      band: [...band(0.5, end), { x: 2, mean: alone, low: null, high: null, n: 1 }],
      seeds: [1, 2, 3].map((seed) => ({ seed, points: [], best: null, diverged: false, grows: true })),
    })
    const [a, b] = [three('A', 0.7, 0.55), three('B', 0.65, 0.9)]
    expect(say(curveFinding([a, b], 0.6))).toBe(say(curveFinding([curve('A', 0.7), curve('B', 0.65)], 0.6)))
    // Seeds of which no two are at one place are still more than one.
    const apart = [a, b].map((one) => ({ ...one, band: one.band.slice(2) }))
    expect(curveFinding(apart, null)?.key).toBe('finding.curves.apart')
  })
})

describe('the finding of the differences', () => {
  const delta = (name: string, mean: number, n = 3) => ({
    id: name,
    name,
    style: 0,
    band: [{ x: 1, mean, low: mean - 0.01, high: mean + 0.01, n }],
  })
  it('names the groups whose band leaves out zero at the end, on either side', () => {
    const found = deltaFinding([delta('A', -0.02), delta('B', 0.005), delta('C', 0.02)])
    expect(found?.params.groups).toBe('A, C')
    expect(say(found)).not.toMatch(/better|worse/)
  })
  it('reads no band of fewer than three pairs', () => {
    expect(deltaFinding([delta('A', -0.02, 2)])?.key).toBe('finding.delta.fewPairs')
    const found = deltaFinding([delta('A', -0.02, 2), delta('B', 0.001)])
    expect(found?.key).toBe('finding.delta.none')
    expect(say(found)).toBe('At the end the one band of three pairs or more holds zero on validation.')
  })
  it('reads a band where all of its pairs are, not where one trained longest', () => {
    const long = (mean: number) => {
      const group = delta('A', mean)
      return { ...group, band: [...group.band, { x: 2, mean: -mean, low: null, high: null, n: 1 }] }
    }
    expect(deltaFinding([long(0.02)])).toEqual(deltaFinding([delta('A', 0.02)]))
    expect(deltaFinding([long(0.001)])?.key).toBe('finding.delta.none')
  })
})

describe('the finding of the ROC curves', () => {
  const group = (name: string, ...y: readonly number[]) => ({
    id: name,
    name,
    style: 0,
    seeds: 3,
    curve: { x: Float32Array.from(y, (_, i) => i), y: Float32Array.from(y) },
    band: null,
    value: null,
  })
  const floor = { y: Float32Array.of(0, 0.5, 1) }
  it('names a group that is below counting at one place', () => {
    expect(say(rocFinding([group('A', 0, 0.6, 1), group('B', 0, 0.4, 1)], floor, {}))).toBe(
      'B falls below the counting floor somewhere.',
    )
    expect(say(rocFinding([group('A', 0, 0.5, 1)], floor, {}))).toContain('nowhere below')
  })
  it('reads no curve of fewer than 30 of a class', () => {
    const few = (positives: number) => rocFinding([group('A', 0, 0.4, 1)], floor, { rows: 1000, positives })
    expect(few(29)?.key).toBe('finding.roc.thin')
    expect(few(971)?.key).toBe('finding.roc.thin')
    expect(few(30)?.key).toBe('finding.roc.below')
  })
})

describe('the finding of the slices', () => {
  const slice = (name: string, isThin: boolean, ...means: readonly number[]): SliceDotsRow => ({
    slice: name,
    name,
    rows: 1000,
    positives: 100,
    isThin,
    floor: 0.6,
    oracle: null,
    means,
    ranges: means.map(() => null),
  })
  const two = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ]
  it('counts only slices that can be read', () => {
    const rows = [slice('x', false, 0.7, 0.72), slice('y', false, 0.7, 0.65), slice('z', true, 0.1, 0.9)]
    expect(say(sliceFinding(two, rows))).toBe(
      'The mean of B is above A’s in 1 of 2 slices that can be read (1 left out); unadjusted, no verdict.',
    )
    expect(sliceFinding(two, [slice('z', true, 0.1, 0.9)])?.key).toBe('finding.slices.allThin')
  })
  it('names slices of one group that are below counting, thin ones left out', () => {
    const rows = [slice('x', false, 0.5), slice('z', true, 0.1)]
    expect(say(sliceFinding(two.slice(0, 1), rows))).toBe('A is below the counting floor in: x.')
    expect(sliceFinding(two.slice(0, 1), [slice('x', false, 0.7)])?.key).toBe('finding.slices.read')
  })
})

describe('what a sweep is told as', () => {
  const groups = [
    { name: 'K = 4', mean: 0.71, values: [0.7, 0.72] },
    { name: 'K = 8', mean: 0.73, values: [0.73] },
    { name: 'K = 16', mean: null, values: [] },
  ]
  it('names the ends by value and the least number of seeds, and calls nothing better', () => {
    const text = say(sweepFinding(groups))
    expect(text).toContain('K = 8 ends highest (.7300) and K = 4 lowest (.7100), over 1 or more seeds')
    expect(text).not.toMatch(/\b(better|worse)\b/)
  })
  it('says nothing of one group', () => {
    expect(sweepFinding(groups.slice(1))).toBeNull()
  })
})
