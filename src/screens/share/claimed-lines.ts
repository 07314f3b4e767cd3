import type { BandEdge } from '../../charts/paths.ts'
import { type Axis, axisOf } from '../../charts/ticks.ts'
import type { ClaimedPoint } from '../../run/claims.ts'

/** Ends of the intervals that a link gives, by runs of neighbouring points that have one: over a point without, nothing. */
export function intervalRuns(points: readonly ClaimedPoint[]): readonly (readonly BandEdge[])[] {
  const runs: BandEdge[][] = []
  let isOpen = false
  for (const { x, mean, half } of points) {
    if (half !== null) {
      if (!isOpen) runs.push([])
      runs.at(-1)?.push({ x, low: mean - half, high: mean + half })
    }
    isOpen = half !== null
  }
  return runs
}

/** The means decide the axis, as in the chart of one's own curves; a wide early interval does not. */
export const meanAxis = (groups: readonly (readonly ClaimedPoint[])[]): Axis =>
  axisOf(groups.flatMap((own) => own.map(({ mean }) => mean)))
