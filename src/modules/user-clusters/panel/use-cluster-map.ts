import { useMemo } from 'react'
import { type Extent, extentOf } from '../../../charts/scatter-draw.ts'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import type { Reference } from '../view/identity.ts'
import {
  allReadings,
  type ClusterMap,
  frameOf,
  keptReading,
  mapOf,
  type Reading,
  trustOf,
} from '../view/map.ts'

export interface ShownMap {
  /** Of the run so far, in the order of steps. */
  readonly readings: readonly Reading[]
  readonly reading: Reading | null
  readonly map: ClusterMap | null
  /** Holds this map and that of the kept weights: it does not move much from reading to reading. */
  readonly extent: Extent
  /** Null until the run has ended, as it looks at all pairs of users. */
  readonly trust: number | null
}

/** The map of a run at one of its readings; `at` null: at what it has kept. */
export function useClusterMap(
  run: Run,
  reference: Reference | null,
  mates: readonly Peer[],
  at: number | null,
): ShownMap {
  const readings = useMemo(() => allReadings(run), [run])
  const kept = useMemo(() => keptReading(run), [run])
  const reading = (at === null ? undefined : readings[at]) ?? kept
  const draw = useMemo(() => {
    const frame = frameOf(reference)
    const others = mates.map((mate) => mate.run)
    return (of: Reading | null): ClusterMap | null =>
      of === null || reference === null || frame === null
        ? null
        : mapOf(of, reference, frame, others, run.observed?.deciles ?? null)
  }, [run, reference, mates])
  const keptMap = useMemo(() => draw(kept), [draw, kept])
  const map = useMemo(() => (reading === kept ? keptMap : draw(reading)), [draw, reading, kept, keptMap])
  const extent = useMemo(
    () => extentOf([map, keptMap].flatMap((one) => (one === null ? [] : [...one.users, ...one.centres]))),
    [map, keptMap],
  )
  const hasEnded = run.status.kind === 'ended'
  const trust = useMemo(
    () => (map === null || reading === null || !hasEnded ? null : trustOf(map, reading)),
    [map, reading, hasEnded],
  )
  return { readings, reading, map, extent, trust }
}
