import { auc } from './auc.ts'

export interface Gauc {
  /** Σ_u rows_u · AUC_u / Σ_u rows_u over users with both classes (DIN, eq. 10); null if there is none. */
  readonly gauc: number | null
  /** Share of users left out because they have one class. */
  readonly excluded: number | null
  readonly users: number
}

/** Rows of one user after the other, users in the order of their first row, and where each one's end (exclusive). */
export interface UserGroups {
  readonly rows: Uint32Array
  readonly ends: Uint32Array
}

/** Groups some rows by user. Rows of user −1 (missing) take no part. */
export function userGroups(users: Int32Array, rows: Uint32Array): UserGroups {
  const most = rows.reduce((max, row) => Math.max(max, users[row] as number), -1)
  const groupOf = new Int32Array(most + 1).fill(-1)
  const ends = new Uint32Array(most + 2)
  let groups = 0
  let known = 0
  for (const row of rows) {
    const user = users[row] as number
    if (user < 0) continue
    if (groupOf[user] === -1) groupOf[user] = groups++
    const group = groupOf[user] as number
    ends[group + 1] = (ends[group + 1] as number) + 1
    known++
  }
  for (let group = 0; group < groups; group++)
    ends[group + 1] = (ends[group + 1] as number) + (ends[group] as number)
  const grouped = new Uint32Array(known)
  for (const row of rows) {
    const user = users[row] as number
    if (user < 0) continue
    const group = groupOf[user] as number
    const place = ends[group] as number
    grouped[place] = row
    ends[group] = place + 1
  }
  return { rows: grouped, ends: ends.slice(0, groups) }
}

/** AUC within each user, weighted by rows. Rows of user −1 (missing) take no part. */
export const gauc = (labels: Float32Array, scores: Float32Array, users: Int32Array): Gauc =>
  groupedGauc(
    labels,
    scores,
    userGroups(
      users,
      Uint32Array.from(users, (_, row) => row),
    ),
  )

/** The same where rows are grouped already: for many scores of the same rows. */
export function groupedGauc(labels: Float32Array, scores: Float32Array, { rows, ends }: UserGroups): Gauc {
  let weighted = 0
  let counted = 0
  let excluded = 0
  let begin = 0
  for (const end of ends) {
    const value = userAuc(labels, scores, rows, begin, end)
    if (value === null) excluded++
    else {
      weighted += (end - begin) * value
      counted += end - begin
    }
    begin = end
  }
  return {
    gauc: counted === 0 ? null : weighted / counted,
    excluded: ends.length === 0 ? null : excluded / ends.length,
    users: ends.length,
  }
}

/** Of `rows` from `begin` to `end`: pairs counted one by one for short lists, by ranking for long ones. */
function userAuc(
  labels: Float32Array,
  scores: Float32Array,
  rows: Uint32Array,
  begin: number,
  end: number,
): number | null {
  if (end - begin > 64) {
    const own = rows.subarray(begin, end)
    return auc(
      Float32Array.from(own, (row) => labels[row] as number),
      Float32Array.from(own, (row) => scores[row] as number),
    )
  }
  let wins = 0
  let pairs = 0
  for (let i = begin; i < end; i++) {
    const a = rows[i] as number
    if (labels[a] !== 1) continue
    const score = scores[a] as number
    for (let j = begin; j < end; j++) {
      const b = rows[j] as number
      if (labels[b] === 1) continue
      pairs++
      const difference = score - (scores[b] as number)
      wins += difference > 0 ? 1 : difference === 0 ? 0.5 : 0
    }
  }
  return pairs === 0 ? null : wins / pairs
}
