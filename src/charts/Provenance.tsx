import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { Split } from '../core/data/schema.ts'
import { DrawnShare } from './drawn.ts'
import { countText } from './format.ts'

/** Where a chart's values come from; what does not apply is left out. */
export interface ProvenanceFacts {
  readonly split?: Split
  readonly task?: string
  /** null: all rows. */
  readonly slice?: string | null
  readonly rows?: number
  readonly positives?: number
  readonly users?: number
  readonly seeds?: readonly number[]
  readonly step?: number
  /** Rows whose taps were observed, one for each user. */
  readonly observed?: number
}

export function Provenance({ facts }: { readonly facts: ProvenanceFacts }) {
  return <span>{useProvenance(facts)}</span>
}

/** The facts in one line. */
export function useProvenance(facts: ProvenanceFacts): string {
  const { t } = useTranslation('charts')
  const { split, task, slice, rows, positives, users, seeds, step, observed } = facts
  const share = use(DrawnShare)
  const parts: string[] = []
  if (split !== undefined) parts.push(t(`split.${split}`))
  if (task !== undefined) parts.push(t('provenance.task', { task }))
  if (slice !== undefined) parts.push(slice === null ? t('provenance.allRows') : slice)
  if (rows !== undefined) parts.push(t('provenance.rows', { rows: countText(rows) }))
  if (positives !== undefined) parts.push(t('provenance.positives', { positives: countText(positives) }))
  if (users !== undefined) parts.push(t('provenance.users', { users: countText(users) }))
  if (observed !== undefined) parts.push(t('provenance.observed', { rows: countText(observed) }))
  if (seeds !== undefined && seeds.length > 0) {
    parts.push(t('provenance.seeds', { count: seeds.length, seeds: seeds.join(', ') }))
  }
  if (step !== undefined) parts.push(t('provenance.step', { step: countText(step) }))
  if (share !== null) parts.push(t('provenance.drawn', { percent: (100 * share).toFixed(1) }))
  return parts.join(' · ')
}
