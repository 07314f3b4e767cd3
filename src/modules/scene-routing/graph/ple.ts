import * as tf from '@tensorflow/tfjs'
import type { Config, SceneContext } from './context.ts'
import { everyScenesExperts, experts, joined, type RowLayer } from './layers.ts'
import { contributions, likeness, mixed, silence, softmaxGate } from './mixture.ts'
import { lastOf } from './plain.ts'
import { type OneHot, onlyOwnTrained, picked, placed, type Rows } from './rows.ts'
import type { Taps, Trunk } from './trunk.ts'
import { privateWeights, sharedWeights } from './weights.ts'

/**
 * PLE (Tang et al. 2020, §4.2) over scenes. A level has experts of each scene and shared ones; the gate of a scene mixes
 * its own and the shared. Where another level follows, a gate over all experts of all scenes makes the input of its shared
 * experts; experts of other scenes enter it as constants, so that a row never trains them.
 */
export function pleTrunk(config: Config, context: SceneContext): Trunk {
  const width = lastOf(config.shared)
  const last = lastLevel(
    config,
    context,
    `scene-routing/level/${config.levels - 1}`,
    widthBefore(config, context),
  )
  if (config.levels === 1) {
    return { width, apply: (rows, observe) => last(rows.input, rows.input, rows, observe) }
  }
  const lower = lowerLevel(config, context, 'scene-routing/level/0', context.shape.hiddenUnits)
  return {
    width,
    apply(rows, observe) {
      const { own, shared } = lower(rows)
      return last(own, shared, rows, observe)
    },
  }
}

const widthBefore = (config: Config, context: SceneContext): number =>
  config.levels === 1 ? context.shape.hiddenUnits : lastOf(config.shared)

/** Own experts on one input, shared ones on another, mixed by the gate of the row's scene. */
function lastLevel(config: Config, context: SceneContext, name: string, inputs: number) {
  const mine = privateWeights(context)
  const { experts: sharedCount, sceneExperts: ownCount } = config
  const widths = config.shared
  const owned = experts(context, mine, `${name}/own`, ownCount, inputs, widths)
  const shared = experts(context, sharedWeights(context), `${name}/shared`, sharedCount, inputs, widths)
  const gateOf = softmaxGate(
    context,
    mine,
    `${name}/gate`,
    inputs,
    ownCount + sharedCount,
    config.asPublished,
  )
  return (own: tf.Tensor2D, common: tf.Tensor2D, rows: Rows, observe: boolean) => {
    const outputs = joined([shared(common, rows), owned(own, rows)])
    const gate = gateOf(own, rows)
    const hidden = mixed(outputs, gate)
    return observe ? { hidden, taps: expertTaps(outputs, gate, sharedCount, rows.scene) } : { hidden }
  }
}

/** What the experts of a scene and the shared ones hand to the next level. */
function lowerLevel(config: Config, context: SceneContext, name: string, inputs: number) {
  const scenes = context.sceneCount
  const { experts: sharedCount, sceneExperts: ownCount } = config
  const widths = config.shared
  const every = everyScenesExperts(context, `${name}/own`, ownCount, inputs, widths)
  const shared = experts(context, sharedWeights(context), `${name}/shared`, sharedCount, inputs, widths)
  const gate = (weights: typeof mine, label: string, count: number): RowLayer =>
    softmaxGate(context, weights, `${name}/${label}`, inputs, count, config.asPublished)
  const mine = privateWeights(context)
  const ownGate = gate(mine, 'gate', sharedCount + ownCount)
  const allGate = gate(sharedWeights(context), 'gate/shared', sharedCount + scenes * ownCount)
  return (rows: Rows): { readonly own: tf.Tensor2D; readonly shared: tf.Tensor2D } => {
    const all = every(rows.input, rows)
    const common = shared(rows.input, rows)
    const fromAll = tf.reshape(onlyOwnTrained(all, rows.scene), [common.shape[0], -1]) as tf.Tensor2D
    return {
      own: mixed(joined([common, picked(all, rows.scene)]), ownGate(rows.input, rows)),
      shared: mixed(joined([common, fromAll]), allGate(rows.input, rows)),
    }
  }
}

/** Taps of [shared experts, own experts of each scene] from outputs and gate over [shared, own of the row's scene]. */
export function expertTaps(
  outputs: tf.Tensor2D,
  gate: tf.Tensor2D,
  sharedCount: number,
  scene: OneHot,
): Taps {
  const count = gate.shape[1] as number
  const byExpert = (values: tf.Tensor2D): tf.Tensor2D => {
    const [shared, own] = tf.split(values, [sharedCount, count - sharedCount], 1) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ]
    return joined([shared, placed(own, scene)])
  }
  return {
    gate: byExpert(gate),
    contribution: byExpert(contributions(outputs, gate)),
    silent: byExpert(silence(outputs, count)),
    alike: byExpert(likeness(outputs, count)),
  }
}
