import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { splitLabels } from '../metrics/slices.ts'
import { isThin } from '../metrics/thin.ts'
import { ok, type Result } from '../result.ts'
import { delongDifference } from '../stats/delong.ts'
import { normalQuantile } from '../stats/student.ts'
import type { Scored } from './question.ts'
import { probabilitiesOf } from './scored.ts'

/**
 * AUC of one run less that of another on the same test rows, with the noise of those rows alone, as if each were another
 * user's. Training noise is not in it and users with many rows make it too narrow: never a verdict.
 */
export interface PreviewAnswer {
  readonly kind: 'preview'
  readonly task: string
  readonly slice: string | null
  readonly rows: number
  readonly positives: number
  /** Null with fewer than two rows of a class. */
  readonly delta: number | null
  /** Half of the 95 % interval by DeLong; null also where rows have too few of a class to read. */
  readonly half: number | null
}

export function previewOf(
  encoded: EncodedDataset,
  own: Scored,
  base: Scored,
  task: number,
  asked: SliceAsked,
): Result<PreviewAnswer> {
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const at = (values: Float32Array): Float32Array =>
    Float32Array.from(found.value, (position) => values[position] as number)
  const tasks = encoded.tasks.length
  const labels = at(splitLabels(encoded, 'test', task))
  const [ours, theirs] = [own, base].map(({ test }) => at(probabilitiesOf(test, tasks, task))) as [
    Float32Array,
    Float32Array,
  ]
  const difference = delongDifference(labels, ours, theirs)
  const counts = { rows: labels.length, positives: labels.reduce((sum, label) => sum + label, 0) }
  return ok({
    kind: 'preview',
    task: encoded.tasks[task]?.id as string,
    slice: asked.slice,
    ...counts,
    delta: difference?.value ?? null,
    half:
      difference === null || isThin(counts) ? null : normalQuantile(0.975) * Math.sqrt(difference.variance),
  })
}
