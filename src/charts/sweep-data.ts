import type { SweepGroup } from './SweepChart.tsx'
import { type Axis, axisOf } from './ticks.ts'

type Measured = Pick<SweepGroup, 'values' | 'mean' | 'half'>

/** The interval that is drawn: of three seeds and more. Two seeds are points (V5). */
export function drawnInterval({ values, mean, half }: Measured): readonly [number, number] | null {
  return values.length < 3 || mean === null || half === null ? null : [mean - half, mean + half]
}

/** Holds every seed, and every interval that is drawn. */
export const sweepAxis = (groups: readonly Measured[]): Axis =>
  axisOf(
    groups.flatMap((group) => [...group.values, ...(drawnInterval(group) ?? [])]),
    5,
    0.002,
  )
