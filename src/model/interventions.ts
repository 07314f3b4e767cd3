import type { EncodedDataset } from '../core/data/encoded.ts'
import { slicedSplit } from '../core/metrics/slices.ts'
import type { Intervention } from '../run/report.ts'
import { evaluateSplit } from './evaluate.ts'
import type { Stepper } from './stepper.ts'

/**
 * What a trained model relies on: AUC on test, pooled and by scene, under each of its interventions, beside that of
 * `logits` [test rows, T], the model as it is. Slices where a class is absent have none.
 */
export async function interventions(
  encoded: EncodedDataset,
  stepper: Pick<Stepper, 'altered'>,
  logits: Float32Array,
): Promise<readonly Intervention[]> {
  const altered = await stepper.altered(encoded.splits.test)
  if (altered.size === 0) return []
  const sliced = slicedSplit(encoded, 'test', (slice) => slice === null || slice.startsWith('scene='))
  const whole = evaluateSplit(sliced, logits)
  return [...altered].flatMap(([key, others]) => {
    const [module, name] = key.split('/') as [string, string]
    return evaluateSplit(sliced, others).flatMap(({ task, slice, rows, auc }, i) => {
      const before = whole[i]?.auc ?? null
      return auc === null || before === null
        ? []
        : [{ module, name, task, slice, rows, auc, delta: auc - before }]
    })
  })
}
