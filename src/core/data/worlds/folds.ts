import type { Stream } from '../../rng.ts'

/** First moment of every generated log, epoch milliseconds. */
const START = 1_767_225_600_000
const DAY = 86_400_000
/** Days of train, validation and test. */
const DAYS = [10, 2, 2] as const

/** A moment of a fold, so that folds follow one another in time. */
export function momentOf(random: Stream, fold: number): number {
  const before = DAYS.slice(0, fold).reduce((sum, days) => sum + days, 0)
  return START + before * DAY + random.int((DAYS[fold] as number) * DAY)
}

/** Train, validation and test by the planted fold. */
export const FOLD_SPLIT = { kind: 'boundaries', column: 'fold', trainTo: 0, validTo: 1 } as const

/** Fold of each row, for worlds that are told how many rows each fold has. */
export function foldsOf(
  settings: Readonly<Record<'trainRows' | 'validRows' | 'testRows', number>>,
): readonly number[] {
  const { trainRows, validRows, testRows } = settings
  return [trainRows, validRows, testRows].flatMap((count, fold) => new Array<number>(count).fill(fold))
}
