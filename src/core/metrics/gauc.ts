import { auc } from './auc.ts'

export interface Gauc {
  /** Σ_u rows_u · AUC_u / Σ_u rows_u over users with both classes (DIN, eq. 10); null if there is none. */
  readonly gauc: number | null
  /** Share of users left out because they have one class. */
  readonly excluded: number | null
  readonly users: number
}

/** AUC within each user, weighted by rows. Rows of user −1 (missing) take no part. */
export function gauc(labels: Float32Array, scores: Float32Array, users: Int32Array): Gauc {
  const byUser = new Map<number, number[]>()
  for (let i = 0; i < users.length; i++) {
    const user = users[i] as number
    if (user < 0) continue
    const rows = byUser.get(user)
    if (rows === undefined) byUser.set(user, [i])
    else rows.push(i)
  }
  let weighted = 0
  let rowsCounted = 0
  let excluded = 0
  for (const rows of byUser.values()) {
    const value = userAuc(labels, scores, rows)
    if (value === null) {
      excluded++
      continue
    }
    weighted += rows.length * value
    rowsCounted += rows.length
  }
  return {
    gauc: rowsCounted === 0 ? null : weighted / rowsCounted,
    excluded: byUser.size === 0 ? null : excluded / byUser.size,
    users: byUser.size,
  }
}

/** Pairs counted one by one for short lists, by ranking for long ones. */
function userAuc(labels: Float32Array, scores: Float32Array, rows: readonly number[]): number | null {
  if (rows.length > 64) {
    return auc(
      Float32Array.from(rows, (row) => labels[row] as number),
      Float32Array.from(rows, (row) => scores[row] as number),
    )
  }
  let wins = 0
  let pairs = 0
  for (const a of rows) {
    if (labels[a] !== 1) continue
    for (const b of rows) {
      if (labels[b] === 1) continue
      pairs++
      const difference = (scores[a] as number) - (scores[b] as number)
      wins += difference > 0 ? 1 : difference === 0 ? 0.5 : 0
    }
  }
  return pairs === 0 ? null : wins / pairs
}
