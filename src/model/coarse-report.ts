import type { EncodedDataset } from '../core/data/encoded.ts'
import { auc } from '../core/metrics/auc.ts'
import { sliceMetrics } from '../core/metrics/slices.ts'
import { agreement } from '../core/ranking/agreement.ts'
import { requestsOf } from '../core/ranking/requests.ts'
import type { CoarseReport } from '../run/report.ts'
import { labelsOf, probabilities } from './evaluate.ts'
import { fieldReport } from './field-importance.ts'
import type { Part } from './stage.ts'
import type { Stepper } from './stepper.ts'

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
  const { by, codes } = encoded.requests()
  const requests = requestsOf(Int32Array.from(test, (row) => codes[row] as number))
  return {
    task: task.id,
    auc: all?.auc ?? null,
    gauc: all?.gauc ?? null,
    logloss: all?.logloss ?? null,
    by,
    agreement: agreement(fine, scored.values, labels, requests),
    notShown: notShown(encoded, labels, scored.values),
    fields: student.examines == null ? null : await fieldReport(encoded, student, student.examines, stepper),
  }
}

/** AUC among test rows without a position, where the schema names one: they were not shown. Null where there are none. */
function notShown(encoded: EncodedDataset, labels: Float32Array, scores: Float32Array): number | null {
  const position = encoded.fields.findIndex(({ roles }) => roles.includes('position'))
  if (position < 0) return null
  const hidden = [...encoded.splits.test.entries()].flatMap(([i, row]) =>
    encoded.ids[row * encoded.fields.length + position] === 0 ? [i] : [],
  )
  const at = (values: Float32Array): Float32Array => Float32Array.from(hidden, (i) => values[i] as number)
  return auc(at(labels), at(scores))
}
