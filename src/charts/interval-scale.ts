import type { Comparison } from '../run/comparison.ts'
import { axisOf } from './ticks.ts'

/** Shared scale of the difference column. */
export interface IntervalScale {
  readonly domain: readonly [number, number]
  readonly rope: number
  /** Pixels from the left of a cell. */
  px(value: number): number
}

export const INTERVAL_WIDTH = 240
const PAD = 8

/** Holds zero, the zone of no practical interest and every interval; ends on round values. */
export function intervalScale(comparison: Comparison): IntervalScale {
  const ends = comparison.rows.flatMap((row) => {
    if (row.delta === null) return []
    const half = Math.max(row.half ?? 0, row.seedHalf ?? 0)
    return [row.delta - half, row.delta + half]
  })
  const { domain } = axisOf([-2 * comparison.rope, 2 * comparison.rope, ...ends], 4)
  const [low, high] = domain
  return {
    domain,
    rope: comparison.rope,
    px: (value) => PAD + ((value - low) / (high - low)) * (INTERVAL_WIDTH - 2 * PAD),
  }
}
