import { type ObservedRows, SCENE_CONFLICT } from '../../run/events.ts'
import type { Run, Snapshot } from '../../run/run.ts'

/** A scene with fewer observed rows is hatched. */
export const THIN_ROWS = 30

export interface GateRow {
  readonly scene: string
  readonly rows: number
  /** Mean gate over [shared, private of each scene]; sums to 1. Null without rows. */
  readonly gate: readonly number[] | null
  /** H of the mean gate in nats; null without rows. */
  readonly entropy: number | null
  /** c_e = E‖g_e h_e‖ ÷ Σ E‖g h‖; sums to 1. Null without rows, or when nothing passes. */
  readonly contribution: readonly number[] | null
  /** Branch whose gate is above a half while it contributes less than a quarter; null when none. */
  readonly misleading: number | null
}

/** Gates and effective contributions by scene (shared + private); null before the first snapshots. */
export function gateRowsOf(run: Run): readonly GateRow[] | null {
  const gate = run.snapshots.get('scene-routing/gate')
  const contribution = run.snapshots.get('scene-routing/contribution')
  if (gate === undefined || contribution === undefined || run.observed === null) return null
  return gateRows(gate, contribution, run.observed)
}

export function gateRows(
  gate: Pick<Snapshot, 'shape' | 'values'>,
  contribution: Pick<Snapshot, 'shape' | 'values'>,
  observed: Pick<ObservedRows, 'sceneIds' | 'sceneNames'>,
): readonly GateRow[] {
  return observed.sceneNames.map((scene, id) => {
    const rows = rowsOf(observed.sceneIds, id)
    if (rows.length === 0) {
      return { scene, rows: 0, gate: null, entropy: null, contribution: null, misleading: null }
    }
    const mean = meanOver(gate, rows)
    const parts = meanOver(contribution, rows)
    const total = parts.reduce((sum, part) => sum + part, 0)
    const shares = total > 0 ? parts.map((part) => part / total) : null
    const misleading = mean.findIndex((weight, branch) => weight > 0.5 && (shares?.[branch] ?? 1) < 0.25)
    return {
      scene,
      rows: rows.length,
      gate: mean,
      entropy: entropy(mean),
      contribution: shares,
      misleading: misleading === -1 ? null : misleading,
    }
  })
}

export interface DeviationRow {
  readonly scene: string
  readonly rows: number
  /** Mean |W_s − 1|: 0 is the shared net. */
  readonly deviation: number
}

/** How far each scene's factors have moved from the shared net (STAR); null before the first snapshot. */
export function deviationRowsOf(run: Run): readonly DeviationRow[] | null {
  const snapshot = run.snapshots.get('scene-routing/deviation')
  const observed = run.observed
  if (snapshot === undefined || observed === null) return null
  return observed.sceneNames.map((scene, id) => ({
    scene,
    rows: rowsOf(observed.sceneIds, id).length,
    deviation: snapshot.values[id] ?? Number.NaN,
  }))
}

export interface ConflictRow {
  readonly scene: string
  /** With each scene, in [−1, 1]; null where a scene has no train row or no gradient. */
  readonly cosines: readonly (number | null)[]
}
export interface Conflict {
  readonly rows: readonly ConflictRow[]
  /** Pairs of scenes that pull against each other, the strongest first. */
  readonly against: readonly {
    readonly first: string
    readonly second: string
    readonly cosine: number
  }[]
}

/** How the scenes pull on what they share; null before the first snapshot. */
export function conflictOf(run: Run): Conflict | null {
  const snapshot = run.snapshots.get(SCENE_CONFLICT)
  if (snapshot === undefined || run.observed === null) return null
  const names = run.observed.sceneNames
  const rows = names.map((scene, s) => ({
    scene,
    cosines: names.map((_, r) => {
      const value = snapshot.values[s * names.length + r] ?? Number.NaN
      return Number.isFinite(value) ? value : null
    }),
  }))
  const against = rows.flatMap(({ scene: first, cosines }, s) =>
    names.flatMap((second, r) => {
      const cosine = cosines[r] ?? 0
      return r > s && cosine < 0 ? [{ first, second, cosine }] : []
    }),
  )
  return { rows, against: against.sort((a, b) => a.cosine - b.cosine) }
}

function rowsOf(sceneIds: Int32Array, scene: number): readonly number[] {
  const rows: number[] = []
  for (const [row, id] of sceneIds.entries()) if (id === scene) rows.push(row)
  return rows
}

function meanOver({ shape, values }: Pick<Snapshot, 'shape' | 'values'>, rows: readonly number[]): number[] {
  const [, width = 0] = shape
  return Array.from({ length: width }, (_, column) =>
    rows.reduce((sum, row) => sum + (values[row * width + column] ?? 0) / rows.length, 0),
  )
}

/** H(p) = −Σ p ln p in nats, 0 ln 0 = 0. */
function entropy(p: readonly number[]): number {
  return p.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0)
}
