import { canonicalJson } from '../core/hash.ts'
import type { Run } from './run.ts'

/** A run of the comparison, with the group it belongs to. */
export interface Peer {
  readonly groupId: string
  readonly group: string
  /** Place of the group in the palette. */
  readonly style: number
  readonly run: Run
}

/** Whether two runs observe the same users in the same order: they read the same rows in the same way. */
export function observeAlike(a: Run, b: Run): boolean {
  const reading = ({ config: { dataset, schema, split } }: Run) => canonicalJson([dataset.id, schema, split])
  return a === b || reading(a) === reading(b)
}
