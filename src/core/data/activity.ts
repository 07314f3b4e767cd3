/**
 * Activity decile of each user, 1 … 10 by train rows over the users that train holds; ties go to the lower decile, users
 * absent from train get 0.
 */
export function activityDeciles(activity: Int32Array): Uint8Array {
  const present = activity.filter((rows) => rows > 0).sort()
  const deciles = new Uint8Array(activity.length)
  for (const [user, rows] of activity.entries()) {
    if (rows === 0) continue
    deciles[user] = 1 + Math.min(9, Math.floor((10 * below(present, rows)) / present.length))
  }
  return deciles
}

/** How many of the sorted values lie below. */
function below(sorted: Int32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Rows of each user of a list of users, −1 for none. */
export function rowsOfUsers(users: Int32Array, count: number): Int32Array {
  const rows = new Int32Array(count)
  for (const user of users) if (user >= 0) rows[user] = (rows[user] as number) + 1
  return rows
}
