import type { Run } from '../../run/run.ts'

/** One value of the position feature. */
export interface PositionRow {
  readonly position: string
  readonly logit: number
  /** σ(logit): under PAL the probability of being seen. */
  readonly seen: number
  /** Observed rows at this position. */
  readonly rows: number
}

/** What was learnt of each position; null before the first observation or when nothing learns it. */
export function positionRows(run: Run): readonly PositionRow[] | null {
  const logits = run.snapshots.get('debias/positions')
  const observed = run.observed
  const field = observed?.fields.find(({ roles }) => roles.includes('position'))
  if (logits === undefined || field === undefined) return null
  return Array.from(logits.values, (logit, id) => ({
    position: field.labels[id] ?? '',
    logit,
    seen: 1 / (1 + Math.exp(-logit)),
    rows: field.ids.reduce((sum, own) => sum + (own === id ? 1 : 0), 0),
  })).slice(1)
}
