import { LEAST_OF_CLASS } from '../core/metrics/thin.ts'
import type { BandPoint, Comparison, VerdictRow, VerdictState } from '../run/comparison.ts'
import { type CurveGroup, endOf } from './curves.ts'
import type { DeltaGroup } from './DeltaStrip.tsx'
import { metricText, signedText } from './format.ts'
import type { SliceDotsRow } from './SliceDots.tsx'
import type { UnitGroup } from './UnitPlot.tsx'

/**
 * The one sentence that a chart states: a key of the namespace `charts` with what it names. Only a verdict says better or
 * worse; curves and slices say where values lie, and leave out what rests on too little.
 */
export interface Finding {
  readonly key: string
  readonly params: Readonly<Record<string, string | number>>
}

const finding = (key: string, params: Finding['params'] = {}): Finding => ({ key: `finding.${key}`, params })
const names = (groups: readonly { readonly name: string }[]): string =>
  groups.map(({ name }) => name).join(', ')

/** C1 is validation, looked at all the time: where the curves end, and nothing about which is better (V12). */
export function curveFinding(groups: readonly CurveGroup[], floor: number | null): Finding | null {
  const ends = groups.flatMap(({ name, band, seeds }) => {
    const last = endOf(band)
    return last === undefined ? [] : [{ name, value: last.mean, seeds: Math.max(last.n, seeds.length) }]
  })
  const [highest] = [...ends].sort((a, b) => b.value - a.value)
  const [lowest] = [...ends].sort((a, b) => a.value - b.value)
  if (highest === undefined || lowest === undefined) return null
  const below = ends.filter(({ value }) => floor !== null && value < floor)
  if (below.length > 0) return finding('curves.below', { count: below.length, groups: names(below) })
  if (ends.length === 1) {
    const params = { group: highest.name, value: metricText(highest.value) }
    return floor === null
      ? finding('curves.alone', params)
      : finding('curves.aboveFloor', { ...params, margin: signedText(highest.value - floor) })
  }
  const params = {
    highest: highest.name,
    high: metricText(highest.value),
    lowest: lowest.name,
    low: metricText(lowest.value),
  }
  return finding(ends.every(({ seeds }) => seeds === 1) ? 'curves.oneSeed' : 'curves.apart', params)
}

const leavesOutZero = ({ low, high }: BandPoint): boolean =>
  low !== null && high !== null && (low > 0 || high < 0)

/** The strip: at the end, whose band leaves out zero; below three pairs a band says nothing (V5). */
export function deltaFinding(groups: readonly DeltaGroup[]): Finding | null {
  const ends = groups.flatMap(({ name, band }) => {
    const last = endOf(band)
    return last === undefined ? [] : [{ name, last }]
  })
  if (ends.length === 0) return null
  const read = ends.filter(({ last }) => last.n >= 3)
  if (read.length === 0) return finding('delta.fewPairs')
  const clear = read.filter(({ last }) => leavesOutZero(last))
  if (clear.length === 0) return finding('delta.none', { count: read.length })
  return finding('delta.clear', { count: clear.length, groups: names(clear) })
}

/** C25: where validation ends highest and lowest. The best of many is too good, so nothing is called better (V12). */
export function sweepFinding(
  groups: readonly {
    readonly name: string
    readonly mean: number | null
    readonly values: readonly number[]
  }[],
): Finding | null {
  const read = groups.flatMap(({ name, mean, values }) =>
    mean === null ? [] : [{ name, mean, seeds: values.length }],
  )
  const [highest] = [...read].sort((a, b) => b.mean - a.mean)
  const [lowest] = [...read].sort((a, b) => a.mean - b.mean)
  if (highest === undefined || lowest === undefined || read.length < 2) return null
  return finding('sweep.apart', {
    highest: highest.name,
    high: metricText(highest.mean),
    lowest: lowest.name,
    low: metricText(lowest.mean),
    seeds: Math.min(...read.map(({ seeds }) => seeds)),
  })
}

interface Named {
  readonly id: string
  readonly name: string
}

/** States that are verdicts; the rest says why there is none. */
const VERDICTS: readonly VerdictState[] = ['better', 'worse', 'no-difference', 'not-enough']

/** C2: the verdict of one comparison in words, or how many of each there are (V4). */
export function verdictFinding(groups: readonly Named[], { rows }: Comparison): Finding | null {
  const baseline = rows.find(({ state }) => state === 'baseline')
  const others = rows.filter(({ state }) => state !== 'baseline')
  const nameOf = (id: string): string => groups.find((group) => group.id === id)?.name ?? ''
  const [only] = others
  if (only === undefined || baseline === undefined) return null
  const shown = groups.some(({ id }) => id === only.groupId)
  if (others.length === 1 && shown) {
    const state = only.state === 'not-enough' && only.half === null ? 'undecided' : only.state
    return finding(`verdict.${state}`, {
      group: nameOf(only.groupId),
      baseline: nameOf(baseline.groupId),
      pairs: only.pairs,
      ...intervalOf(only),
    })
  }
  const count = (...states: VerdictState[]) => others.filter(({ state }) => states.includes(state)).length
  const judged = count(...VERDICTS)
  if (judged === 0) return finding('verdict.noneYet', { count: others.length })
  return finding('verdict.many', {
    count: others.length,
    better: count('better'),
    worse: count('worse'),
    same: count('no-difference'),
    open: count('not-enough'),
    without: others.length - judged,
  })
}

function intervalOf({ delta, half }: VerdictRow): Finding['params'] {
  if (delta === null) return {}
  const ends = half === null ? {} : { low: signedText(delta - half), high: signedText(delta + half) }
  return { delta: signedText(delta), ...ends }
}

/** C3: whether curves stay above counting; a curve of few positives or negatives is not read. */
export function rocFinding(
  groups: readonly UnitGroup[],
  floor: { readonly y: ArrayLike<number> } | null,
  counts: { readonly rows?: number; readonly positives?: number },
): Finding | null {
  const { rows, positives } = counts
  if (groups.length === 0) return null
  if (rows !== undefined && positives !== undefined) {
    const least = Math.min(positives, rows - positives)
    if (least < LEAST_OF_CLASS) return finding('roc.thin', { count: least })
  }
  if (floor === null) return finding('roc.noFloor')
  const below = groups.filter(({ curve }) => curve.y.some((y, index) => y < (floor.y[index] ?? 0) - 1e-6))
  return below.length === 0
    ? finding('roc.above', { count: groups.length })
    : finding('roc.below', { count: below.length, groups: names(below) })
}

/** C21 and C22: in how many slices each mean is above the first group's, without a correction and without a verdict. */
export function sliceFinding(
  groups: readonly Named[],
  rows: readonly Pick<SliceDotsRow, 'name' | 'isThin' | 'means' | 'floor'>[],
): Finding | null {
  const read = rows.filter(({ isThin, means }) => !isThin && means[0] !== null)
  const thin = rows.filter(({ isThin }) => isThin).length
  const [baseline, ...others] = groups
  if (baseline === undefined || rows.length === 0) return null
  if (read.length === 0) return finding('slices.allThin')
  const [other] = others
  if (other === undefined || others.length > 1) {
    const underFloor = read.filter(({ means, floor }) => floor !== null && (means[0] ?? 0) < floor)
    return underFloor.length === 0
      ? finding('slices.read', { read: read.length, thin })
      : finding('slices.below', {
          group: baseline.name,
          count: underFloor.length,
          slices: names(underFloor),
        })
  }
  const both = read.filter(({ means }) => means[1] !== null && means[1] !== undefined)
  const above = both.filter(({ means }) => (means[1] ?? 0) > (means[0] ?? 0)).length
  return finding('slices.above', {
    group: other.name,
    baseline: baseline.name,
    above,
    count: both.length,
    thin,
  })
}
