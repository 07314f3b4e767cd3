import { rankRows } from './rank.ts'
import { ROC_POINTS } from './roc.ts'
import type { Curve } from './slice-metrics.ts'

export interface PrecisionRecall {
  /** x = recall on a fixed grid, y = precision. */
  readonly curve: Curve
  /** Σ over thresholds of (recall gained) · precision; no interpolation, so it is not the area under the drawn curve. */
  readonly averagePrecision: number
  /** Share of positives: the precision of a score that knows nothing. */
  readonly prevalence: number
}

/**
 * Precision at each recall of the grid, from the highest score down. Within a run of ties positives and negatives are
 * taken up in proportion, so precision is TP ÷ (TP + FP) along it (Davis & Goadrich 2006), not a straight line; at
 * recall 0 it is that of the first positives. Null when a class is absent.
 */
export function precisionRecall(labels: Float32Array, scores: Float32Array): PrecisionRecall | null {
  const { order, groupEnds } = rankRows(scores)
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (positives === 0 || positives === labels.length) return null
  const x = Float32Array.from({ length: ROC_POINTS }, (_, i) => i / (ROC_POINTS - 1))
  const y = new Float32Array(ROC_POINTS)
  let [tp, fp, point, averagePrecision] = [0, 0, 0, 0]
  for (let g = groupEnds.length - 1; g >= 0; g--) {
    const start = g === 0 ? 0 : (groupEnds[g - 1] as number)
    const end = groupEnds[g] as number
    let own = 0
    for (let i = start; i < end; i++) own += labels[order[i] as number] as number
    const others = end - start - own
    if (own > 0) {
      // A grid point that rounding puts just past the last positive belongs to it.
      while (point < ROC_POINTS && (positives * point) / (ROC_POINTS - 1) <= tp + own + 1e-9) {
        const share = Math.min(1, ((positives * point) / (ROC_POINTS - 1) - tp) / own)
        const [above, wrong] = share > 0 ? [tp + share * own, fp + share * others] : [own, fp + others]
        y[point++] = above / (above + wrong)
      }
      averagePrecision += (own / positives) * ((tp + own) / (tp + own + fp + others))
    }
    tp += own
    fp += others
  }
  return { curve: { x, y }, averagePrecision, prevalence: positives / labels.length }
}
