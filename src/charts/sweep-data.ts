import { type DataCell, numberCell } from './data-table.ts'
import { metricText } from './format.ts'
import type { SweepGroup } from './SweepChart.tsx'
import { type Axis, axisOf } from './ticks.ts'

type Measured = Pick<SweepGroup, 'values' | 'mean' | 'half'>

/** The interval that is drawn: of three seeds and more. Two seeds are points (V5). */
export function drawnInterval({ values, mean, half }: Measured): readonly [number, number] | null {
  return values.length < 3 || mean === null || half === null ? null : [mean - half, mean + half]
}

/** Mean, the two ends of the interval as it is drawn, and the number of seeds. */
export function measuredCells(group: Measured): readonly DataCell[] {
  const [low, high] = drawnInterval(group) ?? [null, null]
  return [
    ...[group.mean, low, high].map((value) => numberCell(value, metricText)),
    numberCell(group.values.length, String),
  ]
}

/** Holds every seed, and every interval that is drawn. */
export const sweepAxis = (groups: readonly Measured[]): Axis =>
  axisOf(
    groups.flatMap((group) => [...group.values, ...(drawnInterval(group) ?? [])]),
    5,
    0.002,
  )
