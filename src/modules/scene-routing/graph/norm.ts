import * as tf from '@tensorflow/tfjs'
import { handedOn } from '../../../nn/handed-on.ts'
import type { SceneContext } from './context.ts'
import type { OneHot, Rows } from './rows.ts'

/** Added to variances. */
const EPSILON = 1e-5
/** A scene with fewer rows in a batch takes its moving moments. */
const FEWEST_ROWS = 16
/** How far moving moments go towards those of a batch. */
const PACE = 0.1

export interface NormOptions {
  /** LayerNorm takes each of so many equal parts of a row for itself; 1 by default. */
  readonly parts?: number
  /** Scale and shift: none, the same for all rows, those of the row's branch, or (STAR) γ·γ_s and β + β_s. */
  readonly affine: 'none' | 'shared' | 'own' | 'both'
  /** Number of branches with scales of their own; the scenes by default. */
  readonly branches?: number
}

/**
 * Normalises x [B, width]: within each row (LayerNorm), or by the moments of the rows of its scene (partitioned,
 * Sheng et al. 2021). Null when the setting says none.
 */
export function rowNorm(
  context: SceneContext,
  name: string,
  width: number,
  { parts = 1, affine, branches = context.sceneCount }: NormOptions,
): ((x: tf.Tensor2D, rows: Rows) => tf.Tensor2D) | null {
  if (context.norm === 'none') return null
  const normal = context.norm === 'layer' ? withinParts(parts) : partitioned(context, name, width)
  const ones = (n: number): Float32Array => new Float32Array(n).fill(1)
  const isShared = affine === 'shared' || affine === 'both'
  const isOwn = affine === 'own' || affine === 'both'
  const scale = isShared ? context.variable(`${name}/scale`, [width], ones(width)) : null
  const shift = isShared ? context.variable(`${name}/shift`, [width], new Float32Array(width)) : null
  const size = branches * width
  const scales = isOwn ? context.variable(`${name}/scales`, [branches, width], ones(size)) : null
  const shifts = isOwn ? context.variable(`${name}/shifts`, [branches, width], new Float32Array(size)) : null
  const of = (table: tf.Variable, route: OneHot) => tf.matMul(route, table as tf.Tensor as tf.Tensor2D)
  return (x, rows) => {
    const hasOwn = rows.off !== 'factors'
    let y: tf.Tensor = normal(x, rows)
    if (scale !== null) y = tf.mul(y, scale)
    if (scales !== null && hasOwn) y = tf.mul(y, of(scales, rows.route))
    if (shift !== null) y = tf.add(y, shift)
    if (shifts !== null && hasOwn) y = tf.add(y, of(shifts, rows.route))
    return y as tf.Tensor2D
  }
}

/**
 * The same for what scenes' own layers give on every row, x [B, G, width] with `masks` [B, G] = 1 where row b is of the
 * scene of g: moments come from those rows alone.
 */
export function everyNorm(
  context: SceneContext,
  name: string,
  groups: number,
  width: number,
  parts: number,
): ((x: tf.Tensor3D, masks: tf.Tensor2D, training: boolean) => tf.Tensor3D) | null {
  if (context.norm === 'none') return null
  const size = groups * width
  const scales = context.variable(`${name}/scales`, [groups, width], new Float32Array(size).fill(1))
  const shifts = context.variable(`${name}/shifts`, [groups, width], new Float32Array(size))
  const settle = context.norm === 'partitioned' ? movingMoments(context, name, groups, width) : null
  const normalised = (x: tf.Tensor3D, masks: tf.Tensor2D, training: boolean): tf.Tensor => {
    if (settle === null) {
      const rows = tf.reshape(x, [-1, size]) as tf.Tensor2D
      return tf.reshape(withinParts(groups * parts)(rows), x.shape)
    }
    const { mean, variance } = settle(training, () => {
      const counts = tf.sum<tf.Tensor1D>(masks, 0)
      const shares = tf.expandDims(tf.div(masks, tf.maximum(counts, 1)), 2)
      const batchMean = tf.sum<tf.Tensor2D>(tf.mul(shares, x), 0)
      const squares = tf.square(tf.sub(x, batchMean))
      return { counts, mean: batchMean, variance: tf.sum<tf.Tensor2D>(tf.mul(shares, squares), 0) }
    })
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON)))
  }
  return (x, masks, training) => tf.add(tf.mul(normalised(x, masks, training), scales), shifts) as tf.Tensor3D
}

/** Each of `parts` equal parts of a row to mean 0 and variance 1. */
const withinParts =
  (parts: number) =>
  (x: tf.Tensor2D): tf.Tensor2D => {
    const split = tf.reshape(x, [-1, parts, (x.shape[1] as number) / parts])
    const centred = tf.sub(split, tf.mean(split, 2, true))
    const variance = tf.mean(tf.square(centred), 2, true)
    return tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON))), [-1, x.shape[1] as number])
  }

/** (x − μ_s) / √(σ_s² + ε) with the moments of the rows of the same scene. */
function partitioned(context: SceneContext, name: string, width: number) {
  const settle = movingMoments(context, name, context.sceneCount, width)
  return (x: tf.Tensor2D, { scene, training }: Rows): tf.Tensor2D => {
    const { mean, variance } = settle(training, () => {
      const counts = tf.sum<tf.Tensor1D>(scene, 0)
      const shares = tf.div<tf.Tensor2D>(scene, tf.maximum(counts, 1))
      const batchMean = tf.matMul<tf.Tensor2D>(shares, x, true)
      const squares = tf.square<tf.Tensor2D>(tf.sub(x, tf.matMul(scene, batchMean)))
      return { counts, mean: batchMean, variance: tf.matMul<tf.Tensor2D>(shares, squares, true) }
    })
    const spread = tf.matMul(scene, tf.rsqrt(tf.add(variance, EPSILON)) as tf.Tensor2D)
    return tf.mul(tf.sub(x, tf.matMul(scene, mean)), spread)
  }
}

/** [G, width]. */
type Moments = { readonly mean: tf.Tensor2D; readonly variance: tf.Tensor2D }

/**
 * Moments to normalise by: in training those of the batch for scenes of at least 16 rows, else the moving ones, which
 * follow such batches after each step. State: they start at 0 and 1, and no gradient reaches them.
 */
function movingMoments(context: SceneContext, name: string, groups: number, width: number) {
  const size = groups * width
  const state = { state: true }
  const mean = context.variable(`${name}/moving/mean`, [groups, width], new Float32Array(size), state)
  const ones = new Float32Array(size).fill(1)
  const variance = context.variable(`${name}/moving/variance`, [groups, width], ones, state)
  const moving: Moments = {
    mean: mean as tf.Tensor as tf.Tensor2D,
    variance: variance as tf.Tensor as tf.Tensor2D,
  }
  const last = handedOn<Moments & { readonly enough: tf.Tensor }>()
  context.onStep(() => {
    last.take((batch) => {
      const follow = (variable: tf.Variable, now: tf.Tensor): void =>
        variable.assign(tf.add(variable, tf.mul(tf.mul(batch.enough, PACE), tf.sub(now, variable))))
      follow(mean, batch.mean)
      follow(variance, batch.variance)
    })
  })
  return (training: boolean, ofBatch: () => Moments & { readonly counts: tf.Tensor1D }): Moments => {
    if (!training) return moving
    const batch = ofBatch()
    const enough = tf.expandDims(tf.cast(tf.greaterEqual(batch.counts, FEWEST_ROWS), 'float32'), 1)
    last.give({ mean: batch.mean, variance: batch.variance, enough })
    const either = (now: tf.Tensor2D, kept: tf.Tensor2D): tf.Tensor2D =>
      tf.add(tf.mul(enough, now), tf.mul(tf.sub(1, enough), kept))
    return { mean: either(batch.mean, moving.mean), variance: either(batch.variance, moving.variance) }
  }
}
