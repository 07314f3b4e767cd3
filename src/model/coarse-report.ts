import type { EncodedDataset } from '../core/data/encoded.ts'
import { auc } from '../core/metrics/auc.ts'
import { sliceMetrics } from '../core/metrics/slices.ts'
import { agreement } from '../core/ranking/agreement.ts'
import { requestsOf } from '../core/ranking/requests.ts'
import type { CoarseReport } from '../run/report.ts'
import { labelsOf, probabilities } from './evaluate.ts'
import type { Part } from './stage.ts'
import type { Stepper, Tap } from './stepper.ts'

/** What the test split says of the student, from its taps there; null where no part distils. */
export async function coarseReport(
  encoded: EncodedDataset,
  parts: readonly Part[],
  stepper: Pick<Stepper, 'taps'>,
  logits: Float32Array,
): Promise<CoarseReport | null> {
  const student = parts.find(({ stage }) => stage === 'distil')
  const task = encoded.tasks[0]
  if (student === undefined || task === undefined) return null
  const test = encoded.splits.test
  const taps = await stepper.taps(test)
  const scored = taps.get(`${student.id}/logit`)
  if (scored === undefined) throw new Error(`${student.id} has no tap logit`)
  const labels = labelsOf(encoded, 'test', 0)
  const fine = probabilities(logits, encoded.tasks.length, 0)
  const all = sliceMetrics(encoded, 'test', 0, probabilities(scored.values, 1, 0), 'probability').find(
    ({ slice }) => slice === null,
  )
  const own = all?.auc ?? null
  const { by, codes } = encoded.requests()
  const requests = requestsOf(Int32Array.from(test, (row) => codes[row] as number))
  const shuffled = taps.get(`${student.id}/shuffled`)
  return {
    task: task.id,
    auc: own,
    gauc: all?.gauc ?? null,
    logloss: all?.logloss ?? null,
    by,
    agreement: agreement(fine, scored.values, labels, requests),
    lost: shuffled === undefined ? null : lostBy(shuffled, labels, own),
  }
}

/** AUC less that of each column of [N, F]. */
function lostBy({ shape, values }: Tap, labels: Float32Array, own: number | null): (number | null)[] {
  const width = shape[1] as number
  return Array.from({ length: width }, (_, f) => {
    const without = auc(
      labels,
      Float32Array.from(labels, (_, row) => values[row * width + f] as number),
    )
    return own === null || without === null ? null : own - without
  })
}
