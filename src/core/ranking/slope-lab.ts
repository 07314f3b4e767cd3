import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { middle95, userWeights } from '../metrics/replicates.ts'
import { splitLabels } from '../metrics/slices.ts'
import { ok, type Result } from '../result.ts'
import type { Rule, RuleUplift, Scored, ScoreSlope, SlopeAnswer } from './question.ts'
import { ruleScores, tunedLift } from './rule.ts'
import { ruleColumn, rulesOf } from './rules.ts'
import { logitsOf } from './scored.ts'
import { percentiles, slopeOf, weightedSlope } from './slope.ts'
import { residualUplift, scoreBins } from './uplift.ts'

/**
 * The label against the rank of a run's score, of the score lifted by a rule (lift tuned on validation) and of another
 * run's score, all on the same rows of a slice of test, ranked among themselves; and what each prior still tells once a
 * score is known. Yields between pieces of work. The rule must be one that the data has.
 */
export function* slopeLab(
  encoded: EncodedDataset,
  scored: Scored,
  partner: Scored | null,
  task: number,
  { rule: wanted, ...asked }: { readonly rule: Rule | null } & SliceAsked,
): Generator<void, Result<SlopeAnswer>> {
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const positions = found.value
  const at = (values: Float32Array): Float32Array => Float32Array.from(positions, (i) => values[i] as number)
  const labels = at(splitLabels(encoded, 'test', task))
  const tasks = encoded.tasks.length
  const rules = rulesOf(encoded)
  const rule = wanted ?? rules[0] ?? null
  const model = at(logitsOf(scored.test, tasks, task))
  const other = partner === null ? null : at(logitsOf(partner.test, tasks, task))
  const lifted = rule === null ? null : liftedScores(encoded, scored, task, rule)
  const scores = [
    { score: 'model' as const, values: model },
    ...(lifted === null ? [] : [{ score: 'rule' as const, values: at(lifted.values) }]),
    ...(other === null ? [] : [{ score: 'partner' as const, values: other }]),
  ]
  const draws = (yield* userWeights(encoded, 'test')).map(at)
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
      const all = ruleColumn(encoded, 'test', one) as Uint8Array
      const x = Uint8Array.from(positions, (i) => all[i] as number)
      const uplift = residualUplift(labels, p, x, 'probability', null, bins)
      const drawn = draws.map((weights) => residualUplift(labels, p, x, 'ranking', weights, bins)?.uplift)
      uplifts.push({ score, rule: one, uplift, ...middle95(drawn.map((value) => value ?? null)) })
      yield
    }
  }
  return ok({
    kind: 'slope',
    task: encoded.tasks[task]?.id as string,
    slice: asked.slice,
    rows: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    rule,
    lift: lifted?.lift ?? null,
    curves,
    uplifts,
  })
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
