import * as tf from '@tensorflow/tfjs'
import { dense } from '../../../nn/dense.ts'
import { glorotValues, normalValues } from '../../../nn/initializer.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import type { Config, SceneContext } from './context.ts'
import { experts, joined, linear, type RowLayer } from './layers.ts'
import { contributions, likeness, silence } from './mixture.ts'
import { lastOf } from './plain.ts'
import { type Rows, repeated } from './rows.ts'
import { logitsOf } from './towers.ts'
import type { Whole } from './trunk.ts'
import { sharedWeights, type Weights } from './weights.ts'

/**
 * M2M (Zhang et al. 2022) without its behaviour sequence, which a log of single rows lacks. Meta units, whose weights the
 * scene's embedding generates, score each expert for each task, a_te = vᵀ tanh(W_s [E_e; T_t] + b_s), and stand as residual
 * layers in the towers. Everything acts within a row.
 */
export function m2mNet(config: Config, context: SceneContext): Whole {
  const width = lastOf(config.shared)
  const count = config.experts
  const tasks = context.tasks.length
  const meta = metaWeights(config, context)
  const plain = sharedWeights(context)
  const all = experts(context, plain, 'scene-routing/expert', count, context.shape.hiddenUnits, config.shared)
  const attend = metaAttention(context, meta, width, count)
  const tower = metaTower(context, meta, width)
  const units = lastOf(context.tower)
  const logits = logitsOf(context, plain, 'scene-routing/tower', tasks, units)
  return {
    units,
    apply(rows, observe) {
      const outputs = all(rows.input, rows)
      const gates = attend(outputs, rows)
      const byTask = tf.matMul(gates, tf.reshape(outputs, [-1, count, width]))
      const top = tower(tf.reshape(byTask, [-1, tasks * width]) as tf.Tensor2D, rows)
      const scored = { top, logits: logits(top, rows) }
      if (!observe) return scored
      const gate = tf.mean<tf.Tensor2D>(gates, 1)
      return {
        ...scored,
        taps: {
          gate,
          contribution: contributions(outputs, gate),
          silent: silence(outputs, count),
          alike: likeness(outputs, count),
        },
      }
    },
  }
}

/** W_s = W + Σ_k c_sk V_k and b_s likewise, with c = relu(e_s K + k): weights of every scene from its embedding. */
function metaWeights(config: Config, context: SceneContext): Weights {
  const scenes = context.sceneCount
  const width = config.sceneWidth
  const name = 'scene-routing/scenes'
  const table = context.variable(
    name,
    [scenes, width],
    normalValues(context.rng(name), scenes * width, 0.5),
  ) as tf.Tensor as tf.Tensor2D
  const knowledge = dense(context, 'scene-routing/meta/knowledge', width, width)
  const code = (): tf.Tensor2D => tf.relu(knowledge(table))
  return {
    branches: scenes,
    matrix(label, inputs, outputs, fans = [inputs, outputs]) {
      const base = glorotValues(context.rng(`${label}/base`), ...fans, inputs * outputs)
      const size = inputs * width * outputs
      const values = glorotValues(context.rng(label), ...fans, size)
      const mean = context.variable(`${label}/base`, [inputs, 1, outputs], base)
      const make = context.variable(`${label}/generator`, [inputs, width, outputs], values)
      return () => {
        const codes = tf.mul(tf.ones([inputs, 1, 1]), code())
        return tf.reshape(tf.add(mean, tf.matMul(codes, make as tf.Tensor)), [inputs, scenes * outputs])
      }
    },
    bias(label, first) {
      const base = context.variable(`${label}/bias/base`, [first.length], first)
      const make = dense(context, `${label}/bias`, width, first.length, { zero: true, bias: null })
      return (route) => tf.matMul(route, tf.add(base, make(code())) as tf.Tensor2D)
    },
  }
}

/** Softmax over experts of the meta units' scores: outputs [B, E · w] → [B, T, E]. */
function metaAttention(
  context: SceneContext,
  meta: Weights,
  width: number,
  count: number,
): (outputs: tf.Tensor2D, rows: Rows) => tf.Tensor3D {
  const tasks = context.tasks.length
  const name = 'scene-routing/attention'
  const ofExpert = linear(meta, `${name}/expert`, width, width)
  const ofTask = meta.matrix(`${name}/task`, width, width)
  const embeddings = context.variable(
    `${name}/tasks`,
    [tasks, width],
    normalValues(context.rng(`${name}/tasks`), tasks * width, 0.5),
  ) as tf.Tensor as tf.Tensor2D
  const values = glorotValues(context.rng(`${name}/scores`), width, 1)
  const score = context.variable(`${name}/scores`, [width], values)
  return (outputs, rows) => {
    const flat = tf.reshape(outputs, [-1, width]) as tf.Tensor2D
    const expertPart = tf.reshape(ofExpert(flat, timesOf(rows, count)), [-1, 1, count, width])
    const taskPart = tf.reshape(byScene(tf.matMul(embeddings, ofTask()), rows, tasks, width), [
      -1,
      tasks,
      1,
      width,
    ])
    const scores = tf.mul(tf.tanh(tf.add(expertPart, taskPart)), score)
    return tf.softmax(tf.sum<tf.Tensor3D>(scores, 3))
  }
}

/** Values [T, S · w] of every task in every scene as those of the row's scene, [B, T · w]. */
function byScene(all: tf.Tensor2D, rows: Rows, tasks: number, width: number): tf.Tensor2D {
  const scenes = rows.scene.shape[1] as number
  const ofTasks = tasks === 1 ? [all] : tf.split(all, tasks, 0)
  return tf.matMul(rows.scene, joined(ofTasks.map((one) => tf.reshape(one, [scenes, width]))))
}

/** h ← relu(W_t h + b_t), then relu(meta(h)) + h, for each width of the tower: [B, T · w] → [B, T · U]. */
function metaTower(context: SceneContext, meta: Weights, width: number): RowLayer {
  const levels = context.tower.map((units, i) => {
    const name = `scene-routing/tower/${i}`
    const inputs = context.tower[i - 1] ?? width
    const own = context.tasks.map((_, t) => dense(context, `${name}/${t}`, inputs, units))
    return { units, own, residual: linear(meta, `${name}/meta`, units, units) }
  })
  return (x, rows) =>
    levels.reduce<tf.Tensor2D>((h, { units, own, residual }) => {
      const parts = columnsOf(h, own.length)
      const low = tf.relu(joined(own.map((layer, t) => layer(parts[t] as tf.Tensor2D))))
      const flat = tf.reshape(low, [-1, units]) as tf.Tensor2D
      const meant = tf.relu(residual(flat, timesOf(rows, own.length)))
      return tf.reshape(tf.add(flat, meant), [-1, own.length * units])
    }, x)
}

/** The rows with each standing for `times` parts. */
const timesOf = (rows: Rows, times: number): Rows => ({
  ...rows,
  route: repeated(rows.route, times),
  scene: repeated(rows.scene, times),
})
