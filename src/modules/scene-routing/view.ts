import { type ObservedRows, SCENE_CONFLICT } from '../../run/events.ts'
import type { Run, Snapshot } from '../../run/run.ts'
import type { ModuleConfig } from '../specs.ts'

/** A scene with fewer observed rows is hatched. */
export const THIN_ROWS = 30

export interface GateRow {
  readonly scene: string
  readonly rows: number
  /** Mean gate over the branches, in the order of `branchesOf`. Null without rows. */
  readonly gate: readonly number[] | null
  /** H of the mean gate's shares in nats; null without rows. */
  readonly entropy: number | null
  /** c_e = E‖g_e h_e‖ ÷ Σ E‖g h‖; sums to 1. Null without rows, or when nothing passes. */
  readonly contribution: readonly number[] | null
  /** Branch whose gate is above a half while it contributes less than a quarter; null when none. */
  readonly misleading: number | null
}

/** Gates and effective contributions by scene; null before the first snapshots. */
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
    const shares = parts.some((part) => part > 0) ? sharesOf(parts) : null
    const misleading = mean.findIndex((weight, branch) => weight > 0.5 && (shares?.[branch] ?? 1) < 0.25)
    return {
      scene,
      rows: rows.length,
      gate: mean,
      entropy: entropy(sharesOf(mean)),
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

/** A gate above this leaves nothing to its rivals; an expert silent more often than this gives nothing. */
export const COLLAPSED = 0.9

/** What one entry of a gate stands for. */
export interface Branch {
  readonly kind: 'shared' | 'private' | 'expert' | 'own' | 'other' | 'net' | 'cluster'
  /** Counted from 1 within its kind, and within its scene for experts of a scene's own. */
  readonly number: number
  /** The scene that it belongs to. */
  readonly scene: string | null
  /** How many its gate chooses among, itself included. */
  readonly rivals: number
}

/** The branches of an architecture's gate, in the order of the tap; none where it has no gate. */
export function branchesOf(
  config: ModuleConfig<'scene-routing'>,
  sceneNames: readonly string[],
): readonly Branch[] {
  const { experts, sceneExperts, clusters } = config
  const several = (
    kind: Branch['kind'],
    count: number,
    rivals: number,
    scene: string | null = null,
  ): Branch[] => Array.from({ length: count }, (_, i) => ({ kind, number: i + 1, scene, rivals }))
  const ofScenes = (kind: Branch['kind'], count: number, rivals: number): Branch[] =>
    sceneNames.flatMap((scene) => several(kind, count, rivals, scene))
  switch (config.architecture) {
    case 'shared-private': {
      const isGated = config.combine === 'gate' || config.combine === 'gated-sum'
      const rivals = isGated ? 2 : 1
      return [...several('shared', 1, rivals), ...ofScenes('private', 1, rivals)]
    }
    case 'mmoe':
    case 'm2m':
      return several('expert', experts, experts)
    case 'ple':
    case 'sar-net': {
      const rivals = experts + sceneExperts
      return [...several('expert', experts, rivals), ...ofScenes('own', sceneExperts, rivals)]
    }
    case 'hinet':
      return [
        ...several('expert', experts, experts),
        ...ofScenes('own', sceneExperts, sceneExperts),
        ...ofScenes('other', 1, sceneNames.length - 1),
      ]
    case 'hmoe':
      return ofScenes('net', 1, sceneNames.length)
    case 'adapt-dhm':
      // A row has one cluster: its gate is 1 by construction.
      return several('cluster', clusters, 1)
    case 'shared':
    case 'shared-feat':
    case 'separate':
    case 'shared-bottom':
    case 'star':
    case 'epnet':
    case 'ppnet':
    case 'adasparse':
      return []
    default:
      return config.architecture satisfies never
  }
}

export interface Collapse {
  /** Experts that were seen, and those of them that have rivals. */
  readonly seen: number
  readonly rivals: number
  /** Branches to which some scene gives a mean gate above .9. */
  readonly taking: readonly number[]
  /** Branches whose units are at exactly 0 more than .9 of the time, over the rows that may use them. */
  readonly silent: readonly number[]
}

/** Whether experts have collapsed; null before the first snapshots. */
export function collapseOf(run: Run, branches: readonly Branch[]): Collapse | null {
  const gate = run.snapshots.get('scene-routing/gate')
  const silent = run.snapshots.get('scene-routing/silent')
  if (gate === undefined || silent === undefined || run.observed === null) return null
  return collapse(gate, silent, run.observed, branches)
}

export function collapse(
  gate: Pick<Snapshot, 'shape' | 'values'>,
  silent: Pick<Snapshot, 'shape' | 'values'>,
  observed: Pick<ObservedRows, 'sceneIds' | 'sceneNames'>,
  branches: readonly Branch[],
): Collapse {
  const [, width = 0] = gate.shape
  const byScene = observed.sceneNames
    .map((_, scene) => rowsOf(observed.sceneIds, scene))
    .filter((rows) => rows.length > 0)
    .map((rows) => meanOver(gate, rows))
  const rowsUsing = branches.map((_, branch) =>
    Array.from(observed.sceneIds, (_, row) => row).filter(
      (row) => (gate.values[row * width + branch] ?? 0) > 0,
    ),
  )
  const seen = branches.flatMap((_, branch) => ((rowsUsing[branch]?.length ?? 0) > 0 ? [branch] : []))
  const contested = seen.filter((branch) => (branches[branch]?.rivals ?? 1) > 1)
  return {
    seen: seen.length,
    rivals: contested.length,
    taking: contested.filter((branch) => byScene.some((mean) => (mean[branch] ?? 0) > COLLAPSED)),
    silent: seen.filter((branch) => (meanOver(silent, rowsUsing[branch] ?? [])[branch] ?? 0) > COLLAPSED),
  }
}

/** Mean gate of each task over its experts, [T][E]; null where none was recorded. */
export function taskGatesOf(run: Run): readonly (readonly number[])[] | null {
  const snapshot = run.snapshots.get('scene-routing/taskGate')
  return snapshot === undefined ? null : taskGates(snapshot)
}

/** Means over the rows of a gate [B, T, E]. */
export function taskGates({
  shape,
  values,
}: Pick<Snapshot, 'shape' | 'values'>): readonly (readonly number[])[] {
  const [rows = 0, tasks = 0, experts = 0] = shape
  const all = Array.from({ length: rows }, (_, row) => row)
  const flat = meanOver({ shape: [rows, tasks * experts], values }, all)
  return Array.from({ length: tasks }, (_, task) => flat.slice(task * experts, (task + 1) * experts))
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

function sharesOf(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => value / total)
}

/** H(p) = −Σ p ln p in nats, 0 ln 0 = 0. */
function entropy(p: readonly number[]): number {
  return p.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0)
}
