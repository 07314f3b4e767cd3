import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { dense, mlp } from '../../nn/dense.ts'
import { privateWeights, type Route, routedLayers, routedTowers, starWeights } from './graph/by-scene.ts'
import type { sceneRouting } from './spec.ts'

type Config = ConfigOf<typeof sceneRouting.settings>

/** Width of STAR's auxiliary net. */
const AUXILIARY_WIDTH = 16

/** Routes the rows of one mixed batch by scene; other scenes' private weights get exactly zero gradient from a row. */
export function buildSceneRouting(config: Config, context: BuildContext): Layer<'route'> {
  return config.architecture === 'star' ? star(config, context) : sharedPrivate(config, context)
}

/** Shared branch and the scene's private branch, each scaled by a softmax gate over [x; scene], then private towers. */
function sharedPrivate(config: Config, context: BuildContext): Layer<'route'> {
  const { shape, sceneCount } = context
  const inputs = shape.hiddenUnits
  const weights = privateWeights(context)
  const shared = mlp(context, 'scene-routing/shared', inputs, config.shared, false)
  const own = routedLayers(context, weights, 'scene-routing/private', inputs, config.private)
  const gate = dense(context, 'scene-routing/gate', inputs + sceneCount, 2)
  const width = (config.shared.at(-1) as number) + (config.private.at(-1) as number)
  const towers = routedTowers(context, weights, width)
  /** The layer with each branch times a constant. */
  const scaled = (sharedScale: number, ownScale: number): Pick<Layer<'route'>, 'apply'> => ({
    apply({ batch, hidden, logit }, { observe }) {
      const route = oneHotScenes(batch.sceneIds, sceneCount)
      const shares = tf.softmax(gate(tf.concat([hidden, route], 1)))
      const [toShared, toOwn] = tf.split(shares, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      const sharedPart = times(tf.mul<tf.Tensor2D>(shared(hidden), toShared), sharedScale)
      const ownPart = times(tf.mul<tf.Tensor2D>(own(hidden, route), toOwn), ownScale)
      const tops = towers.hidden(tf.concat([sharedPart, ownPart], 1), route)
      return {
        out: {
          batch,
          logits: tf.add(towers.logits(tops, route), tf.expandDims(logit, 1)),
          weights: null,
          towers: () => towers.byTask(tops),
        },
        ...(observe
          ? {
              taps: {
                gate: byBranch(toShared, toOwn, route),
                contribution: byBranch(norms(sharedPart), norms(ownPart), route),
              },
            }
          : {}),
      }
    },
  })
  return {
    shape: { ...shape, towerUnits: context.tower.at(-1) as number },
    ...scaled(1, 1),
    interventions: { sharedOff: scaled(0, 1), privateOff: scaled(1, 0) },
  }
}

const times = (x: tf.Tensor2D, scale: number): tf.Tensor2D => (scale === 1 ? x : tf.mul(x, scale))

/**
 * STAR (Sheng et al. 2021): per layer W_s ⊗ W and b_s + b, with an auxiliary net on [x; scene] added to the logits.
 * W_s ≡ 1, b_s ≡ 0 and a zero auxiliary output at the start: the untrained model is the shared one.
 */
function star(config: Config, context: BuildContext): Layer<'route'> {
  const { shape, sceneCount } = context
  const inputs = shape.hiddenUnits
  const weights = starWeights(context)
  const trunk = routedLayers(context, weights, 'scene-routing/star', inputs, config.shared)
  const towers = routedTowers(context, weights, config.shared.at(-1) as number)
  const auxiliary = mlp(context, 'scene-routing/auxiliary', inputs + sceneCount, [AUXILIARY_WIDTH], false)
  const auxiliaryLogit = dense(
    context,
    'scene-routing/auxiliary/logit',
    AUXILIARY_WIDTH,
    context.tasks.length,
    { zero: true, bias: null },
  )
  return {
    shape: { ...shape, towerUnits: context.tower.at(-1) as number },
    apply({ batch, hidden, logit }, { observe }) {
      const route = oneHotScenes(batch.sceneIds, sceneCount)
      const tops = towers.hidden(trunk(hidden, route), route)
      const added = auxiliaryLogit(auxiliary(tf.concat([hidden, route], 1)))
      return {
        out: {
          batch,
          logits: tf.add(tf.add(towers.logits(tops, route), added), tf.expandDims(logit, 1)),
          weights: null,
          towers: () => towers.byTask(tops),
        },
        ...(observe ? { states: { deviation: deviation(weights.factors, sceneCount) } } : {}),
      }
    },
  }
}

/** One-hot scenes [B, S]; tfjs refuses one-hots of depth 1, which filtered data can ask for. */
const oneHotScenes = (sceneIds: tf.Tensor1D, scenes: number): Route =>
  scenes === 1
    ? tf.ones([sceneIds.shape[0], 1])
    : (tf.cast(tf.oneHot(sceneIds, scenes), 'float32') as tf.Tensor2D)

/** Shared and own values [B, 1] as [B, 1 + S]: the own value in its scene's column. */
const byBranch = (shared: tf.Tensor2D, own: tf.Tensor2D, route: Route): tf.Tensor2D =>
  tf.concat([shared, tf.mul<tf.Tensor2D>(own, route)], 1)

const norms = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.sqrt(tf.add(tf.sum<tf.Tensor2D>(tf.square(x), 1, true), 1e-8))

/** Mean |W_s − 1| over all layers, by scene. */
function deviation(factors: readonly tf.Variable[], scenes: number): tf.Tensor {
  const size = factors.reduce((sum, { shape }) => sum + (shape[0] as number) * (shape[2] as number), 0)
  const sums = factors.map((factor) => tf.sum(tf.abs(tf.sub(factor, 1)), [0, 2]))
  return tf.div(tf.reshape(tf.addN(sums), [scenes]), size)
}
