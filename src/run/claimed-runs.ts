import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Claims, Fate } from './claims.ts'
import type { GroupRuns, Selection } from './comparison.ts'
import { queuedRun, type Run, type RunStatus } from './run.ts'

/**
 * The claims of a link in the form in which verdicts are made: they follow from the seeds' numbers by our own rules,
 * whatever the sender saw. These runs were not trained here and belong in no list of runs that were.
 */
export function claimedGroups(claims: Claims, plan: Plan): readonly GroupRuns[] {
  return plan.groups.map(({ id, config }, g) => ({
    groupId: id,
    runs: plan.seeds.flatMap((seed, s) => {
      const fate = claims.fates[g]?.[s] ?? 'absent'
      if (fate === 'absent') return []
      const run = queuedRun(`${id}|${seed}`, { ...config, seed })
      return [{ ...run, status: statusOf(fate), report: reportOf(claims, g, s) }]
    }),
    deleted: claims.deleted[g] ?? 0,
    userErrorOf: (selection) => cellOf(claims, selection)?.errors[g] ?? null,
  }))
}

export const cellOf = (claims: Claims, { task, slice, metric }: Selection) =>
  claims.cells.find((cell) => cell.task === task && cell.slice === slice && cell.metric === metric)

function statusOf(fate: Exclude<Fate, 'absent'>): RunStatus {
  if (fate === 'failed') return { kind: 'failed', code: 'claimed', detail: '' }
  return { kind: 'ended', reason: fate, step: 0 }
}

/** What the link says of the test split, and nothing else. */
function reportOf(claims: Claims, group: number, seed: number): Run['report'] {
  const metrics = new Map<string, SliceMetrics>()
  for (const { task, slice, metric, rows, positives, users, values } of claims.cells) {
    const key = JSON.stringify([task, slice])
    const before = metrics.get(key) ?? {
      split: 'test' as const,
      task,
      slice,
      rows,
      positives,
      users,
      auc: null,
      gauc: null,
      gaucExcluded: null,
      logloss: null,
      calibration: null,
    }
    metrics.set(key, { ...before, [metric]: values[group]?.[seed] ?? null })
  }
  return {
    metrics: [...metrics.values()],
    roc: new Map(),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map(),
  }
}
