import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { drawWeights, replicateName } from '../metrics/bootstrap.ts'
import { splitLabels } from '../metrics/slices.ts'
import type { Rule, RuleUplift, Scored, ScoreSlope, SlopeAnswer } from './question.ts'
import { ruleScores, tunedLift } from './rule.ts'
import { ruleColumn, rulesOf } from './rules.ts'
import { percentiles, slopeOf, weightedSlope } from './slope.ts'
import { residualUplift, scoreBins } from './uplift.ts'

/** Replicates of the Poisson bootstrap over users. */
const REPLICATES = 200

/**
 * The label against the rank of a run's score, of the score lifted by a rule (lift tuned on validation) and of another
 * run's score, all on the same test rows; and what each prior still tells once a score is known. Yields between pieces of
 * work. `rule` must be one that the data has.
 */
export function* slopeLab(
  encoded: EncodedDataset,
  scored: Scored,
  partner: Scored | null,
  task: number,
  wanted: Rule | null,
): Generator<void, SlopeAnswer> {
  const labels = splitLabels(encoded, 'test', task)
  const rules = rulesOf(encoded)
  const rule = wanted ?? rules[0] ?? null
  const model = logitsOf(encoded, scored.test, task)
  const other = partner === null ? null : logitsOf(encoded, partner.test, task)
  const lifted = rule === null ? null : liftedScores(encoded, scored, task, rule)
  const scores = [
    { score: 'model' as const, values: model },
    ...(lifted === null ? [] : [{ score: 'rule' as const, values: lifted.values }]),
    ...(other === null ? [] : [{ score: 'partner' as const, values: other }]),
  ]
  const draws = yield* replicates(encoded, 'test')
  const curves: ScoreSlope[] = []
  for (const { score, values } of scores) {
    const r = percentiles(values)
    const drawn = draws.map((weights) => weightedSlope(labels, r, weights))
    curves.push({ score, slope: slopeOf(labels, values), ...interval(drawn) })
    yield
  }
  const uplifts: RuleUplift[] = []
  for (const { score, values } of scores) {
    if (score === 'rule') continue
    const bins = scoreBins(values)
    const p = values.map(sigmoid)
    for (const one of rules) {
      const x = ruleColumn(encoded, 'test', one) as Uint8Array
      const uplift = residualUplift(labels, p, x, 'probability', null, bins)
      const drawn = draws.map((weights) => residualUplift(labels, p, x, 'ranking', weights, bins)?.uplift)
      uplifts.push({ score, rule: one, uplift, ...interval(drawn.map((value) => value ?? null)) })
      yield
    }
  }
  return {
    kind: 'slope',
    task: encoded.tasks[task]?.id as string,
    rows: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    rule,
    lift: lifted?.lift ?? null,
    curves,
    uplifts,
  }
}

/** Test scores logit(p) + b·x with the b by which validation is ranked best. */
function liftedScores(encoded: EncodedDataset, scored: Scored, task: number, rule: Rule) {
  const [valid, test] = [ruleColumn(encoded, 'valid', rule), ruleColumn(encoded, 'test', rule)]
  if (valid === null || test === null) throw new Error(`no rule ${rule.field} = ${rule.value}`)
  const lift = tunedLift(splitLabels(encoded, 'valid', task), logitsOf(encoded, scored.valid, task), valid)
  return { lift, values: ruleScores(logitsOf(encoded, scored.test, task), test, lift) }
}

/** Row weights of every replicate, the same as in the test report's. */
function* replicates(encoded: EncodedDataset, split: Split): Generator<void, readonly Float32Array[]> {
  const rows = encoded.splits[split]
  const all: Float32Array[] = []
  for (let r = 0; r < REPLICATES; r++) {
    const weights = new Float32Array(rows.length)
    drawWeights(encoded, rows, replicateName(split, r), 0, weights)
    all.push(weights)
    yield
  }
  return all
}

/** The middle 95 % of the replicates that have a value; null when fewer than half do. */
function interval(values: readonly (number | null)[]): {
  readonly low: number | null
  readonly high: number | null
} {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort()
  if (sorted.length * 2 < values.length) return { low: null, high: null }
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return { low: at(0.025), high: at(0.975) }
}

/** Column `task` of logits [N, T]. */
function logitsOf(encoded: EncodedDataset, logits: Float32Array, task: number): Float32Array {
  const tasks = encoded.tasks.length
  return Float32Array.from({ length: logits.length / tasks }, (_, i) => logits[i * tasks + task] as number)
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
