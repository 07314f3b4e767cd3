import { configHash } from '../experiment/hash.ts'
import { areComparable } from './pairs.ts'
import type { Run } from './run.ts'

/**
 * How often a test split has been looked at (UX V12): experiments, whatever their seed, that were read on the rows of
 * `like`. Each look is one more chance that the best of them was lucky on these rows.
 */
export function looksAtTest(runs: Iterable<Run>, like: Run): number {
  const seen = new Set<string>()
  for (const run of runs) {
    if (run.report !== null && areComparable(run, like)) seen.add(configHash(run.config))
  }
  return seen.size
}
