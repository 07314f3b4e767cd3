import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { splitLabels } from '../metrics/slices.ts'
import { fail, issue, ok, type Result } from '../result.ts'

/** One task on a slice of the test split. */
export interface SlicedTask {
  readonly rows: number
  readonly positives: number
  readonly users: number
  readonly labels: Float32Array
  /** Probabilities of the slice's rows from logits of all test rows [rows, T]. */
  scoresOf(logits: Float32Array): Float32Array
  /** The same rows of what has a value for each test row. */
  weightsOf(weights: Float32Array): Float32Array
}

/** An issue where there is no such task or slice. */
export function slicedScores(encoded: EncodedDataset, task: string, asked: SliceAsked): Result<SlicedTask> {
  const t = encoded.tasks.findIndex(({ id }) => id === task)
  if (t < 0) return fail([issue('task', 'inspect.noSuch')])
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const positions = found.value
  const tasks = encoded.tasks.length
  const all = splitLabels(encoded, 'test', t)
  const weightsOf = (values: Float32Array): Float32Array =>
    Float32Array.from(positions, (i) => values[i] as number)
  const labels = weightsOf(all)
  const users = Array.from(positions, (i) => encoded.users[encoded.splits.test[i] as number] as number)
  const known = new Set(users.filter((user) => user >= 0))
  return ok({
    rows: positions.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    // A row without a user is a user of its own, as when users are resampled.
    users: known.size + users.filter((user) => user < 0).length,
    labels,
    scoresOf: (logits) =>
      Float32Array.from(positions, (i) => 1 / (1 + Math.exp(-(logits[i * tasks + t] as number)))),
    weightsOf,
  })
}
