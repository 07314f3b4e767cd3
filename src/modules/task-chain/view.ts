import type { Schema } from '../../core/data/schema.ts'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Run } from '../../run/run.ts'
import type { taskChain } from './spec.ts'

type Coupling = ConfigOf<typeof taskChain.settings>['coupling']

/** A task on the test split; null where the test has not been read or the number does not exist. */
export interface TaskRow {
  readonly task: string
  readonly requires: string | null
  readonly rows: number | null
  readonly positives: number | null
  /** Share of rows where p(task) > p(required). */
  readonly violations: number | null
  /** Mean probability, and share of positives. */
  readonly predicted: number | null
  readonly observed: number | null
  /** Their ratio. */
  readonly calibration: number | null
  /** (Σ p ÷ Σ p required) ÷ (Σ y ÷ Σ y required): the transition alone, whatever the required task is off by. */
  readonly conditional: number | null
  readonly auc: number | null
  /** Mean attention that AITM pays to the required task's transfer, on observed rows. */
  readonly transfer: number | null
}

/** One row for each task, in the schema's order. */
export function taskRows(schema: Schema, run: Run): readonly TaskRow[] {
  const metricsOf = (id: string) =>
    run.report?.metrics.find((one) => one.split === 'test' && one.task === id && one.slice === null)
  const transfers = transferMeans(run)
  const pairs = schema.tasks.filter(({ requires }) => requires !== null)
  return schema.tasks.map((task) => {
    const metrics = metricsOf(task.id)
    const required = task.requires === null ? undefined : metricsOf(task.requires)
    const observed = metrics === undefined || metrics.rows === 0 ? null : metrics.positives / metrics.rows
    const calibration = metrics?.calibration ?? null
    return {
      task: task.id,
      requires: task.requires,
      rows: metrics?.rows ?? null,
      positives: metrics?.positives ?? null,
      violations: run.report?.violations.get(task.id) ?? null,
      predicted: calibration === null || observed === null ? null : calibration * observed,
      observed,
      calibration,
      conditional: ratio(calibration, required?.calibration ?? null),
      auc: metrics?.auc ?? null,
      transfer: transfers[pairs.indexOf(task)] ?? null,
    }
  })
}

/** What can be said of violations under a coupling, as the last part of a message's key. */
export function guaranteeOf(coupling: Coupling): 'exact' | 'hinge' | 'coral' | 'free' {
  switch (coupling) {
    case 'chain':
    case 'corn':
    case 'escm2-ips':
    case 'escm2-dr':
      return 'exact'
    case 'hinge':
    case 'aitm':
      return 'hinge'
    case 'coral':
      return 'coral'
    case 'independent':
    case 'dbmtl':
      return 'free'
    default:
      return coupling satisfies never
  }
}

/** Mean over rows of each column of the tap; empty without one. */
function transferMeans(run: Run): readonly number[] {
  const { shape = [], values = new Float32Array(0) } = run.snapshots.get('task-chain/transfer') ?? {}
  const [rows = 0, width = 0] = shape
  return Array.from({ length: width }, (_, pair) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += values[row * width + pair] ?? 0
    return sum / Math.max(1, rows)
  })
}

const ratio = (above: number | null, below: number | null): number | null =>
  above === null || below === null || below === 0 ? null : above / below
