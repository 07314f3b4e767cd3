import { auc } from '../metrics/auc.ts'

/** Additions to the logit that a rule re-ranker tries. */
export const RULE_STEPS: readonly number[] = Array.from({ length: 41 }, (_, i) => -2 + i * 0.1)

/** s = logit(p) + b·x: a re-ranking rule that lifts rows with x = 1 by b. */
export const ruleScores = (logits: Float32Array, rule: Uint8Array, lift: number): Float32Array =>
  Float32Array.from(logits, (logit, i) => logit + (rule[i] === 1 ? lift : 0))

/** The lift with the highest AUC on these rows (validation), the smallest in size among equals; 0 where AUC is undefined. */
export function tunedLift(labels: Float32Array, logits: Float32Array, rule: Uint8Array): number {
  let best = { lift: 0, area: auc(labels, logits) ?? Number.NEGATIVE_INFINITY }
  for (const lift of [...RULE_STEPS].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const area = auc(labels, ruleScores(logits, rule, lift)) ?? Number.NEGATIVE_INFINITY
    if (area > best.area + 1e-9) best = { lift, area }
  }
  return best.lift
}
