import { mean, meanHalfWidth } from '../core/stats/student.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type Control, controlsOf } from '../experiment/groups.ts'
import { configHash } from '../experiment/hash.ts'
import type { Comparison } from './comparison.ts'
import { isFinished, type Run } from './run.ts'
import { LEAST_SEEDS } from './table.ts'

/** A claim that a control undermines: the control is better than the baseline, or makes no practical difference. */
export interface Undermined {
  readonly groupId: string
  readonly kind: Control['kind']
  readonly module: Control['module']
  readonly state: 'better' | 'no-difference'
}

/** The controls of the baseline among these groups that do as well as it, by the verdicts of the comparison. */
export function underminedBy(
  groups: readonly { readonly id: string; readonly config: ExperimentConfig }[],
  comparison: Comparison,
): readonly Undermined[] {
  const [baseline, ...others] = groups
  if (baseline === undefined) return []
  const controls = new Map(
    controlsOf(baseline.config).map((control) => [configHash(control.config), control] as const),
  )
  return others.flatMap(({ id, config }) => {
    const control = controls.get(configHash(config))
    const state = comparison.rows.find(({ groupId }) => groupId === id)?.state
    if (control === undefined || (state !== 'better' && state !== 'no-difference')) return []
    return [{ groupId: id, kind: control.kind, module: control.module, state }]
  })
}

/** What trained models lose when every row reads the mean group representation; negative where they rely on their own. */
export interface ReadAblation {
  readonly delta: number
  /** Over seeds alone, 95 %. */
  readonly half: number
  readonly seeds: number
  /** The interval lies wholly within ±rope, or above it: these models do not use what they read. */
  readonly isUnused: boolean
}

/** The read ablation of a group's finished runs on one task, all rows; null below 3 seeds. */
export function readAblation(runs: readonly Run[], task: string, rope: number): ReadAblation | null {
  const deltas = runs.filter(isFinished).flatMap(({ report }) => {
    const found = report?.interventions.find(
      (one) =>
        one.module === 'user-clusters' && one.name === 'meanRead' && one.task === task && one.slice === null,
    )
    return found === undefined ? [] : [found.delta]
  })
  const half = meanHalfWidth(deltas)
  if (half === null || deltas.length < LEAST_SEEDS) return null
  const delta = mean(deltas)
  return { delta, half, seeds: deltas.length, isUnused: delta - half >= -rope }
}
