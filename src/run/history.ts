import { ASSIGNMENT } from './events.ts'
import type { Snapshot } from './run.ts'

/** Taps of which earlier readings are kept, not the latest alone: who is in which cluster, where, and what was written there. */
export const TRACKED: ReadonlySet<string> = new Set([
  ASSIGNMENT,
  'user-clusters/query',
  'user-clusters/centroids',
  'user-clusters/erased',
  'user-clusters/added',
])

/** Readings of one tap that are kept at most; beyond, every second one goes and the rest reach as far. */
export const MOST_READINGS = 60

/** Readings of a tracked tap after one more; the return to the best weights at the end is a reading that is there already. */
export function withReading(readings: readonly Snapshot[], next: Snapshot): readonly Snapshot[] {
  const last = readings.at(-1)
  if (last !== undefined && next.step <= last.step) return readings
  const kept = readings.length < MOST_READINGS ? readings : readings.filter((_, i) => i % 2 === 0)
  return [...kept, next]
}
