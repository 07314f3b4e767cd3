import { SCENE_CONFLICT } from '../../../run/events.ts'
import { asOf } from '../../../run/history.ts'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { type GateRow, gateRows, gateRowsOf } from '../view.ts'

/** A value over the seeds of one group. */
export interface Spread {
  readonly seeds: number
  readonly min: number
  readonly max: number
  /** Standard deviation, n − 1; null for one seed. */
  readonly sd: number | null
}

export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    ...{ seeds: values.length, min: Math.min(...values), max: Math.max(...values) },
    sd: values.length < 2 ? null : Math.sqrt(square / (values.length - 1)),
  }
}

/** The runs of the group that a run belongs to, as they were when it was as it is given; itself where it has none. */
export function ownGroup(run: Run, peers: readonly Peer[]): readonly Run[] {
  const own = peers.find((peer) => peer.run.id === run.id)
  if (own === undefined) return [run]
  const group = peers.filter(({ groupId }) => groupId === own.groupId).map((peer) => peer.run)
  if (own.run === run) return group
  const step = Math.max(...[...run.snapshots.values()].map((snapshot) => snapshot.step))
  return group.map((one) => asOf(one, step))
}

/** Of gates or contributions, by scene and branch, over the seeds that have them. */
export type Spreads = readonly (readonly (Spread | null)[])[]

export function gateSpreads(runs: readonly Run[], of: (row: GateRow) => readonly number[] | null): Spreads {
  const all = runs.flatMap((run) => {
    const rows = gateRowsOf(run)
    return rows === null ? [] : [rows]
  })
  return (all[0] ?? []).map((first, scene) =>
    (of(first) ?? []).map((_, branch) =>
      spreadOf(all.flatMap((rows) => (rows[scene] === undefined ? [] : (of(rows[scene])?.[branch] ?? [])))),
    ),
  )
}

/** Of the cosine of each pair of scenes, by row and column. */
export function conflictSpreads(runs: readonly Run[]): Spreads {
  const count = runs[0]?.observed?.sceneNames.length ?? 0
  const all = runs.flatMap(({ snapshots }) => snapshots.get(SCENE_CONFLICT) ?? [])
  return Array.from({ length: count }, (_row, s) =>
    Array.from({ length: count }, (_column, r) =>
      spreadOf(all.flatMap(({ values }) => values[s * count + r] ?? []).filter(Number.isFinite)),
    ),
  )
}

/** Mean gates over training: at each reading that was kept, by scene and branch. */
export function gateCourse({ history, observed }: Run): readonly (readonly (readonly number[] | null)[])[] {
  if (observed === null) return []
  const contributions = history.get('scene-routing/contribution') ?? []
  return (history.get('scene-routing/gate') ?? []).flatMap((gate) => {
    const contribution = contributions.find(({ step }) => step === gate.step)
    return contribution === undefined ? [] : [gateRows(gate, contribution, observed).map((row) => row.gate)]
  })
}
