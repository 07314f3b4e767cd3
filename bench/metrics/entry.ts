// `npm run bench:metrics`: exact AUC beside one by a comparison sort, and a bootstrap over users of many runs.

import type { EncodedDataset } from '../../src/core/data/encoded.ts'
import { auc } from '../../src/core/metrics/auc.ts'
import { userReplicates } from '../../src/core/metrics/bootstrap.ts'
import { stream } from '../../src/core/rng.ts'

const REPEATS = 7
const draws = stream(1, 'bench/metrics')
function medianOf(run: () => unknown): number {
  const times = Array.from({ length: REPEATS }, () => {
    const begun = performance.now()
    run()
    return performance.now() - begun
  })
  return times.sort((a, b) => a - b)[(REPEATS - 1) / 2] as number
}

/** Sorts rows by a comparator, then counts pairs: what a notebook would do. */
function plainAuc(labels: Float32Array, scores: Float32Array): number {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let [negatives, pairs, i] = [0, 0, 0]
  while (i < order.length) {
    const score = scores[order[i] as number]
    let [own, others] = [0, 0]
    for (; i < order.length && scores[order[i] as number] === score; i++) {
      if (labels[order[i] as number] === 1) own++
      else others++
    }
    pairs += own * (negatives + others / 2)
    negatives += others
  }
  return pairs / (negatives * (order.length - negatives))
}

console.log('| exact AUC of | ours, ms | by comparison sort, ms | times as fast |\n| --- | --- | --- | --- |')
for (const rows of [20_000, 100_000, 1_000_000]) {
  const labels = Float32Array.from({ length: rows }, () => Number(draws.uniform() < 0.3))
  const scores = Float32Array.from(labels, (label) => draws.normal() + label)
  if (Math.abs((auc(labels, scores) ?? 0) - plainAuc(labels, scores)) > 1e-12) throw new Error('they differ')
  const [ours, plain] = [medianOf(() => auc(labels, scores)), medianOf(() => plainAuc(labels, scores))]
  console.log(`| ${rows} logits | ${ours.toFixed(1)} | ${plain.toFixed(0)} | ${(plain / ours).toFixed(1)} |`)
}

const [rows, users, runs, replicates] = [20_000, 2_000, 30, 200]
const owners = Int32Array.from({ length: rows }, () => Math.floor(users * draws.uniform()))
const labels = Float32Array.from({ length: rows }, () => Number(draws.uniform() < 0.3))
const encoded = {
  splits: {
    test: Uint32Array.from({ length: rows }, (_, i) => i),
    train: new Uint32Array(0),
    valid: new Uint32Array(0),
  },
  labels,
  tasks: [{ id: 'click' }],
  users: owners,
  userCount: users,
  sceneIds: Int32Array.from({ length: rows }, (_, i) => i % 3),
  sceneNames: ['a', 'b', 'c'],
  deciles: Uint8Array.from(owners, (user) => 1 + (user % 10)),
} as unknown as EncodedDataset
const scores = Array.from({ length: runs }, () =>
  Float32Array.from(labels, (label) => draws.normal() + label),
)
const begun = performance.now()
for (const own of scores) userReplicates(encoded, 'test', 0, own, { replicates, seed: 1 })
console.log(
  `\n${replicates} replicates × ${runs} runs at ${rows} rows: ${((performance.now() - begun) / 1000).toFixed(2)} s`,
)
