import type { EncodedDataset } from '../data/encoded.ts'
import { type ReliabilityBin, reliability } from '../metrics/reliability.ts'
import { type Interval, middle95, userWeights } from '../metrics/replicates.ts'
import { splitLabels } from '../metrics/slices.ts'
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

/** Whether a later task and the one that it requires agree on the test rows. Null where the task requires none. */
export function* transitionOf(
  encoded: EncodedDataset,
  scored: Scored,
  partner: Scored | null,
  task: string,
): Generator<void, TransitionAnswer | null> {
  const t = encoded.tasks.findIndex(({ id }) => id === task)
  const requires = encoded.tasks[t]?.requires ?? null
  const r = encoded.tasks.findIndex(({ id }) => id === requires)
  if (requires === null || r < 0) return null
  const tasks = encoded.tasks.length
  const pair = ({ test }: Scored): Pair => ({
    later: probabilitiesOf(test, tasks, t),
    required: probabilitiesOf(test, tasks, r),
  })
  const own = pair(scored)
  const happened = splitLabels(encoded, 'test', r)
  const labels = splitLabels(encoded, 'test', t)
  const draws = yield* userWeights(encoded, 'test')
  const isOver = violating(own)
  const shares = draws.map((weights) => shareOf(isOver, weights))
  const rows = [...happened.keys()].filter((i) => happened[i] === 1)
  const at = (values: Float32Array): Float32Array => Float32Array.from(rows, (i) => values[i] as number)
  const ratio = own.later.map((p, i) => given(p, own.required[i] as number))
  yield
  return {
    kind: 'transition',
    task,
    requires,
    rows: labels.length,
    required: rows.length,
    positives: at(labels).reduce((sum, label) => sum + label, 0),
    violations: { ...violationsOf(own, isOver), ...middle95(shares) },
    partner: partner === null ? null : besides(isOver, shares, violating(pair(partner)), draws),
    map: hexbins(own.required, own.later),
    reliability: reliability(at(labels), at(ratio)),
  }
}

interface Pair {
  readonly later: Float32Array
  readonly required: Float32Array
}

/** P(later | required) as predicted, at most 1. What is held impossible leads nowhere: 0 of 0 is 0. */
const given = (later: number, required: number): number => (later === 0 ? 0 : Math.min(1, later / required))

const violating = ({ later, required }: Pair): Uint8Array =>
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
