import { pearson } from '../core/metrics/correlation.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Axes, SweepAnswer } from '../core/ranking/question.ts'
import { importances } from '../modules/coarse-rank/view.ts'
import { positionRows } from '../modules/debias/view.ts'
import { gateRowsOf } from '../modules/scene-routing/view.ts'
import { diagnosticsOf } from '../modules/user-clusters/view/diagnostics.ts'
import { entropy, occupancyOf } from '../modules/user-clusters/view.ts'
import type { Run } from '../run/run.ts'

/** A run, and what re-ranking its scores with a penalty on exposure gives on test, where that can be told. */
export type Told = Run & { readonly sweep?: () => SweepAnswer | null }

/** A value of one run, and its values under resampled users, if there are such. */
export interface Value {
  readonly value: number
  readonly replicates: Float64Array | null
}

/**
 * What can be read off a finished run, on test:
 * - `auc`, `logloss`; `calibration`: predicted ÷ observed; `residual`: mean label − mean prediction
 * - `violations`: share of rows with p(task) > p(required task)
 * - `effectiveClusters`: exp H of the mean assignment; `activityInformation`: see below; `plantedAgreement`: NMI of
 *   clusters and planted groups over observed users
 * - `positionCorrelation`: Pearson's r of what was learnt of positions k and −ln k, as bias is planted;
 *   `durationCorrelation`: Spearman's ρ of probability and duration
 * - `coarseRecall`: share of the fine ranker's best quarter that the coarse one hands on; `coarseNotShown`: its AUC among
 *   rows that were not shown; `fieldImportance` of the field that the slice names, `field=<name>`
 * - `exposureGini`, `requestGauc`: of hosts' exposures, and within requests, re-ranked with the penalty that the slice
 *   names, `lambda=0.5`
 * - `sharedGate`, `sharedContribution`: mean gate of the shared branch in a scene, and its share of what arrives
 */
export type Reading =
  | 'auc'
  | 'logloss'
  | 'calibration'
  | 'residual'
  | 'violations'
  | 'effectiveClusters'
  | 'activityInformation'
  | 'plantedAgreement'
  | 'positionCorrelation'
  | 'durationCorrelation'
  | 'coarseRecall'
  | 'coarseNotShown'
  | 'fieldImportance'
  | 'exposureGini'
  | 'requestGauc'
  | 'sharedGate'
  | 'sharedContribution'

/**
 * Null where the run has no such value: a class is absent, a module is off, or an AUC of a slice whose users were not
 * resampled (a decile), which would pass for exact.
 */
export function readRun(run: Told, reading: Reading, task: string, slice: string | null): Value | null {
  const value = numberOf(run, reading, task, slice)
  if (value === null) return null
  if (reading !== 'auc') return { value, replicates: null }
  const replicates = run.report?.replicates.get(`${task}|${slice ?? '*'}`)
  return replicates === undefined ? null : { value, replicates: Float64Array.from(replicates) }
}

function numberOf(run: Told, reading: Reading, task: string, slice: string | null): number | null {
  const metrics = run.report?.metrics.find((m) => m.split === 'test' && m.task === task && m.slice === slice)
  switch (reading) {
    case 'auc':
    case 'logloss':
    case 'calibration':
      return metrics?.[reading] ?? null
    case 'residual':
      return metrics === undefined ? null : residual(metrics)
    case 'violations':
      return run.report?.violations.get(task) ?? null
    case 'effectiveClusters':
      return occupancyOf(run)?.effective ?? null
    case 'activityInformation':
      return activityInformation(run)
    case 'plantedAgreement':
      return diagnosticsOf(run)?.agreement?.nmi ?? null
    case 'positionCorrelation':
      return positionCorrelation(run)
    case 'durationCorrelation':
      return run.report?.durationCorrelation?.get(task) ?? null
    case 'coarseRecall':
      return run.report?.coarse?.agreement.recall ?? null
    case 'coarseNotShown':
      return run.report?.coarse?.notShown ?? null
    case 'fieldImportance':
      return fieldImportance(run, slice)
    case 'exposureGini':
      return swept(run, slice)?.producer?.gini ?? null
    case 'requestGauc':
      return swept(run, slice)?.consumer.tasks.find((one) => one.task === task)?.gauc ?? null
    case 'sharedGate':
      return gateRowsOf(run)?.find(({ scene }) => scene === slice)?.gate?.[0] ?? null
    case 'sharedContribution':
      return gateRowsOf(run)?.find(({ scene }) => scene === slice)?.contribution?.[0] ?? null
    default:
      return reading satisfies never
  }
}

/** Under PAL by the logarithm of the probability of being seen, else by the added logit. */
function positionCorrelation(run: Run): number | null {
  const learnt = positionRows(run)
  if (learnt === null) return null
  const isSeen = run.config.modules.debias?.position === 'pal'
  return pearson(
    learnt.map(({ logit, seen }) => (isSeen ? Math.log(seen) : logit)),
    learnt.map(({ position }) => -Math.log(Number(position))),
  )
}

function fieldImportance(run: Run, slice: string | null): number | null {
  const config = run.config.modules['coarse-rank']
  if (config === undefined) return null
  const fields = importances(config, run.config.schema, run)
  return fields?.find(({ name }) => `field=${name}` === slice)?.value ?? null
}

const swept = (run: Told, slice: string | null): Axes | undefined =>
  run.sweep?.()?.points.find(({ lambda }) => `lambda=${lambda}` === slice)?.axes

/** ȳ − p̄ = ȳ·(1 − p̄/ȳ); null without positives. */
function residual({ positives, rows, calibration }: SliceMetrics): number | null {
  return calibration === null ? null : (positives / rows) * (1 - calibration)
}

/**
 * Jensen–Shannon divergence of the clusters' activity histograms, weighted by their users, as a share of its maximum:
 * (H(A) − Σ_k w_k H(A | k)) / H(A) over the activity deciles A of the observed users. 0: every cluster mixes activity as
 * all users do; 1: a cluster tells the decile.
 */
function activityInformation(run: Run): number | null {
  const occupancy = occupancyOf(run)
  if (occupancy === null || run.observed === null) return null
  const { deciles } = run.observed
  const histogram = (holds: (user: number) => boolean): readonly number[] => {
    const counts = new Array<number>(11).fill(0)
    for (const [user, decile] of deciles.entries())
      if (holds(user)) counts[decile] = (counts[decile] ?? 0) + 1
    const total = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => (total === 0 ? 0 : count / total))
  }
  const all = entropy(histogram(() => true))
  if (all === 0) return null
  const within = occupancy.counts.reduce((sum, count, cluster) => {
    const own = entropy(histogram((user) => occupancy.assigned[user] === cluster))
    return sum + (count / occupancy.users) * own
  }, 0)
  return (all - within) / all
}
