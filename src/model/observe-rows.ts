import type { EncodedDataset } from '../core/data/encoded.ts'
import { stream } from '../core/rng.ts'
import type { ObservedRows } from '../run/events.ts'

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

export function describeRows(
  encoded: EncodedDataset,
  rows: Uint32Array,
  plainFields: readonly string[],
): ObservedRows {
  const width = encoded.fields.length
  return {
    sceneIds: Int32Array.from(rows, (row) => encoded.sceneIds[row] as number),
    sceneNames: encoded.sceneNames,
    deciles: Uint8Array.from(rows, (row) => encoded.deciles[row] as number),
    ...plantedOf(encoded, rows),
    fields: encoded.fields.flatMap((field, column) =>
      field.kind === 'user' || field.kind === 'item'
        ? []
        : [
            {
              name: field.name,
              roles: field.roles,
              labels: field.labels,
              ids: Int32Array.from(rows, (row) => encoded.ids[row * width + column] as number),
            },
          ],
    ),
    plainFields,
  }
}

function plantedOf({ planted }: EncodedDataset, rows: Uint32Array): Pick<ObservedRows, 'planted'> {
  return planted === undefined ? {} : { planted: Int32Array.from(rows, (row) => planted[row] as number) }
}
