import { type UseTranslationResponse, useTranslation } from 'react-i18next'
import type { Comparison, VerdictRow, VerdictState } from '../run/comparison.ts'
import { LEAST_ROWS, LEAST_USERS } from '../run/table.ts'
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
  readonly comparison: Comparison
  readonly metric: 'auc' | 'gauc'
}

/** The verdict in words, and what would settle it. */
export function VerdictCell({ row, comparison, metric }: VerdictCellProps) {
  const { t } = useTranslation('charts')
  const { state } = row
  const color =
    state === 'better' ? 'var(--sc-below)' : state === 'worse' ? 'var(--sc-above)' : 'var(--sc-ink)'
  const notes: string[] = []
  if (row.aloneOnly) notes.push(t('verdict.aloneOnly', { count: comparison.compared }))
  if (state === 'not-enough') notes.push(openText(row, comparison, metric, t))
  if (state === 'too-few-seeds') notes.push(t('verdict.needThree', { count: row.pairs }))
  if (row.diverged > 0) notes.push(t('verdict.diverged', { lost: row.diverged, runs: row.runs }))
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

/** Why a verdict is open, or what would settle it. */
function openText(
  row: VerdictRow,
  { lacks }: Comparison,
  metric: 'auc' | 'gauc',
  t: UseTranslationResponse<'charts', undefined>['t'],
): string {
  if (metric === 'gauc') return t('verdict.gaucOnly')
  if (lacks === 'users') return t('verdict.fewUsers', { least: LEAST_USERS })
  if (lacks === 'positives') return t('verdict.fewPositives', { least: LEAST_ROWS })
  if (lacks === 'negatives') return t('verdict.fewNegatives', { least: LEAST_ROWS })
  if (row.barred) return t('verdict.barred')
  if (row.moreUsers !== null) {
    const times = timesText(row.moreUsers)
    return row.moreSeeds === null
      ? t('verdict.moreUsers', { times })
      : t('verdict.moreUsersAndSeeds', { times, count: row.moreSeeds })
  }
  return row.moreSeeds === null ? t('verdict.noSeeds') : t('verdict.moreSeeds', { count: row.moreSeeds })
}

/** One digit after the point below ten, rounded up: fewer would not do. */
const timesText = (times: number): string =>
  times < 10 ? (Math.ceil(times * 10) / 10).toFixed(1) : Math.ceil(times).toFixed(0)
