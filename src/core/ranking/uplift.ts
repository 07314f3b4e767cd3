import { normalTail } from '../stats/student.ts'
import { percentiles } from './slope.ts'

/** What a rule still tells once a model's score is known. */
export interface Uplift {
  /** Mean difference of the positives' share between rule 1 and rule 0 within bins of like score, by rows of rule 1. */
  readonly uplift: number
  /** Rows of rule 1 in bins that count. */
  readonly rows: number
  /** Score test of the rule in a logistic model that has the score; null where the score is no probability. */
  readonly chiSquared: number | null
  readonly pValue: number | null
}

const BINS = 20
/** A side of a bin with this many rows or fewer does not count. */
const FEW = 10

/**
 * Residual uplift of a 0/1 rule x given a score, in bins of equal counts of the score:
 *   Δ = Σ_b n_b1 (ȳ_b1 − ȳ_b0) / Σ_b n_b1   over bins with more than 10 rows on either side.
 * Near 0, the model already uses what the rule knows. Score test, for probabilities p:
 *   U = Σ (x_i − x̄_b)(y_i − p_i),   V = Σ p_i (1 − p_i)(x_i − x̄_b)²,   χ² = U²/V   with one degree of freedom.
 * `weights` count rows (a bootstrap over users). Null where no bin counts.
 */
export function residualUplift(
  labels: Float32Array,
  scores: Float32Array,
  rule: Uint8Array,
  kind: 'probability' | 'ranking',
  weights: Float32Array | null = null,
): Uplift | null {
  const n = labels.length
  const r = percentiles(scores)
  const binOf = (i: number): number => Math.min(BINS - 1, Math.floor((r[i] as number) * BINS))
  const rows = [new Float64Array(BINS), new Float64Array(BINS)] as const
  const positives = [new Float64Array(BINS), new Float64Array(BINS)] as const
  for (let i = 0; i < n; i++) {
    const side = rule[i] === 1 ? 1 : 0
    const weight = weights === null ? 1 : (weights[i] as number)
    const bin = binOf(i)
    rows[side][bin] = (rows[side][bin] as number) + weight
    positives[side][bin] = (positives[side][bin] as number) + weight * (labels[i] as number)
  }
  let sum = 0
  let counted = 0
  for (let b = 0; b < BINS; b++) {
    const [n0, n1] = [rows[0][b] as number, rows[1][b] as number]
    if (n0 <= FEW || n1 <= FEW) continue
    sum += n1 * ((positives[1][b] as number) / n1 - (positives[0][b] as number) / n0)
    counted += n1
  }
  if (counted === 0) return null
  const test = kind === 'probability' ? scoreTest(labels, scores, rule, binOf, rows) : null
  return {
    uplift: sum / counted,
    rows: counted,
    chiSquared: test,
    pValue: test === null ? null : 2 * normalTail(Math.sqrt(test)),
  }
}

function scoreTest(
  labels: Float32Array,
  p: Float32Array,
  rule: Uint8Array,
  binOf: (row: number) => number,
  rows: readonly [Float64Array, Float64Array],
): number | null {
  let u = 0
  let v = 0
  for (let i = 0; i < labels.length; i++) {
    const b = binOf(i)
    const mean = (rows[1][b] as number) / ((rows[0][b] as number) + (rows[1][b] as number))
    const off = (rule[i] === 1 ? 1 : 0) - mean
    const chance = p[i] as number
    u += off * ((labels[i] as number) - chance)
    v += chance * (1 - chance) * off * off
  }
  return v > 0 ? (u * u) / v : null
}
