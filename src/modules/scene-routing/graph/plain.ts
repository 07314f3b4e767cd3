import * as tf from '@tensorflow/tfjs'
import type { Config, SceneContext } from './context.ts'
import { blocks, joined } from './layers.ts'
import { norms, silence, softmaxGate } from './mixture.ts'
import { placed, type Rows } from './rows.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import { plainTrunk, type Trunk } from './trunk.ts'
import { privateWeights, sharedWeights, type Weights } from './weights.ts'

const SHARED = 'scene-routing/shared'
const PRIVATE = 'scene-routing/private'

/** One net for all rows, which is not told the scene. */
export function sharedTrunk(config: Config, context: SceneContext): Trunk {
  const net = blocks(context, sharedWeights(context), SHARED, context.shape.hiddenUnits, config.shared)
  return plainTrunk(lastOf(config.shared), (rows) => net(rows.input, rows))
}

/** One net for all rows that is told the scene: its embedding stands beside the input. */
export function toldTrunk(config: Config, context: SceneContext): Trunk {
  const embed = sceneEmbedding(config, context)
  const inputs = context.shape.hiddenUnits + config.sceneWidth
  const net = blocks(context, sharedWeights(context), SHARED, inputs, config.shared)
  return plainTrunk(lastOf(config.shared), (rows) => net(joined([rows.input, embed(rows.scene)]), rows))
}

/** A net of its own for each scene. */
export function separateTrunk(config: Config, context: SceneContext): Trunk {
  const net = blocks(context, privateWeights(context), PRIVATE, context.shape.hiddenUnits, config.private)
  return plainTrunk(lastOf(config.private), (rows) => net(rows.input, rows))
}

/**
 * A shared branch and the scene's own. `gate`: [α₀ h_sh; α₁ h_own], `gated-sum`: α₀ h_sh + α₁ h_own, with
 * α = softmax(W [x; scene] + b); `concat` and `sum` are the same without α. Sums give the own branch the shared one's
 * last width.
 */
export function sharedPrivateTrunk(config: Config, context: SceneContext): Trunk {
  const inputs = context.shape.hiddenUnits
  const isSum = config.combine === 'sum' || config.combine === 'gated-sum'
  const isGated = config.combine === 'gate' || config.combine === 'gated-sum'
  const width = lastOf(config.shared)
  const ownWidths = isSum ? [...config.private.slice(0, -1), width] : config.private
  const shared = blocks(context, sharedWeights(context), SHARED, inputs, config.shared)
  const own = blocks(context, privateWeights(context), PRIVATE, inputs, ownWidths)
  const shares = isGated ? branchGate(context, sharedWeights(context), inputs) : null
  return {
    width: isSum ? width : width + lastOf(ownWidths),
    apply(rows, observe) {
      const branches = [
        given(shared(rows.input, rows), rows.off !== 'shared'),
        given(own(rows.input, rows), rows.off !== 'private'),
      ] as const
      const gate = shares?.(rows) ?? tf.ones<tf.Rank.R2>([rows.scene.shape[0], 2])
      const [toShared, toOwn] = tf.split(gate, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      const parts = isGated
        ? ([tf.mul(branches[0], toShared), tf.mul(branches[1], toOwn)] as [tf.Tensor2D, tf.Tensor2D])
        : branches
      const hidden = isSum ? tf.add<tf.Tensor2D>(parts[0], parts[1]) : joined(parts)
      if (!observe) return { hidden }
      const byBranch = (toBoth: readonly [tf.Tensor2D, tf.Tensor2D]): tf.Tensor2D =>
        joined([toBoth[0], placed(toBoth[1], rows.scene)])
      return {
        hidden,
        taps: {
          gate: byBranch([toShared, toOwn]),
          contribution: byBranch([norms(parts[0]), norms(parts[1])]),
          silent: byBranch([silence(branches[0], 1), silence(branches[1], 1)]),
        },
      }
    },
  }
}

const given = (branch: tf.Tensor2D, isOn: boolean): tf.Tensor2D => (isOn ? branch : tf.zerosLike(branch))

const branchGate = (context: SceneContext, weights: Weights, inputs: number) => {
  const gate = softmaxGate(context, weights, 'scene-routing/gate', inputs + context.sceneCount, 2)
  return (rows: Rows): tf.Tensor2D => gate(joined([rows.input, rows.scene]), rows)
}

export const lastOf = (widths: readonly number[]): number => widths.at(-1) as number
