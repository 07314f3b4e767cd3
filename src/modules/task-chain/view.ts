import type { Schema } from '../../core/data/schema.ts'
import type { Run } from '../../run/run.ts'

/** A task that requires another, on the test split. */
export interface PairRow {
  readonly task: string
  readonly requires: string
  /** Share of rows where p(task) > p(required); null before the test read. */
  readonly violations: number | null
  readonly rows: number | null
  readonly positives: number | null
  /** Mean predicted ÷ observed of the later task. */
  readonly calibration: number | null
  readonly auc: number | null
}

/** One row for each pair of the chain, in the schema's order. */
export function pairRows(schema: Schema, run: Run): readonly PairRow[] {
  return schema.tasks.flatMap((task) => {
    if (task.requires === null) return []
    const metrics = run.report?.metrics.find(
      (one) => one.split === 'test' && one.task === task.id && one.slice === null,
    )
    return [
      {
        task: task.id,
        requires: task.requires,
        violations: run.report?.violations.get(task.id) ?? null,
        rows: metrics?.rows ?? null,
        positives: metrics?.positives ?? null,
        calibration: metrics?.calibration ?? null,
        auc: metrics?.auc ?? null,
      },
    ]
  })
}
