import type { EncodedDataset } from '../core/data/encoded.ts'
import { stream } from '../core/rng.ts'
import type { Sensitivity } from '../run/report.ts'
import { probabilities } from './evaluate.ts'
import type { Stepper } from './stepper.ts'

const MOST_ROWS = 4096
const MOST_VALUES = 16

/**
 * How far each prior alone moves each task: the model reads up to 4,096 test rows once for each of the prior's values,
 * those that occur among them, the 16 most common at most, put into every row. A prior with one value has none.
 */
export async function sensitivities(
  encoded: EncodedDataset,
  stepper: Pick<Stepper, 'evaluate'>,
): Promise<readonly Sensitivity[]> {
  const rows = sampledRows(encoded.splits.test)
  const tasks = encoded.tasks.length
  const found: Sensitivity[] = []
  for (const [field, { name, roles }] of encoded.fields.entries()) {
    if (!roles.includes('prior')) continue
    const values = valuesOf(encoded, field, rows)
    if (values.length < 2) continue
    const highest = new Float32Array(rows.length * tasks)
    const lowest = new Float32Array(rows.length * tasks).fill(1)
    for (const id of values) {
      const logits = await stepper.evaluate(rows, { field, id })
      for (let t = 0; t < tasks; t++) {
        for (const [i, p] of probabilities(logits, tasks, t).entries()) {
          const at = i * tasks + t
          highest[at] = Math.max(highest[at] as number, p)
          lowest[at] = Math.min(lowest[at] as number, p)
        }
      }
    }
    for (const [t, { id: task }] of encoded.tasks.entries()) {
      let sum = 0
      for (let at = t; at < highest.length; at += tasks)
        sum += (highest[at] as number) - (lowest[at] as number)
      found.push({ prior: name, task, mean: sum / rows.length, values: values.length, rows: rows.length })
    }
  }
  return found
}

/** Up to 4,096 rows, the same in every run of one dataset and split. */
export function sampledRows(test: Uint32Array): Uint32Array {
  if (test.length <= MOST_ROWS) return test
  const order = stream(0, 'sensitivity-rows').permutation(test.length)
  return Uint32Array.from(order.subarray(0, MOST_ROWS), (i) => test[i] as number)
}

/** Known ids of a field among rows, the most common first. */
function valuesOf(encoded: EncodedDataset, field: number, rows: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const id = encoded.ids[row * encoded.fields.length + field] as number
    if (id > 0) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a, times], [b, others]) => others - times || a - b)
    .slice(0, MOST_VALUES)
    .map(([id]) => id)
}
