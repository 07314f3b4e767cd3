import { stream } from '../rng.ts'
import type { EncodedDataset } from './encoded.ts'

const MOST = 1024

/**
 * Rows whose taps are observed: one row each of up to 1,024 users, drawn by a stream of its own, the same for every run
 * of one dataset and split. Only features are looked at, never labels, so all splits take part.
 */
export function observedRowIds(encoded: EncodedDataset): Uint32Array {
  const random = stream(0, 'observed-rows')
  const chosen = new Int32Array(encoded.userCount).fill(-1)
  const seen = new Int32Array(encoded.userCount)
  const splits = encoded.splits
  for (const rows of [splits.train, splits.valid, splits.test]) {
    for (const row of rows) {
      const user = encoded.users[row] as number
      if (user < 0) continue
      // Reservoir of one: the n-th row of a user replaces the kept one with probability 1/n.
      seen[user] = (seen[user] as number) + 1
      if (random.int(seen[user] as number) === 0) chosen[user] = row
    }
  }
  const rows = chosen.filter((row) => row >= 0)
  if (rows.length === 0) return splits.train.slice(0, MOST)
  const order = random.permutation(rows.length)
  return Uint32Array.from(order.subarray(0, MOST), (i) => rows[i] as number)
}
