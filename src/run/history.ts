import type { Run, Snapshot } from './run.ts'

/** Most readings of one tap that are kept, and most values of all of them together: 768 KB. */
export const MOST_READINGS = 24
const MOST_VALUES = 196_608

/**
 * Readings in the order of their steps, after one more; a reading at a step that is there replaces it. Where they become
 * too many, the one whose neighbours lie closest together goes: the first and the last stay, and the rest spread evenly.
 */
export function withReading(readings: readonly Snapshot[], reading: Snapshot): readonly Snapshot[] {
  const others = readings.filter(({ step }) => step !== reading.step)
  const all = [...others, reading].sort((a, b) => a.step - b.step)
  const most = Math.min(MOST_READINGS, Math.max(2, Math.floor(MOST_VALUES / reading.values.length)))
  if (all.length <= most) return all
  const gapAround = (i: number): number => (all[i + 1]?.step ?? 0) - (all[i - 1]?.step ?? 0)
  let dropped = 1
  for (let i = 2; i < all.length - 1; i++) if (gapAround(i) < gapAround(dropped)) dropped = i
  return all.filter((_, i) => i !== dropped)
}

/** The reading of a tap at a step, or the latest before it; null before the first. */
export function readingAt(readings: readonly Snapshot[], step: number): Snapshot | null {
  return readings.filter((reading) => reading.step <= step).at(-1) ?? null
}

/** Steps at which any tap was read, in order. */
export const keptSteps = ({ history }: Pick<Run, 'history'>): readonly number[] =>
  [...new Set([...history.values()].flatMap((readings) => readings.map(({ step }) => step)))]
    .filter((step) => step > 0)
    .sort((a, b) => a - b)

/** The run with the taps that were current at a step; what it tells of test stays that of the weights that are kept. */
export function asOf(run: Run, step: number): Run {
  const snapshots = new Map<string, Snapshot>()
  for (const [tap, readings] of run.history) {
    const reading = readingAt(readings, step)
    if (reading !== null) snapshots.set(tap, reading)
  }
  return { ...run, snapshots }
}
