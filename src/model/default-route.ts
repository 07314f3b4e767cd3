import * as tf from '@tensorflow/tfjs'
import { type Dense, dense, mlp } from '../nn/dense.ts'
import { logOdds } from '../nn/initializer.ts'
import type { BuildContext, Layer } from './stage.ts'

/** No routing: one tower for each task over the shared hidden layer, the wide logit added to each. */
export function sharedTowers(context: BuildContext): Layer<'route'> {
  const towers = context.tasks.map((_, t) => tower(context, `tower/${t}`, context.shape.hiddenUnits, t))
  return {
    shape: { ...context.shape, towerUnits: context.tower.at(-1) as number },
    apply({ batch, hidden, logit }) {
      const tops = towers.map(({ hidden: layers }) => layers(hidden))
      const deep = towers.map(({ logit: last }, t) => last(tops[t] as tf.Tensor2D))
      const logits = tf.add(tf.concat(deep, 1), tf.expandDims(logit, 1)) as tf.Tensor2D
      return { out: { batch, logits, weights: null, towers: () => tf.stack(tops, 1) as tf.Tensor3D } }
    },
  }
}

/** Hidden layers [B, inputs] → [B, U], then one logit [B, U] → [B, 1] that starts at the task's base rate. */
function tower(
  context: BuildContext,
  name: string,
  inputs: number,
  task: number,
): { readonly hidden: Dense; readonly logit: Dense } {
  const hidden = mlp(context, name, inputs, context.tower, false)
  const logit = dense(context, `${name}/logit`, context.tower.at(-1) as number, 1, {
    bias: logOdds(context.baseRates[task] as number),
  })
  return { hidden, logit }
}
