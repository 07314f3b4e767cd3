import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { stream } from '../core/rng.ts'
import type { Ranker } from './ranker.ts'
import type { Batch, Part } from './stage.ts'
import type { Stepper } from './stepper.ts'

/** Whether scenes have parts of their own behind parts that all share, so that it matters how they pull on these. */
export const isRouted = ({ sceneNames }: EncodedDataset, parts: readonly Part[]): boolean =>
  sceneNames.length > 1 && parts.some(({ stage }) => stage === 'route')

/**
 * Gradient of the weighted task losses on a batch, as at evaluation, with respect to what all scenes share: every variable
 * before the route stage that they reach. By name of the variable; inside a tidy.
 */
export function sharedGradients(ranker: Ranker, batch: Batch): tf.NamedTensorMap {
  const { grads, value } = tf.variableGrads(() => {
    const { terms } = ranker.forward(batch, { training: false, observe: false, step: 0 })
    const losses = [...terms].flatMap(([name, loss]) =>
      name.startsWith('task/') ? [tf.mul(loss, ranker.weightOf(name))] : [],
    )
    return tf.addN(losses) as tf.Scalar
  }, [...ranker.shared])
  value.dispose()
  return grads
}

/**
 * cos(g_s, g_r) of the scenes' gradients on what all share [S, S]: below 0 where a step that helps one scene hurts the
 * other. Each gradient is of up to one batch of train rows of that scene alone, the same in every run of one dataset and
 * split. NaN where a scene has no row or a gradient of 0.
 */
export async function sceneConflict(
  encoded: EncodedDataset,
  stepper: Pick<Stepper, 'pull' | 'batchSize'>,
): Promise<Float32Array> {
  const scenes = encoded.sceneNames.length
  const gradients: Float32Array[] = []
  for (let scene = 0; scene < scenes; scene++) {
    const rows = rowsOf(encoded, scene, stepper.batchSize)
    gradients.push(rows.length === 0 ? new Float32Array(0) : await stepper.pull(rows))
  }
  return Float32Array.from({ length: scenes * scenes }, (_, at) =>
    cosine(gradients[Math.floor(at / scenes)] as Float32Array, gradients[at % scenes] as Float32Array),
  )
}

function rowsOf({ splits, sceneIds }: EncodedDataset, scene: number, most: number): Uint32Array {
  const own = splits.train.filter((row) => sceneIds[row] === scene)
  const order = stream(0, `scene-rows/${scene}`).permutation(own.length)
  return Uint32Array.from(order.subarray(0, most), (i) => own[i] as number)
}

/** a · b / (‖a‖ ‖b‖), in [−1, 1]; NaN where one is 0 or empty. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] ?? Number.NaN]
    product += x * y
    squareA += x * x
    squareB += y * y
  }
  return product / Math.sqrt(squareA * squareB)
}
