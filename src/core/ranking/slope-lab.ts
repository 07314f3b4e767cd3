import type { EncodedDataset } from '../data/encoded.ts'
import { middle95, userWeights } from '../metrics/replicates.ts'
import { splitLabels } from '../metrics/slices.ts'
import type { Rule, RuleUplift, Scored, ScoreSlope, SlopeAnswer } from './question.ts'
import { ruleScores, tunedLift } from './rule.ts'
import { ruleColumn, rulesOf } from './rules.ts'
import { logitsOf } from './scored.ts'
import { percentiles, slopeOf, weightedSlope } from './slope.ts'
import { residualUplift, scoreBins } from './uplift.ts'

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
  const tasks = encoded.tasks.length
  const rules = rulesOf(encoded)
  const rule = wanted ?? rules[0] ?? null
  const model = logitsOf(scored.test, tasks, task)
  const other = partner === null ? null : logitsOf(partner.test, tasks, task)
  const lifted = rule === null ? null : liftedScores(encoded, scored, task, rule)
  const scores = [
    { score: 'model' as const, values: model },
    ...(lifted === null ? [] : [{ score: 'rule' as const, values: lifted.values }]),
    ...(other === null ? [] : [{ score: 'partner' as const, values: other }]),
  ]
  const draws = yield* userWeights(encoded, 'test')
  const curves: ScoreSlope[] = []
  for (const { score, values } of scores) {
    const r = percentiles(values)
    const drawn = draws.map((weights) => weightedSlope(labels, r, weights))
    curves.push({ score, slope: slopeOf(labels, values), ...middle95(drawn) })
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
      uplifts.push({ score, rule: one, uplift, ...middle95(drawn.map((value) => value ?? null)) })
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
  const tasks = encoded.tasks.length
  if (valid === null || test === null) throw new Error(`no rule ${rule.field} = ${rule.value}`)
  const lift = tunedLift(splitLabels(encoded, 'valid', task), logitsOf(scored.valid, tasks, task), valid)
  return { lift, values: ruleScores(logitsOf(scored.test, tasks, task), test, lift) }
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
