import { isThin } from '../../../core/metrics/thin.ts'
import type { TransferAnswer, TransferRow } from '../../../core/ranking/question.ts'
import { bridgesOf } from './composition.ts'
import type { Clustering, ClusterName } from './identity.ts'

export interface TransferLine extends Omit<TransferRow, 'cluster'> {
  readonly name: ClusterName
  /** Bridge index of the activity of the cluster's observed users, and what chance gives. */
  readonly bridge: number
  readonly expected: number
  /** AUC with clusters less AUC without; null where a class is absent. */
  readonly delta: number | null
  readonly isThin: boolean
}
export interface TransferView {
  /** By bridge index, highest first. */
  readonly lines: readonly TransferLine[]
  readonly all: Omit<TransferLine, 'name' | 'bridge' | 'expected'>
  /** Lines that can be read, and those of them whose interval leaves out 0. */
  readonly read: number
  readonly apart: number
}

/** A ledger beside the bridge index of each cluster, by name. */
export function transferView(
  { clusters, all }: TransferAnswer,
  { occupancy, identity }: Clustering,
  deciles: Uint8Array,
): TransferView {
  const bridges = bridgesOf(occupancy.assigned, identity.names.length, deciles)
  const rows = new Map(clusters.map((row) => [row.cluster, row]))
  const lines = identity.order.flatMap((cluster) => {
    const row = rows.get(cluster)
    if (row === undefined) return []
    const { cluster: _, ...counts } = row
    return {
      name: identity.names[cluster] as ClusterName,
      bridge: bridges.found[cluster] as number,
      expected: bridges.expected[cluster] as number,
      ...withDelta(counts),
    }
  })
  // Sorting is stable: equals stay in the order of their numbers.
  lines.sort((a, b) => b.bridge - a.bridge)
  const read = lines.filter(({ isThin, delta }) => !isThin && delta !== null)
  const apart = read.filter(({ low, high }) => (low ?? 0) > 0 || (high ?? 0) < 0)
  return { lines, all: withDelta(all), read: read.length, apart: apart.length }
}

function withDelta(row: Omit<TransferRow, 'cluster'>): Omit<TransferLine, 'name' | 'bridge' | 'expected'> {
  return {
    ...row,
    delta: row.on === null || row.off === null ? null : row.on - row.off,
    isThin: isThin(row),
  }
}
