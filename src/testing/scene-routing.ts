import * as tf from '@tensorflow/tfjs'
import { stream } from '../core/rng.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import type { BuildContext, Interacted, Layer } from '../model/stage.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import type { Config } from '../modules/scene-routing/graph/context.ts'
import { buildSceneRouting } from '../modules/scene-routing/graph.ts'
import { sceneRouting } from '../modules/scene-routing/spec.ts'
import { binaryCrossEntropy } from '../nn/losses.ts'
import { scatter } from './gradients.ts'
import { layerContext } from './module-world.ts'

export type Architecture = Config['architecture']
export const ARCHITECTURES = Object.keys(sceneRouting.settings.architecture.options) as Architecture[]

export const TRAIN = { training: true, observe: false, step: 0 }
export const EVALUATE = { training: false, observe: false, step: 0 }
const HIDDEN = 6

export interface Routing {
  readonly layer: Layer<'route'>
  /** What a gradient trains. */
  readonly variables: readonly tf.Variable[]
  /** State included, by key. */
  readonly all: ReadonlyMap<string, tf.Variable>
}

/** A route layer of small widths on its own. */
export function routing(settings: Partial<Config>, overrides: Partial<BuildContext> = {}): Routing {
  const context = layerContext(overrides)
  const config: Config = {
    ...defaultsOf(sceneRouting.settings),
    shared: [4, 3],
    private: [4, 3],
    experts: 2,
    sceneWidth: 3,
    ...settings,
  }
  const layer = buildSceneRouting(config, context)
  return {
    layer,
    variables: trainedOf(context.store.variables).map(({ variable }) => variable),
    all: new Map(context.store.variables.map(({ variable }) => [keyOf(variable), variable])),
  }
}

/** Moves every variable and all state to general position, but for variances, which stay at 1. */
export const scatterAll = ({ all }: Routing): void =>
  scatter(
    [...all].flatMap(([key, variable]) => (key.endsWith('/moving/variance') ? [] : [variable])),
    0.3,
    4,
  )

/** Rows of the hidden layer in general position. */
export function hiddenRows(rows: number, name: string, width = HIDDEN): number[][] {
  const rng = stream(2, name)
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => rng.normal()))
}

export function routeInput(hidden: readonly number[][], scenes: readonly number[]): Interacted {
  const rows = hidden.length
  const labels = tf.tensor2d(Array.from({ length: rows }, (_, row) => [row % 2, 1, 0]))
  const ids = tf.zeros<tf.Rank.R2>([rows, 1], 'int32')
  const batch = {
    labels,
    ids,
    sceneIds: tf.tensor1d([...scenes], 'int32'),
    userMask: ids,
    history: null,
    targets: null,
  }
  return { batch, hidden: tf.tensor2d([...hidden]), logit: tf.fill([rows], 0.25) }
}

export const logitsOf = (layer: Layer<'route'>, from: Interacted, mode = EVALUATE): number[][] =>
  tf.tidy(() => layer.apply(from, mode).out.logits.arraySync())

/** Mean loss over all tasks in training. */
export const lossOf =
  (layer: Layer<'route'>, from: Interacted): (() => tf.Scalar) =>
  () =>
    tf.mean(binaryCrossEntropy(layer.apply(from, TRAIN).out.logits, from.batch.labels)) as tf.Scalar

export function gradients({ layer, variables }: Routing, from: Interacted): tf.NamedTensorMap {
  return tf.variableGrads(lossOf(layer, from), [...variables]).grads
}
