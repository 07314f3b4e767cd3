import type { Plan } from '../experiment/plan.ts'
import { type Claims, QUANTUM } from './claims.ts'
import { areComparable, differenceOf, type Pair, sampleOf, testValue } from './pairs.ts'
import type { Run } from './run.ts'

/** A link's errors over users: held against those of the runs here, and how many of these differ; the others are not. */
export interface HeldErrors {
  readonly held: number
  readonly differ: number
  readonly unheld: number
}

/**
 * Holds the errors over users of a link against those computed here, where every run behind one gives equal numbers on
 * both sides; another rounding says nothing of them. A link rounds an error up to its next step. `runOf` is the run of a
 * group and a seed by their places.
 */
export function heldErrors(
  { cells }: Claims,
  { groups, seeds }: Plan,
  runOf: (group: number, seed: number) => Run | undefined,
  tolerance: number,
): HeldErrors {
  const count = { held: 0, differ: 0, unheld: 0 }
  for (const cell of cells) {
    for (const g of groups.keys()) {
      const there = cell.errors[g] ?? null
      if (g === 0 || there === null) continue
      const behind = [...seeds.keys()].filter(
        (s) => (cell.values[g]?.[s] ?? null) !== null && (cell.values[0]?.[s] ?? null) !== null,
      )
      const pairs = behind.flatMap((s): Pair[] => {
        const [own, base] = [runOf(g, s), runOf(0, s)]
        if (own === undefined || base === undefined || !areComparable(own, base)) return []
        return testValue(own, cell) === null || testValue(base, cell) === null ? [] : [{ own, base }]
      })
      const isWhole = pairs.length > 0 && pairs.length === behind.length
      const here = isWhole ? sampleOf(pairs.map(differenceOf), cell).userError : null
      if (here === null) count.unheld++
      else {
        count.held++
        if (there < here - tolerance || there > here + QUANTUM + tolerance) count.differ++
      }
    }
  }
  return count
}
