import { configHash } from '../experiment/hash.ts'
import type { DeletedRun } from './deleted.ts'
import { areComparable } from './pairs.ts'
import type { Run } from './run.ts'

/**
 * How often a test split has been looked at (UX V12): experiments, whatever their seed, that were read on the rows of
 * `like`, those deleted since included. Each look is one more chance that the best of them was lucky on these rows.
 */
export function looksAtTest(
  runs: Iterable<Run>,
  like: Pick<Run, 'config'>,
  deleted: readonly DeletedRun[] = [],
): number {
  const read = [...[...runs].filter(({ report }) => report !== null), ...deleted.filter((one) => one.read)]
  return new Set(read.filter((one) => areComparable(one, like)).map(({ config }) => configHash(config))).size
}
