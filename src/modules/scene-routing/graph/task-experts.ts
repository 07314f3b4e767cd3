import * as tf from '@tensorflow/tfjs'
import { columnsOf } from '../../../nn/parts-of.ts'
import type { Config, SceneContext } from './context.ts'
import { experts, joined } from './layers.ts'
import { mixed, softmaxGate } from './mixture.ts'
import type { Rows } from './rows.ts'
import { sharedWeights } from './weights.ts'

/** Experts between an architecture for scenes and the towers, mixed for each task. */
export interface TaskExperts {
  /** Width of each task's own mixture. */
  readonly width: number
  /** h [B, inputs] → mixtures [B, T · width] and their gates [B, T, E]. */
  apply(h: tf.Tensor2D, rows: Rows): { readonly hidden: tf.Tensor2D; gates(): tf.Tensor3D }
}

/**
 * Tasks are several answers of one row, so all of them are computed and none is routed. `mmoe` (Ma et al. 2018): shared
 * experts, a gate for each task. `ple` (Tang et al. 2020): one expert of each task more, which its gate alone sees. All
 * scenes share them.
 */
export function taskExperts(config: Config, context: SceneContext, inputs: number): TaskExperts | null {
  if (config.taskExperts === 'none') return null
  const tasks = context.tasks.length
  const { taskExpertCount: sharedCount, taskExpertWidth: width } = config
  const ownCount = config.taskExperts === 'ple' ? 1 : 0
  const plain = sharedWeights(context)
  const name = 'scene-routing/task-expert'
  const all = experts(context, plain, name, sharedCount + tasks * ownCount, inputs, [width])
  const seen = sharedCount + ownCount
  const gates = context.tasks.map((_, t) =>
    softmaxGate(context, plain, `scene-routing/task-gate/${t}`, inputs, seen),
  )
  return {
    width,
    apply(h, rows) {
      const parts = columnsOf(all(h, rows), sharedCount + tasks * ownCount)
      const shares = gates.map((gate) => gate(h, rows))
      const mixtures = shares.map((share, t) => {
        const own = ownCount === 1 ? [parts[sharedCount + t] as tf.Tensor2D] : []
        return mixed(joined([...parts.slice(0, sharedCount), ...own]), share)
      })
      return { hidden: joined(mixtures), gates: () => tf.stack(shares, 1) as tf.Tensor3D }
    },
  }
}
