import { rankRows } from '../metrics/rank.ts'

/** A difference of two AUCs with its variance over rows. */
export interface WithVariance {
  readonly value: number
  /** Rows are taken for independent: where users have many rows it is too small, and the bootstrap over users is right. */
  readonly variance: number
}

/**
 * AUC of one score less that of another on the same rows, and its variance by DeLong, DeLong & Clarke-Pearson (Biometrics
 * 44, 1988), in the form of Sun & Xu (2014) that needs ranks alone. With V a positive's share of negatives below it and W
 * a negative's share of positives above it, ties counting half, the variance of one AUC is
 *   s²(V)/n⁺ + s²(W)/n⁻.
 * Of a difference, a row's placements under both scores are subtracted, so what the scores have in common cancels. Null
 * with fewer than two rows of a class.
 */
export function delongDifference(
  labels: Float32Array,
  scores: Float32Array,
  others: Float32Array,
): WithVariance | null {
  const [own, base] = [placements(labels, scores), placements(labels, others)]
  return summary(
    labels,
    own.map((place, row) => place - (base[row] as number)),
  )
}

/** Of each row the share of the other class that it is ranked rightly against. */
function placements(labels: Float32Array, scores: Float32Array): Float64Array {
  const { order, groupEnds } = rankRows(scores)
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const negatives = labels.length - positives
  const places = new Float64Array(labels.length)
  let [begin, positivesBelow] = [0, 0]
  for (const end of groupEnds) {
    let own = 0
    for (let i = begin; i < end; i++) own += labels[order[i] as number] as number
    const negativesBelow = begin - positivesBelow
    for (let i = begin; i < end; i++) {
      const row = order[i] as number
      places[row] =
        labels[row] === 1
          ? (negativesBelow + (end - begin - own) / 2) / negatives
          : (positives - positivesBelow - own / 2) / positives
    }
    positivesBelow += own
    begin = end
  }
  return places
}

function summary(labels: Float32Array, places: Float64Array): WithVariance | null {
  const sums = [0, 1].map((label) => {
    let [n, sum, squares] = [0, 0, 0]
    for (let row = 0; row < labels.length; row++) {
      if (labels[row] !== label) continue
      const place = places[row] as number
      n++
      sum += place
      squares += place * place
    }
    return { n, mean: sum / n, variance: (squares - (sum * sum) / n) / (n - 1) / n }
  })
  const [negative, positive] = sums as [(typeof sums)[0], (typeof sums)[0]]
  if (negative.n < 2 || positive.n < 2) return null
  return { value: positive.mean, variance: Math.max(0, negative.variance) + Math.max(0, positive.variance) }
}
