/** logit P(y = 1) = intercept + slope · logit(p), fitted by maximum likelihood (Cox 1958). */
export interface Recalibration {
  /** 1 is right; below 1 the probabilities are too far apart, above 1 too near one another. */
  readonly slope: number
  /** 0 is right, at a slope of 1. */
  readonly intercept: number
}

const STEPS = 50
/** Probabilities are read as within [c, 1 − c]. */
const CLIP = 1e-7

/**
 * Slope and intercept of the logistic recalibration, by Newton's method with halved steps. Null where a class is absent,
 * where all probabilities are one, and where the classes are parted by a threshold, so that no finite slope fits best.
 * With weights, rows count by their weight.
 */
export function recalibration(
  labels: Float32Array,
  probabilities: Float32Array,
  weights?: Float32Array,
): Recalibration | null {
  const logits = Float64Array.from(probabilities, (p) => {
    const clipped = Math.min(1 - CLIP, Math.max(CLIP, p))
    return Math.log(clipped / (1 - clipped))
  })
  if (areParted(labels, logits, weights)) return null
  let fit: Recalibration = { slope: 1, intercept: 0 }
  let loss = lossOf(labels, logits, fit, weights)
  for (let step = 0; step < STEPS; step++) {
    const move = newtonStep(labels, logits, fit, weights)
    if (move === null) return null
    let scale = 1
    let next = fit
    let nextLoss = loss
    for (; scale > 1e-6; scale /= 2) {
      next = { slope: fit.slope + scale * move.slope, intercept: fit.intercept + scale * move.intercept }
      nextLoss = lossOf(labels, logits, next, weights)
      if (nextLoss <= loss) break
    }
    const size = scale * Math.max(Math.abs(move.slope), Math.abs(move.intercept))
    if (nextLoss <= loss) [fit, loss] = [next, nextLoss]
    if (size < 1e-9 || nextLoss > loss) break
  }
  return fit
}

/** Whether no row of one class has a logit beyond one of the other: the likelihood then has no maximum. */
function areParted(labels: Float32Array, logits: Float64Array, weights?: Float32Array): boolean {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number]
  const most = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number]
  for (let i = 0; i < labels.length; i++) {
    if (weights?.[i] === 0) continue
    const label = labels[i] === 1 ? 1 : 0
    least[label] = Math.min(least[label], logits[i] as number)
    most[label] = Math.max(most[label], logits[i] as number)
  }
  return most[0] <= least[1] || most[1] <= least[0]
}

/** −ln likelihood, in a form that does not overflow. */
function lossOf(
  labels: Float32Array,
  logits: Float64Array,
  { slope, intercept }: Recalibration,
  weights?: Float32Array,
): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const z = intercept + slope * (logits[i] as number)
    const margin = labels[i] === 1 ? z : -z
    const loss = margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
    sum += (weights === undefined ? 1 : (weights[i] as number)) * loss
  }
  return sum
}

/** Inverse of the 2 × 2 information times the score; null where it is singular. */
function newtonStep(
  labels: Float32Array,
  logits: Float64Array,
  { slope, intercept }: Recalibration,
  weights?: Float32Array,
): Recalibration | null {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0]
  for (let i = 0; i < labels.length; i++) {
    const x = logits[i] as number
    const weight = weights === undefined ? 1 : (weights[i] as number)
    const p = 1 / (1 + Math.exp(-(intercept + slope * x)))
    const residual = weight * ((labels[i] as number) - p)
    const information = weight * p * (1 - p)
    g0 += residual
    g1 += residual * x
    h00 += information
    h01 += information * x
    h11 += information * x * x
  }
  const determinant = h00 * h11 - h01 * h01
  if (!(determinant > 1e-12 * h00 * h11)) return null
  return {
    intercept: (h11 * g0 - h01 * g1) / determinant,
    slope: (h00 * g1 - h01 * g0) / determinant,
  }
}
