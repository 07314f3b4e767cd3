import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { auc } from './auc.ts'
import { gauc } from './gauc.ts'
import { calibration, logloss } from './probability.ts'
import type { SliceMetrics } from './slice-metrics.ts'

/** Highest decile of the low-activity slice. */
export const LOW_DECILES = 3

/** Named subsets of a split: all rows (null), scenes, activity deciles, D1–D3 together, users absent from train. */
export function slicesOf(
  encoded: EncodedDataset,
  split: Split,
): readonly { readonly slice: string | null; readonly positions: Uint32Array }[] {
  const rows = encoded.splits[split]
  const where = (holds: (row: number) => boolean): Uint32Array => {
    const positions: number[] = []
    for (let i = 0; i < rows.length; i++) if (holds(rows[i] as number)) positions.push(i)
    return Uint32Array.from(positions)
  }
  const decile = (row: number): number => encoded.deciles[row] as number
  const scenes = encoded.sceneNames.map((name, scene) => ({
    slice: `scene=${name}`,
    positions: where((row) => encoded.sceneIds[row] === scene),
  }))
  const deciles = Array.from({ length: 10 }, (_, i) => ({
    slice: `activity=D${i + 1}`,
    positions: where((row) => decile(row) === i + 1),
  }))
  return [
    { slice: null, positions: Uint32Array.from(rows.keys()) },
    ...(encoded.sceneNames.length > 1 ? scenes : []),
    ...deciles,
    { slice: 'activity=low', positions: where((row) => decile(row) >= 1 && decile(row) <= LOW_DECILES) },
    { slice: 'activity=unseen', positions: where((row) => decile(row) === 0) },
  ].filter(({ slice, positions }) => slice === null || positions.length > 0)
}

/** Labels of one task on a split, in the split's order. */
export function splitLabels(encoded: EncodedDataset, split: Split, task: number): Float32Array {
  const tasks = encoded.tasks.length
  return Float32Array.from(encoded.splits[split], (row) => encoded.labels[row * tasks + task] as number)
}

/**
 * Every metric of one task on every slice of a split. `scores` has one value for each row of the split, in its order;
 * a ranking score has no logloss and no calibration.
 */
export function sliceMetrics(
  encoded: EncodedDataset,
  split: Split,
  task: number,
  scores: Float32Array,
  kind: 'probability' | 'ranking',
): SliceMetrics[] {
  const rows = encoded.splits[split]
  if (scores.length !== rows.length) throw new RangeError('sliceMetrics: one score for each row of the split')
  const labels = splitLabels(encoded, split, task)
  const users = Int32Array.from(rows, (row) => encoded.users[row] as number)
  return slicesOf(encoded, split).map(({ slice, positions }) => {
    const y = Float32Array.from(positions, (i) => labels[i] as number)
    const s = Float32Array.from(positions, (i) => scores[i] as number)
    // A row without a user is a user of its own, as when users are resampled.
    const anonymous = positions.reduce((sum, i) => sum + ((users[i] as number) < 0 ? 1 : 0), 0)
    const within = gauc(
      y,
      s,
      Int32Array.from(positions, (i) => users[i] as number),
    )
    return {
      split,
      task: encoded.tasks[task]?.id as string,
      slice,
      rows: positions.length,
      positives: y.reduce((sum, label) => sum + label, 0),
      users: within.users + anonymous,
      auc: auc(y, s),
      gauc: within.gauc,
      gaucExcluded: within.excluded,
      logloss: kind === 'probability' ? logloss(y, s) : null,
      calibration: kind === 'probability' ? calibration(y, s) : null,
    }
  })
}
