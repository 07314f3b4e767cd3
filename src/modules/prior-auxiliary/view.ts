import type { Sensitivity } from '../../run/report.ts'
import type { Run, Snapshot } from '../../run/run.ts'

/** How well a prior is predicted back on the observed rows where it is known, and how much it matters on test. */
export interface PriorRow {
  readonly prior: string
  /** Observed rows where the prior is known. */
  readonly rows: number
  readonly accuracy: number
  /** Share of the commonest value: the accuracy of always saying it. */
  readonly common: number
  /** Mean cross-entropy in nats. */
  readonly error: number
  /** Entropy of the prior's values on the same rows: the least error of a constant prediction. */
  readonly entropy: number
  /** 1 − error ÷ entropy; null where the entropy is 0. */
  readonly explained: number | null
  /** Of each task, in the schema's order; null before the test read. */
  readonly sensitivity: readonly (number | null)[]
}

/** One row for each prior that has a tower, in the fields' order; none before the first snapshot. */
export function priorRows(run: Run, tasks: readonly string[]): readonly PriorRow[] {
  const [errors, hits] = [
    run.snapshots.get('prior-auxiliary/error'),
    run.snapshots.get('prior-auxiliary/hit'),
  ]
  if (errors === undefined || hits === undefined || run.observed === null) return []
  // The rule by which the module makes towers: two known values at least, beside the label of missing ones.
  const priors = run.observed.fields.filter(
    ({ roles, labels }) => roles.includes('prior') && labels.length > 2,
  )
  return priors.map(({ name, ids }, column) => {
    const known = [...ids.keys()].filter((row) => (ids[row] ?? 0) > 0)
    const counts = new Map<number, number>()
    for (const row of known) {
      const id = ids[row] ?? 0
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const shares = [...counts.values()].map((count) => count / Math.max(1, known.length))
    const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0)
    const error = meanOf(errors, column, known)
    return {
      prior: name,
      rows: known.length,
      accuracy: meanOf(hits, column, known),
      common: Math.max(0, ...shares),
      error,
      entropy,
      explained: entropy === 0 ? null : 1 - error / entropy,
      sensitivity: tasks.map((task) => sensitivityOf(run, name, task)?.mean ?? null),
    }
  })
}

/** Test rows that sensitivities were read on; null before the test, or without any. */
export const sensitivityRows = (run: Run): number | null => run.report?.sensitivity[0]?.rows ?? null

const sensitivityOf = (run: Run, prior: string, task: string): Sensitivity | undefined =>
  run.report?.sensitivity.find((one) => one.prior === prior && one.task === task)

function meanOf({ shape, values }: Snapshot, column: number, rows: readonly number[]): number {
  const width = shape[1] ?? 1
  return rows.reduce((sum, row) => sum + (values[row * width + column] ?? 0), 0) / Math.max(1, rows.length)
}
