import { rankRows } from './rank.ts'
import type { Curve } from './slice-metrics.ts'

/** Points of the grid of false-positive rates, 0 and 1 included. */
export const ROC_POINTS = 64

/**
 * ROC on a fixed grid of false-positive rates: x = FPR, y = TPR, linear between the corners of the exact curve (a run of
 * tied scores is one straight piece). Null when a class is absent.
 */
export function rocCurve(labels: Float32Array, scores: Float32Array): Curve | null {
  const { order, groupEnds } = rankRows(scores)
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0) return null
  // Corners from the highest score down.
  const fpr = [0]
  const tpr = [0]
  let truePositives = 0
  let falsePositives = 0
  for (let g = groupEnds.length - 1; g >= 0; g--) {
    const start = g === 0 ? 0 : (groupEnds[g - 1] as number)
    for (let i = start; i < (groupEnds[g] as number); i++) {
      if (labels[order[i] as number] === 1) truePositives++
      else falsePositives++
    }
    fpr.push(falsePositives / negatives)
    tpr.push(truePositives / positives)
  }
  const x = Float32Array.from({ length: ROC_POINTS }, (_, i) => i / (ROC_POINTS - 1))
  const y = new Float32Array(ROC_POINTS)
  let corner = 0
  for (let i = 0; i < ROC_POINTS; i++) {
    const at = i / (ROC_POINTS - 1)
    while (corner < fpr.length - 1 && (fpr[corner + 1] as number) <= at) corner++
    const left = fpr[corner] as number
    const right = fpr[corner + 1] ?? left
    const share = right > left ? (at - left) / (right - left) : 0
    y[i] =
      (tpr[corner] as number) +
      share * ((tpr[corner + 1] ?? (tpr[corner] as number)) - (tpr[corner] as number))
  }
  return { x, y }
}

/** Area under a curve by trapezoids between its points: that of a ROC falls short of its AUC by what the grid cuts off. */
export function curveArea({ x, y }: Curve): number {
  let area = 0
  for (let i = 1; i < x.length; i++) {
    area += (((x[i] as number) - (x[i - 1] as number)) * ((y[i] as number) + (y[i - 1] as number))) / 2
  }
  return area
}
