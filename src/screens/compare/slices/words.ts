import type { TFunction } from 'i18next'
import { isCustom, type SlicePredicate, sliceKey } from '../../../core/metrics/slice-spec.ts'
import type { SavedSlice } from '../../../store/compare-view.ts'

/** The words of the namespace `slices`. */
export type SliceWords = TFunction<'slices'>

/** A slice as people read it: its own name where a person gave one. */
export function sliceName(t: SliceWords, slice: string | null, saved: readonly SavedSlice[]): string {
  if (slice === null) return t('all')
  if (slice === 'activity=low') return t('low')
  if (isCustom(slice)) return saved.find(({ spec }) => sliceKey(spec) === slice)?.name ?? t('unnamed')
  return slice.replace('=', ': ')
}

/** The same for what a chart says of its rows, where null is all of them. */
export const sliceText = (
  t: SliceWords,
  slice: string | null,
  saved: readonly SavedSlice[],
): string | null => (slice === null ? null : sliceName(t, slice, saved))

/** What a predicate asks of a row. */
export function predicateText(t: SliceWords, predicate: SlicePredicate): string {
  switch (predicate.kind) {
    case 'scene':
      return t('text.scene', { scene: predicate.scene })
    case 'activity':
      return t('text.activity', { from: predicate.from, to: predicate.to })
    case 'unseen':
      return t('text.unseen')
    case 'values':
      return t('text.values', { column: predicate.column, values: predicate.values.join(', ') })
    case 'range':
      return t('text.range', {
        column: predicate.column,
        least: predicate.least ?? '−∞',
        most: predicate.most ?? '∞',
      })
    case 'users':
      return t('text.users', { of: predicate.of, count: predicate.users.length })
    case 'rows':
      return t('text.rows', { of: predicate.of, count: predicate.rows.length })
    default:
      return predicate satisfies never
  }
}
