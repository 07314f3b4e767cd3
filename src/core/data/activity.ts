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
