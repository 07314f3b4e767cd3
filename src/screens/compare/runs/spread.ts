import { deviation, mean } from '../../../core/stats/student.ts'
import type { Selection } from '../../../run/comparison.ts'
import { areComparable, testValue } from '../../../run/pairs.ts'
import type { Run } from '../../../run/run.ts'

/** Where a run stands among the seeds of its group. */
export interface Spread {
  readonly task: string
  readonly metric: Selection['metric']
  readonly value: number
  /** Over the finished seeds of its group, this one included. */
  readonly mean: number
  /** Null of one seed. */
  readonly deviation: number | null
  /** 1 is the highest. */
  readonly place: number
  readonly seeds: number
  /** Less the baseline's run of the same seed; null without one, and in the baseline. */
  readonly delta: number | null
}

/** Every task's AUC and GAUC of a finished run beside those of its group's other seeds. */
export function spreadsOf(run: Run, group: readonly Run[], baseline: readonly Run[]): readonly Spread[] {
  const partner = baseline.find(
    (one) => one !== run && one.config.seed === run.config.seed && areComparable(one, run),
  )
  return run.config.schema.tasks.flatMap(({ id: task }) =>
    (['auc', 'gauc'] as const).flatMap((metric) => {
      const selection = { task, metric, slice: null }
      const value = testValue(run, selection)
      if (value === null) return []
      const all = group.flatMap((one) => testValue(one, selection) ?? [])
      const base = partner === undefined ? null : testValue(partner, selection)
      return [
        {
          task,
          metric,
          value,
          mean: mean(all),
          deviation: all.length < 2 ? null : deviation(all),
          place: 1 + all.filter((other) => other > value).length,
          seeds: all.length,
          delta: base === null ? null : value - base,
        },
      ]
    }),
  )
}
