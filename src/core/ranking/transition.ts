import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { type ReliabilityBin, reliability } from '../metrics/reliability.ts'
import { type Interval, middle95, userWeights } from '../metrics/replicates.ts'
import { splitLabels } from '../metrics/slices.ts'
import { fail, issue, ok, type Result } from '../result.ts'
import { type Hexbin, hexbins } from './hexbin.ts'
import type { Scored } from './question.ts'
import { probabilitiesOf } from './scored.ts'

/** How often a later task is held likelier than the one that it requires. */
export interface Violations extends Interval {
  readonly count: number
  /** Of the rows; `low` and `high` are its 95 % interval by resampled users. */
  readonly share: number
  /** Mean of p(later) − p(required) over the rows where it is above 0; null without any. */
  readonly excess: number | null
}
export interface TransitionAnswer {
  readonly kind: 'transition'
  readonly task: string
  readonly requires: string
  readonly slice: string | null
  readonly rows: number
  /** Rows where the required task happened, and of these where the later did. */
  readonly required: number
  readonly positives: number
  readonly violations: Violations
  /** Another run on the same rows: its share, and this run's less its, with its interval by the same users. */
  readonly partner: ({ readonly share: number; readonly delta: number } & Interval) | null
  /** Rows by p(required) and p(later). */
  readonly map: Hexbin
  /** P(later | required) on rows where the required task happened: what was predicted, at most 1, and what came. */
  readonly reliability: readonly ReliabilityBin[]
}

/** Whether a later task and the one that it requires agree on a slice of test; an issue where the task requires none. */
export function* transitionOf(
  encoded: EncodedDataset,
  scored: Scored,
  partner: Scored | null,
  task: string,
  asked: SliceAsked,
): Generator<void, Result<TransitionAnswer>> {
  const places = placesOf(encoded, task)
  if (places === null) return fail([issue('task', 'ranking.noRequired', { task })])
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const on = (values: Float32Array): Float32Array =>
    Float32Array.from(found.value, (i) => values[i] as number)
  const pair = (of: Scored): Pair => pairOf(encoded, of, places, found.value)
  const own = pair(scored)
  const happened = on(splitLabels(encoded, 'test', places.required))
  const labels = on(splitLabels(encoded, 'test', places.later))
  const draws = (yield* userWeights(encoded, 'test')).map(on)
  const isOver = violating(own)
  const shares = draws.map((weights) => shareOf(isOver, weights))
  const rows = [...happened.keys()].filter((i) => happened[i] === 1)
  const at = (values: Float32Array): Float32Array => Float32Array.from(rows, (i) => values[i] as number)
  const ratio = own.later.map((p, i) => given(p, own.required[i] as number))
  yield
  return ok({
    kind: 'transition',
    task,
    requires: encoded.tasks[places.required]?.id as string,
    slice: asked.slice,
    rows: labels.length,
    required: rows.length,
    positives: at(labels).reduce((sum, label) => sum + label, 0),
    violations: { ...violationsOf(own, isOver), ...middle95(shares) },
    partner: partner === null ? null : besides(isOver, shares, violating(pair(partner)), draws),
    map: hexbins(own.required, own.later).map,
    reliability: reliability(at(labels), at(ratio)),
  })
}

/** A later task and the one that it requires, by their places. */
interface Places {
  readonly later: number
  readonly required: number
}

/** Null where the task requires none. */
export function placesOf({ tasks }: Pick<EncodedDataset, 'tasks'>, task: string): Places | null {
  const later = tasks.findIndex(({ id }) => id === task)
  const required = tasks.findIndex(({ id }) => id === tasks[later]?.requires)
  return later < 0 || required < 0 ? null : { later, required }
}

/** Probabilities of the two on some rows of test. */
export interface Pair {
  readonly later: Float32Array
  readonly required: Float32Array
}

export function pairOf(
  { tasks }: Pick<EncodedDataset, 'tasks'>,
  { test }: Scored,
  { later, required }: Places,
  positions: Uint32Array,
): Pair {
  const of = (task: number): Float32Array => {
    const all = probabilitiesOf(test, tasks.length, task)
    return Float32Array.from(positions, (i) => all[i] as number)
  }
  return { later: of(later), required: of(required) }
}

/** P(later | required) as predicted, at most 1. What is held impossible leads nowhere: 0 of 0 is 0. */
const given = (later: number, required: number): number => (later === 0 ? 0 : Math.min(1, later / required))

/** 1 where the later task is held likelier. */
export const violating = ({ later, required }: Pair): Uint8Array =>
  Uint8Array.from(later, (p, i) => Number(p > (required[i] as number)))

function violationsOf({ later, required }: Pair, isOver: Uint8Array) {
  let [count, excess] = [0, 0]
  for (const [i, over] of isOver.entries()) {
    if (over === 0) continue
    count++
    excess += (later[i] as number) - (required[i] as number)
  }
  return {
    count,
    share: isOver.length === 0 ? 0 : count / isOver.length,
    excess: count === 0 ? null : excess / count,
  }
}

/** Share of rows, counted by weight; NaN without any. */
function shareOf(isOver: Uint8Array, weights: Float32Array): number {
  let [all, over] = [0, 0]
  for (const [i, weight] of weights.entries()) {
    all += weight
    over += weight * (isOver[i] as number)
  }
  return over / all
}

function besides(
  isOver: Uint8Array,
  shares: readonly number[],
  other: Uint8Array,
  draws: readonly Float32Array[],
): TransitionAnswer['partner'] {
  const mean = (of: Uint8Array): number => of.reduce((sum, over) => sum + over, 0) / Math.max(1, of.length)
  const deltas = draws.map((weights, d) => (shares[d] as number) - shareOf(other, weights))
  return { share: mean(other), delta: mean(isOver) - mean(other), ...middle95(deltas) }
}
