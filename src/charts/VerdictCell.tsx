import { useTranslation } from 'react-i18next'
import type { VerdictRow, VerdictState } from '../run/comparison.ts'
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

/** Fewest test users for a verdict. */
const LEAST_USERS = 100

interface VerdictCellProps {
  readonly row: VerdictRow
  readonly metric: 'auc' | 'gauc'
  /** Test users of the slice. */
  readonly users: number | null
}

/** The verdict in words, and what would settle it. */
export function VerdictCell({ row, metric, users }: VerdictCellProps) {
  const { t } = useTranslation('charts')
  const { state } = row
  const color =
    state === 'better' ? 'var(--sc-below)' : state === 'worse' ? 'var(--sc-above)' : 'var(--sc-ink)'
  const notes: string[] = []
  if (row.aloneOnly) notes.push(t('verdict.aloneOnly'))
  if (state === 'not-enough') {
    if (metric === 'gauc') notes.push(t('verdict.gaucOnly'))
    else if (users !== null && users < LEAST_USERS) notes.push(t('verdict.fewUsers', { least: LEAST_USERS }))
    else if (row.moreSeeds === null) notes.push(t('verdict.noSeeds'))
    else notes.push(t('verdict.moreSeeds', { count: row.moreSeeds }))
  }
  if (state === 'too-few-seeds') notes.push(t('verdict.needThree', { count: row.pairs }))
  if (row.diverged > 0) notes.push(t('verdict.diverged', { count: row.diverged }))
  if (row.detectable !== null && (state === 'not-enough' || state === 'no-difference')) {
    notes.push(t('verdict.detectable', { value: metricText(row.detectable) }))
  }
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
