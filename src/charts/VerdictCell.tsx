import { useTranslation } from 'react-i18next'
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
  /** What the slice has too little of for any verdict. */
  readonly lacks: Comparison['lacks']
}

/** The shape of a state alone, for a place without room for words. */
export function VerdictSign({ state }: { readonly state: VerdictState }) {
  return SIGNS[state] === '' ? null : <span aria-hidden="true"> {SIGNS[state]}</span>
}

/** The verdict in words, and what would settle it. */
export function VerdictCell({ row, metric, lacks }: VerdictCellProps) {
  const { t } = useTranslation('charts')
  const { state } = row
  const color =
    state === 'better' ? 'var(--sc-below)' : state === 'worse' ? 'var(--sc-above)' : 'var(--sc-ink)'
  const notes = useNotes(row, metric, lacks)
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
function useNotes(row: VerdictRow, metric: 'auc' | 'gauc', lacks: Comparison['lacks']): readonly string[] {
  const { t } = useTranslation('charts')
  const { state } = row
  const notes: string[] = []
  if (row.aloneOnly) notes.push(t('verdict.aloneOnly'))
  if (row.barred) notes.push(t('verdict.barred'))
  if (state === 'not-enough' && !row.barred) {
    if (metric === 'gauc') notes.push(t('verdict.gaucOnly'))
    else if (lacks !== null) notes.push(t(`verdict.lacks.${lacks}`))
    else if (row.moreSeeds !== null) notes.push(t('verdict.moreSeeds', { count: row.moreSeeds }))
    else if (row.moreUsers !== null) notes.push(t('verdict.moreUsers', { times: row.moreUsers.toFixed(1) }))
    else notes.push(t('verdict.noSeeds'))
  }
  if (state === 'too-few-seeds') notes.push(t('verdict.needThree', { count: row.pairs }))
  if (row.diverged > 0) notes.push(t('verdict.lost', { count: row.diverged, runs: row.runs }))
  if (row.detectable !== null && (state === 'not-enough' || state === 'no-difference')) {
    notes.push(t('verdict.detectable', { value: metricText(row.detectable) }))
  }
  return notes
}
