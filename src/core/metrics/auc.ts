import { type Ranking, rankRows } from './rank.ts'

/**
 * Area under the ROC curve: the probability that a positive outranks a negative, ties counting half,
 *   AUC = Σ over positives (weight of negatives below + half of those tied) / (W⁺ W⁻).
 * Null when a class is absent: there is no ordering to judge. With weights, rows count by their weight.
 */
export function auc(labels: Float32Array, scores: Float32Array, weights?: Float32Array): number | null {
  if (labels.length !== scores.length) throw new RangeError('auc: labels and scores differ in length')
  return rankedAuc(labels, rankRows(scores), weights)
}

/** AUC of rows already ranked: for many weightings of the same scores. */
export function rankedAuc(
  labels: Float32Array,
  ranking: Ranking,
  weights?: Float32Array | Uint8Array,
): number | null {
  const { order, groupEnds } = ranking
  let below = 0
  let positives = 0
  let pairs = 0
  let i = 0
  for (const end of groupEnds) {
    let tiedPositive = 0
    let tiedNegative = 0
    for (; i < end; i++) {
      const row = order[i] as number
      const weight = weights === undefined ? 1 : (weights[row] as number)
      if (labels[row] === 1) tiedPositive += weight
      else tiedNegative += weight
    }
    pairs += tiedPositive * (below + tiedNegative / 2)
    positives += tiedPositive
    below += tiedNegative
  }
  return positives === 0 || below === 0 ? null : pairs / (positives * below)
}

/** AUC of rows whose score is that of their value, from the positives and negatives of each value. Null likewise. */
export function groupedAuc(
  scores: Float64Array,
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
): number | null {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let [below, above, pairs] = [0, 0, 0]
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i] as number]
    let [tiedPositive, tiedNegative] = [0, 0]
    for (; i < order.length && scores[order[i] as number] === score; i++) {
      tiedPositive += positives[order[i] as number] as number
      tiedNegative += negatives[order[i] as number] as number
    }
    pairs += tiedPositive * (below + tiedNegative / 2)
    above += tiedPositive
    below += tiedNegative
  }
  return above === 0 || below === 0 ? null : pairs / (above * below)
}
