import { askedSlice, type SliceAsked } from '../../../core/metrics/asked-slice.ts'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import { isByIndex, isCustom, sliceKey } from '../../../core/metrics/slice-spec.ts'
import { isThin } from '../../../core/metrics/thin.ts'
import { readingHash } from '../../../experiment/hash.ts'
import type { Run } from '../../../run/run.ts'
import { LEAST_USERS } from '../../../run/table.ts'
import type { SavedSlice } from '../../../store/compare-view.ts'

/** Saved slices that a run can be read on: users and rows that were told apart hold for one reading alone. */
export function readableSlices(run: Run, saved: readonly SavedSlice[]): readonly SavedSlice[] {
  const named = saved.some(({ spec }) => spec.all.some(isByIndex))
  const reading = named ? readingHash(run.config) : null
  return saved.filter(({ spec }) => spec.all.every((one) => !isByIndex(one) || one.reading === reading))
}

/** Slices that a run can be asked about: those of its test report, all rows first, then what people saved. */
export const slicesFor = (run: Run, saved: readonly SavedSlice[]): readonly (string | null)[] => [
  ...new Set([
    ...(run.report?.metrics ?? [])
      .filter(({ split, slice }) => split === 'test' && !isCustom(slice))
      .map(({ slice }) => slice),
    ...readableSlices(run, saved).map(({ spec }) => sliceKey(spec)),
  ]),
]

/** Those of them that every screen takes: single deciles are for charts that have room for them. */
export const sharedSlices = (run: Run, saved: readonly SavedSlice[]): readonly (string | null)[] =>
  slicesFor(run, saved).filter((slice) => !/^activity=(D\d+|unseen)$/.test(slice ?? ''))

/** A slice as the trainer is asked about it. */
export function askedOf(slice: string | null, saved: readonly SavedSlice[]): SliceAsked {
  const made = saved.find(({ spec }) => sliceKey(spec) === slice)
  return made === undefined ? { slice } : askedSlice(made.spec)
}

/** What keeps a slice from a number, or from a verdict; null where nothing does. */
export function lackOf(
  counts: Pick<SliceMetrics, 'rows' | 'positives' | 'users'>,
): 'oneClass' | 'thin' | null {
  const { rows, positives, users } = counts
  if (positives === 0 || positives === rows) return 'oneClass'
  return isThin(counts) || users < LEAST_USERS ? 'thin' : null
}
