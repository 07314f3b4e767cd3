import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { rankedAuc } from './auc.ts'
import { groupedGauc, type UserGroups, userGroups } from './gauc.ts'
import { calibration, logloss, rowLosses, sumAt } from './probability.ts'
import { rankRows } from './rank.ts'
import type { SliceMetrics } from './slice-metrics.ts'

/** Highest decile of the low-activity slice. */
export const LOW_DECILES = 3

/** A named subset of a split: positions in the split's order. */
export interface SliceRows {
  readonly slice: string | null
  readonly positions: Uint32Array
}

/** Named subsets of a split: all rows (null), scenes, activity deciles, D1–D3 together, users absent from train. */
export function slicesOf(encoded: EncodedDataset, split: Split): readonly SliceRows[] {
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

/** A split cut into slices, with what every reading of its metrics needs: made once, read at every evaluation. */
export interface SlicedSplit {
  readonly split: Split
  readonly rows: number
  readonly tasks: readonly { readonly id: string; readonly labels: Float32Array }[]
  readonly slices: readonly (SliceRows & {
    /** By position in the split, 1 for those of the slice. */
    readonly isIn: Uint8Array
    readonly byUser: UserGroups
  })[]
}

/** Cuts a split into those of the standing slices that are wanted. */
export const slicedSplit = (
  encoded: EncodedDataset,
  split: Split,
  isWanted: (slice: string | null) => boolean = () => true,
): SlicedSplit =>
  cutSplit(
    encoded,
    split,
    slicesOf(encoded, split).filter(({ slice }) => isWanted(slice)),
  )

/** Cuts a split into any slices. */
export function cutSplit(encoded: EncodedDataset, split: Split, slices: readonly SliceRows[]): SlicedSplit {
  const rows = encoded.splits[split]
  const users = Int32Array.from(rows, (row) => encoded.users[row] as number)
  return {
    split,
    rows: rows.length,
    tasks: encoded.tasks.map(({ id }, task) => ({ id, labels: splitLabels(encoded, split, task) })),
    slices: slices.map(({ slice, positions }) => {
      const isIn = new Uint8Array(rows.length)
      for (const i of positions) isIn[i] = 1
      return { slice, positions, isIn, byUser: userGroups(users, positions) }
    }),
  }
}

/** Every metric of one task on every slice of a split. */
export const sliceMetrics = (
  encoded: EncodedDataset,
  split: Split,
  task: number,
  scores: Float32Array,
  kind: 'probability' | 'ranking',
): SliceMetrics[] => metricsOn(slicedSplit(encoded, split), task, scores, kind)

/**
 * The same on slices that are cut already. `scores` has one value for each row of the split, in its order; a ranking
 * score has no logloss and no calibration. Rows are sorted once for all slices.
 */
export function metricsOn(
  { split, rows, tasks, slices }: SlicedSplit,
  task: number,
  scores: Float32Array,
  kind: 'probability' | 'ranking',
): SliceMetrics[] {
  if (scores.length !== rows) throw new RangeError('metricsOn: one score for each row of the split')
  const { id, labels } = tasks[task] as SlicedSplit['tasks'][number]
  const ranking = rankRows(scores)
  const losses = kind === 'probability' ? rowLosses(labels, scores) : null
  return slices.map(({ slice, positions, isIn, byUser }) => {
    const within = groupedGauc(labels, scores, byUser)
    // A row without a user is a user of its own, as when users are resampled.
    const anonymous = positions.length - byUser.rows.length
    return {
      split,
      task: id,
      slice,
      rows: positions.length,
      positives: sumAt(labels, positions),
      users: within.users + anonymous,
      auc: rankedAuc(labels, ranking, positions.length === rows ? undefined : isIn),
      gauc: within.gauc,
      gaucExcluded: within.excluded,
      logloss: losses === null ? null : logloss(losses, positions),
      calibration: losses === null ? null : calibration(labels, scores, positions),
    }
  })
}
