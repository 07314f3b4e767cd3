import * as tf from '@tensorflow/tfjs'
import { dense } from '../../../nn/dense.ts'
import { stopGradient } from '../../../nn/stop-gradient.ts'
import type { Config, SceneContext } from './context.ts'
import { type After, blocks, joined } from './layers.ts'
import { lastOf } from './plain.ts'
import type { Rows } from './rows.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import { plainTrunk, type Trunk } from './trunk.ts'
import { sharedWeights } from './weights.ts'

/** Gates lie in (0, 2) and start at 1. */
const CEILING = 2

/** PEPNet's Gate NU (Chang et al. 2023): δ = 2σ(W₂ relu(W₁ [e_s; sg(x)] + b₁) + b₂), W₂ = 0 at first: [B, units]. */
function gateNu(
  context: SceneContext,
  embed: (scene: tf.Tensor2D) => tf.Tensor2D,
  name: string,
  sceneWidth: number,
  units: number,
): (rows: Rows) => tf.Tensor2D {
  const first = dense(context, `${name}/hidden`, sceneWidth + context.shape.hiddenUnits, units)
  const last = dense(context, `${name}/weights`, units, units, { zero: true })
  return ({ input, scene }) => {
    const seen = joined([embed(scene), stopGradient(input)])
    return tf.mul(tf.sigmoid(last(tf.relu(first(seen)))), CEILING)
  }
}

/** EPNet: the scene gates x ← x ⊙ δ before a net that all rows share. As published the net is missing: a linear head. */
export function epnetTrunk(config: Config, context: SceneContext): Trunk {
  const inputs = context.shape.hiddenUnits
  const embed = sceneEmbedding(config, context)
  const gate = gateNu(context, embed, 'scene-routing/gate', config.sceneWidth, inputs)
  const widths = config.asPublished ? [] : config.shared
  const net = blocks(context, sharedWeights(context), 'scene-routing/shared', inputs, widths)
  return plainTrunk(widths.at(-1) ?? inputs, (rows) => net(tf.mul(rows.input, gate(rows)), rows))
}

/** PPNet: a net and towers that all rows share; every hidden layer of the towers is gated by the scene. */
export function ppnetTrunk(config: Config, context: SceneContext): Trunk & { readonly after: After } {
  const inputs = context.shape.hiddenUnits
  const embed = sceneEmbedding(config, context)
  const net = blocks(context, sharedWeights(context), 'scene-routing/shared', inputs, config.shared)
  return {
    ...plainTrunk(lastOf(config.shared), (rows) => net(rows.input, rows)),
    after(name, units) {
      const gate = gateNu(context, embed, `${name}/gate`, config.sceneWidth, units)
      return (h, rows) => tf.mul(h, gate(rows))
    },
  }
}
