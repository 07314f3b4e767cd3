import type { EncodedDataset } from '../data/encoded.ts'
import { fail, issue, ok, type Result } from '../result.ts'
import { stream } from '../rng.ts'
import { searchWeights } from './fusion.ts'
import { axesOf, rankedSplit, readOf, utilityOf } from './fusion-lab.ts'
import { previewOf } from './preview.ts'
import {
  type Fusion,
  LAMBDAS,
  type RankAnswer,
  type RankQuestion,
  type Scored,
  type SearchAnswer,
  type SweepAnswer,
  type Trial,
  type Utility,
} from './question.ts'
import { regionOf } from './region.ts'
import { ruleColumn } from './rules.ts'
import { slopeLab } from './slope-lab.ts'
import { membersOf, transferLedger } from './transfer.ts'
import { transitionOf } from './transition.ts'
import { trustIn } from './trust.ts'

/** Places of a request that may be shown at most. */
const MOST_PLACES = 100

/**
 * Answers a question about a run's scores, on the test rows. Yields between pieces of work, so that whoever drives it can
 * do other things, or leave off. `partner`: another run's scores of the same rows.
 */
export function* answered(
  question: RankQuestion,
  encoded: EncodedDataset,
  scored: Scored,
  partner: Scored | null,
): Generator<void, Result<RankAnswer>> {
  if (question.kind === 'slope') {
    const { task, rule } = question
    const t = encoded.tasks.findIndex(({ id }) => id === task)
    if (t < 0) return fail([issue('task', 'ranking.noTask', { task })])
    if (rule !== null && ruleColumn(encoded, 'test', rule) === null) {
      return fail([issue('rule', 'ranking.noRule', { field: rule.field, value: rule.value })])
    }
    return yield* slopeLab(encoded, scored, partner, t, question)
  }
  if (question.kind === 'transition') {
    return yield* transitionOf(encoded, scored, partner, question.task, question)
  }
  if (question.kind === 'region') return regionOf(encoded, scored, question.region, question)
  if (question.kind === 'calibration') {
    const { task } = question
    const t = encoded.tasks.findIndex(({ id }) => id === task)
    if (t < 0) return fail([issue('task', 'ranking.noTask', { task })])
    return yield* trustIn(encoded, scored, t, question)
  }
  if (question.kind === 'transfer') {
    const t = encoded.tasks.findIndex(({ id }) => id === question.task)
    if (t < 0) return fail([issue('task', 'ranking.noTask', { task: question.task })])
    if (partner === null) return fail([issue('partner', 'ranking.noPartner')])
    if (scored.clusters === undefined) return fail([issue('run', 'ranking.noClusters')])
    return ok(yield* transferLedger(encoded, scored, partner, scored.clusters, t))
  }
  if (question.kind === 'members') {
    const { clusters, drawn } = question
    const known = scored.clusters ?? null
    if (clusters.length > 0 && known === null) return fail([issue('run', 'ranking.noClusters')])
    return ok(membersOf(encoded, known, clusters, drawn))
  }
  if (question.kind === 'preview') {
    const t = encoded.tasks.findIndex(({ id }) => id === question.task)
    if (t < 0) return fail([issue('task', 'ranking.noTask', { task: question.task })])
    if (partner === null) return fail([issue('partner', 'ranking.noPartner')])
    return previewOf(encoded, scored, partner, t, question)
  }
  const { fusion } = question
  const { weights, lambda, places } = fusion
  const isSound =
    weights.length === encoded.tasks.length &&
    [...weights, lambda].every((value) => Number.isFinite(value) && value >= 0) &&
    Number.isInteger(places) &&
    places >= 1 &&
    places <= MOST_PLACES
  if (!isSound) return fail([issue('fusion', 'ranking.fusion')])
  if (encoded.requests().by === null) return fail([issue('schema.request', 'ranking.noRequests')])
  switch (question.kind) {
    case 'fusion': {
      const test = rankedSplit(encoded, 'test', scored.test)
      return ok({
        kind: 'fusion',
        read: readOf(test, places),
        watchColumn: encoded.watch()?.column ?? null,
        axes: axesOf(test, fusion),
      })
    }
    case 'search':
      return ok(yield* searched(encoded, scored, fusion, question.utility))
    case 'sweep':
      return ok(yield* swept(encoded, scored, fusion))
    default:
      return question satisfies never
  }
}

/** Random search: chosen on validation, every trial told on test. The weights of the fusion itself come last. */
function* searched(
  encoded: EncodedDataset,
  scored: Scored,
  fusion: Fusion,
  utility: Utility,
): Generator<void, SearchAnswer> {
  const valid = rankedSplit(encoded, 'valid', scored.valid)
  const test = rankedSplit(encoded, 'test', scored.test)
  const trials: Trial[] = []
  for (const weights of [
    ...searchWeights(encoded.tasks.length, stream(0, 'ranking/search')),
    fusion.weights,
  ]) {
    const tried = { ...fusion, weights }
    trials.push({ weights, utility: utilityOf(valid, tried, utility), test: axesOf(test, tried) })
    yield
  }
  const known = [...trials.keys()].filter((i) => trials[i]?.utility !== null)
  const value = (i: number): number => trials[i]?.utility as number
  const best = known.length === 0 ? null : known.reduce((a, b) => (value(b) > value(a) ? b : a))
  return { kind: 'search', read: readOf(test, fusion.places), fusion, utility, trials, best }
}

/** The same goals under a growing penalty on exposure. */
function* swept(encoded: EncodedDataset, scored: Scored, fusion: Fusion): Generator<void, SweepAnswer> {
  const test = rankedSplit(encoded, 'test', scored.test)
  const points: SweepAnswer['points'][number][] = []
  for (const lambda of LAMBDAS) {
    points.push({ lambda, axes: axesOf(test, { ...fusion, lambda }) })
    yield
  }
  return { kind: 'sweep', read: readOf(test, fusion.places), points }
}

/** The answer without pauses. */
export function answerOf(...args: Parameters<typeof answered>): Result<RankAnswer> {
  const steps = answered(...args)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
