import { ASSIGNMENT } from '../run/events.ts'
import type { Stepper } from './stepper.ts'

/** Rows that are read at once: all taps of so many rows fit beside a model. */
const CHUNK = 4096

/** Cluster of each row by largest membership, of a model that has clusters. */
export async function clusterOfRows(stepper: Pick<Stepper, 'taps'>, rows: Uint32Array): Promise<Int32Array> {
  const clusters = new Int32Array(rows.length)
  for (let first = 0; first < rows.length; first += CHUNK) {
    const part = rows.subarray(first, first + CHUNK)
    const tap = (await stepper.taps(part)).get(ASSIGNMENT)
    if (tap === undefined) throw new Error('a model without clusters was asked for those of its rows')
    const k = tap.shape[1] as number
    for (let row = 0; row < part.length; row++) {
      const own = tap.values.subarray(row * k, (row + 1) * k)
      clusters[first + row] = own.indexOf(Math.max(...own))
    }
  }
  return clusters
}
