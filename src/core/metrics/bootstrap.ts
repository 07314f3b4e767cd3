import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { stream } from '../rng.ts'
import { rankedAuc } from './auc.ts'
import { rankRows } from './rank.ts'
import { type SliceRows, slicesOf, splitLabels } from './slices.ts'

/** How often users are drawn anew for a report, and by which seed: the same for every run and slice. */
export const REPORT_DRAWS = { replicates: 200, seed: 0 } as const

/**
 * AUC under resampled users (the Poisson bootstrap: each user of the split counts Poisson(1) times), by slice, `*` for
 * all rows; the standing slices unless others are given. Draws depend on `seed` and on the split alone, so replicate r of
 * two runs, and of two slices, has the same users and differences are paired. NaN where a replicate lost a class. Rows
 * without a user are users of their own.
 */
export function userReplicates(
  encoded: EncodedDataset,
  split: Split,
  task: number,
  scores: Float32Array,
  options: { readonly replicates: number; readonly seed: number },
  slices: readonly SliceRows[] = slicesOf(encoded, split),
): ReadonlyMap<string, Float32Array> {
  const rows = encoded.splits[split]
  const labels = splitLabels(encoded, split, task)
  const wanted = slices.map(({ slice, positions }) => {
    const s = Float32Array.from(positions, (i) => scores[i] as number)
    return {
      name: slice ?? '*',
      positions,
      labels: Float32Array.from(positions, (i) => labels[i] as number),
      ranking: rankRows(s),
      weights: new Float32Array(positions.length),
      values: new Float32Array(options.replicates),
    }
  })
  const rowWeights = new Float32Array(rows.length)
  for (let r = 0; r < options.replicates; r++) {
    drawWeights(encoded, rows, replicateName(split, r), options.seed, rowWeights)
    for (const slice of wanted) {
      for (let i = 0; i < slice.positions.length; i++) {
        slice.weights[i] = rowWeights[slice.positions[i] as number] as number
      }
      slice.values[r] = rankedAuc(slice.labels, slice.ranking, slice.weights) ?? Number.NaN
    }
  }
  return new Map(wanted.map(({ name, values }) => [name, values]))
}

/** The same weights at some positions of a split, one replicate after the other. */
export function* positionWeights(
  encoded: EncodedDataset,
  split: Split,
  positions: Uint32Array,
  { replicates, seed }: { readonly replicates: number; readonly seed: number },
): Generator<Float32Array> {
  const rows = encoded.splits[split]
  const all = new Float32Array(rows.length)
  for (let r = 0; r < replicates; r++) {
    drawWeights(encoded, rows, replicateName(split, r), seed, all)
    yield Float32Array.from(positions, (i) => all[i] as number)
  }
}

/** Replicate `name` of the Poisson bootstrap: one Poisson(1) draw for each user, in order of user index, written to their rows. */
export function drawWeights(
  encoded: EncodedDataset,
  rows: Uint32Array,
  name: string,
  seed: number,
  weights: Float32Array,
): void {
  const random = stream(seed, name)
  const ofUser = new Uint8Array(encoded.userCount)
  for (let user = 0; user < ofUser.length; user++) ofUser[user] = poisson1(random.uniform())
  for (let i = 0; i < rows.length; i++) {
    const user = encoded.users[rows[i] as number] as number
    weights[i] = user < 0 ? poisson1(random.uniform()) : (ofUser[user] as number)
  }
}

/** Stream of replicate r: the same users in everything that is resampled on a split. */
export const replicateName = (split: Split, r: number): string => `bootstrap/${split}/${r}`

/** Poisson(1) by inversion: the smallest k with P(X ≤ k) > u. */
function poisson1(u: number): number {
  let k = 0
  let probability = 0.36787944117144233
  let cumulative = probability
  while (u >= cumulative && k < 16) {
    k++
    probability /= k
    cumulative += probability
  }
  return k
}
