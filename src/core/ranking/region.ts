import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { equalCountBins } from '../metrics/reliability.ts'
import { fail, issue, ok, type Result } from '../result.ts'
import { hexbins } from './hexbin.ts'
import type { Scored } from './question.ts'
import { logitsOf, probabilitiesOf } from './scored.ts'
import { percentiles, rankBin } from './slope.ts'
import { pairOf, placesOf, violating } from './transition.ts'

/** A part of a chart that is drawn of a run's scores: its rows can be a slice. */
export type Region =
  /** A bin of the slope lab by the rank of the run's own score, from 0. */
  | { readonly kind: 'rank'; readonly task: string; readonly bin: number }
  /** A bin of the reliability curve, from 0. */
  | { readonly kind: 'reliability'; readonly task: string; readonly bin: number }
  /** A hexagon of the transition inspector, by its place among the cells. */
  | { readonly kind: 'hexagon'; readonly task: string; readonly cell: number }
  /** Rows where the task is held likelier than the one that it requires. */
  | { readonly kind: 'violations'; readonly task: string }

export interface RegionAnswer {
  readonly kind: 'region'
  readonly region: Region
  readonly slice: string | null
  /** Test rows by their index in the encoded dataset, ascending. */
  readonly rows: readonly number[]
}

/** Rows of the part, exactly those that the chart of the same slice counts in it; an issue where there are none. */
export function regionOf(
  encoded: EncodedDataset,
  scored: Scored,
  region: Region,
  asked: SliceAsked,
): Result<RegionAnswer> {
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const positions = found.value
  const test = within(encoded, scored, region, positions)
  if (!test.ok) return test
  const rows = Array.from(positions, (i) => encoded.splits.test[i] as number).filter((_, i) => test.value(i))
  if (rows.length === 0) return fail([issue('slice', 'slice.empty')])
  return ok({ kind: 'region', region, slice: asked.slice, rows: rows.sort((a, b) => a - b) })
}

/** Whether the i-th row of the slice lies in the part. */
function within(
  encoded: EncodedDataset,
  scored: Scored,
  region: Region,
  positions: Uint32Array,
): Result<(i: number) => boolean> {
  const { tasks } = encoded
  const { task } = region
  const at = (values: Float32Array): Float32Array => Float32Array.from(positions, (i) => values[i] as number)
  switch (region.kind) {
    case 'rank':
    case 'reliability': {
      const t = tasks.findIndex(({ id }) => id === task)
      if (t < 0) return fail([issue('task', 'ranking.noTask', { task })])
      if (region.kind === 'reliability') {
        const { ofRow } = equalCountBins(at(probabilitiesOf(scored.test, tasks.length, t)))
        return ok((i) => ofRow[i] === region.bin)
      }
      const ranks = percentiles(at(logitsOf(scored.test, tasks.length, t)))
      return ok((i) => rankBin(ranks[i] as number) === region.bin)
    }
    case 'hexagon':
    case 'violations': {
      const places = placesOf(encoded, task)
      if (places === null) return fail([issue('task', 'ranking.noRequired', { task })])
      const pair = pairOf(encoded, scored, places, positions)
      if (region.kind === 'violations') {
        const isOver = violating(pair)
        return ok((i) => isOver[i] === 1)
      }
      const { ofPoint } = hexbins(pair.required, pair.later)
      return ok((i) => ofPoint[i] === region.cell)
    }
    default:
      return region satisfies never
  }
}
