import { type UseTranslationResponse, useTranslation } from 'react-i18next'
import type { Comparison, VerdictRow, VerdictState } from '../run/comparison.ts'
import { metricText } from './format.ts'

/** A shape goes with each state, so that colour is never the only sign. */
const SIGNS: Readonly<Record<VerdictState, string>> = {
  baseline: '',
  better: '▲',
  worse: '▼',
  'no-difference': '＝',
  'not-enough': '?',
  'too-few-seeds': '…',
  unpaired: '≠',
  'no-value': '–',
}

interface VerdictCellProps {
  readonly row: VerdictRow
  readonly metric: 'auc' | 'gauc'
  readonly comparison: Comparison
}

/** The shape of a state alone, for a place without room for words. */
export function VerdictSign({ state }: { readonly state: VerdictState }) {
  return SIGNS[state] === '' ? null : <span aria-hidden="true"> {SIGNS[state]}</span>
}

/** The verdict in words, and what would settle it. */
export function VerdictCell({ row, metric, comparison }: VerdictCellProps) {
  const { t } = useTranslation('charts')
  const { state } = row
  const color =
    state === 'better' ? 'var(--sc-below)' : state === 'worse' ? 'var(--sc-above)' : 'var(--sc-ink)'
  const notes = useNotes(row, metric, comparison)
  return (
    <>
      <span style={{ color, fontWeight: state === 'better' || state === 'worse' ? 600 : 400 }}>
        {SIGNS[state] === '' ? '' : <span aria-hidden="true">{SIGNS[state]} </span>}
        {t(`verdict.state.${state}`)}
      </span>
      {notes.length > 0 && <div className="sc-sub">{notes.join(' · ')}</div>}
    </>
  )
}

/** What the verdict rests on, what it lacks, and what would settle it (V5 to V10). */
function useNotes(
  row: VerdictRow,
  metric: 'auc' | 'gauc',
  { lacks, compared }: Comparison,
): readonly string[] {
  const { t } = useTranslation('charts')
  const { state } = row
  const notes: string[] = []
  if (row.aloneOnly) notes.push(t('verdict.aloneOnly', { count: compared }))
  if (row.barred) notes.push(t('verdict.barred'))
  if (state === 'not-enough' && !row.barred) {
    if (metric === 'gauc') notes.push(t('verdict.gaucOnly'))
    else if (lacks !== null) notes.push(t(`verdict.lacks.${lacks}`))
    else notes.push(settlingText(row, t))
  }
  if (state === 'too-few-seeds') notes.push(t('verdict.needThree', { count: row.pairs }))
  if (row.diverged > 0) notes.push(t('verdict.lost', { count: row.diverged, runs: row.runs }))
  if (row.detectable !== null && (state === 'not-enough' || state === 'no-difference')) {
    notes.push(t('verdict.detectable', { value: metricText(row.detectable) }))
  }
  return notes
}

/** What would settle an open row (V7). */
function settlingText(
  { moreSeeds, moreUsers }: VerdictRow,
  t: UseTranslationResponse<'charts', undefined>['t'],
): string {
  if (moreUsers === null) {
    return moreSeeds === null ? t('verdict.noSeeds') : t('verdict.moreSeeds', { count: moreSeeds })
  }
  // Rounded up: fewer would not do.
  const times = (Math.ceil(moreUsers * 10) / 10).toFixed(1)
  return moreSeeds === null
    ? t('verdict.moreUsers', { times })
    : t('verdict.moreUsersAndSeeds', { times, count: moreSeeds })
}
