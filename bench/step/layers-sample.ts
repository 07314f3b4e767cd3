// The default model as a LayersModel, trained by `fit`: layers that tfjs has where it has them, layers of our own where
// not. Embeddings, dense layers and cross layers are tfjs'; LayerNorm, clusters, gate, FM and STAR are ours.
import * as tf from '@tensorflow/tfjs'
import * as layers from '@tensorflow/tfjs-layers'
import { batchValues } from '../../src/model/batches.ts'
import { stopGradient } from '../../src/nn/stop-gradient.ts'
import { registerSegmentSum } from './engines.ts'
import { type Apply, composed, type Shapes, trainedBy } from './layers.ts'
import { ADAM } from './reference.ts'
import { batchesOf, type Constants, constantsOf, type Sample, startOf, type Values } from './sample.ts'

type Node = layers.SymbolicTensor
const l = layers.layers

export async function layersSample(sample: Sample) {
  registerSegmentSum()
  const { encoded, config } = sample
  const [constants, start] = [constantsOf(sample), startOf(sample)]
  const [scenes, tasks] = [encoded.sceneNames.length, encoded.tasks.length]
  const { model, weightsOf } = modelOf(start, constants, scenes, tasks)
  for (const [name, own] of weightsOf) {
    model.getLayer(name).setWeights(own.map(({ shape, values }) => tf.tensor(values, [...shape])))
  }
  model.compile({
    optimizer: tf.train.adam(constants.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
    loss: (labels, output) => objective(labels, output, tasks),
  })
  const users = model.getLayer('embedding.user')
  const at = batchesOf(sample)
  const columns = (ids: Int32Array, { columns, offsets }: Constants['plain']): tf.Tensor2D => {
    const width = encoded.fields.length
    const count = ids.length / width
    const values = Int32Array.from({ length: count * columns.length }, (_, i) => {
      const [row, c] = [Math.floor(i / columns.length), i % columns.length]
      return (ids[row * width + (columns[c] as number)] as number) + (offsets[c] as number)
    })
    return tf.tensor2d(values, [count, columns.length], 'int32')
  }
  const batch = config.training.batchSize
  let step = 0
  return async (steps: number) => {
    const rows = Array.from({ length: steps }, (_, i) => at(step + i))
    step += steps
    const all = Uint32Array.from(rows.flatMap((one) => [...one.rows]))
    const { ids, sceneIds, labels } = batchValues(encoded, all, null)
    const masks = tf.tensor2d(Float32Array.from(rows.flatMap(({ mask }) => [...mask])), [all.length, 1])
    const inputs = [
      columns(ids, constants.plain),
      columns(ids, { columns: [constants.user], offsets: [0] }),
      masks,
      columns(ids, constants.unbiased),
      columns(ids, constants.prior),
      tf.cast(tf.oneHot(tf.tensor1d(sceneIds, 'int32'), scenes), 'float32'),
    ]
    const padded = tf.pad(tf.tensor2d(labels, [all.length, tasks]), [
      [0, 0],
      [0, 1],
    ])
    return trainedBy(model, inputs, padded, batch, () => {
      tf.tidy(() => {
        const [table] = users.getWeights() as [tf.Tensor]
        users.setWeights([tf.mul(table, constants.shrink)])
      })
    })
  }
}

function modelOf(
  start: ReadonlyMap<string, Values>,
  { plain, unbiased, prior, weights }: Constants,
  scenes: number,
  tasks: number,
): { readonly model: layers.LayersModel; readonly weightsOf: ReadonlyMap<string, readonly Values[]> } {
  const weightsOf = new Map<string, readonly Values[]>()
  const valuesOf = (name: string): Values => {
    const found = start.get(name)
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found
  }
  const shapeOf = (name: string): readonly number[] => valuesOf(name).shape
  /** The layer's name, now that it has these variables for weights. */
  function named(name: string, ...variables: string[]): string {
    const layer = name.replaceAll('/', '.')
    weightsOf.set(layer, variables.map(valuesOf))
    return layer
  }
  const on = (layer: layers.layers.Layer, ...inputs: Node[]): Node =>
    layer.apply(inputs.length === 1 ? (inputs[0] as Node) : inputs) as Node
  const table = (name: string, ids: Node): Node => {
    const [inputDim, outputDim] = shapeOf(name) as [number, number]
    return on(l.embedding({ inputDim, outputDim, name: named(name, name) }), ids)
  }
  const dense = (name: string, x: Node, activation: 'linear' | 'relu' | 'sigmoid', useBias = true): Node =>
    on(
      l.dense({
        units: shapeOf(`${name}/weights`)[1] as number,
        activation,
        useBias,
        name: named(name, `${name}/weights`, ...(useBias ? [`${name}/bias`] : [])),
      }),
      x,
    )
  const own = (name: string, outputs: Shapes, variables: readonly string[], apply: Apply) => {
    const full = variables.map((variable) => `${name}/${variable}`)
    return composed(named(name, ...full), outputs, full.map(shapeOf), apply)
  }
  const normed = (name: string, x: Node): Node =>
    on(own(name, [shapeOf(`${name}/scale`)], ['scale', 'shift'], normalised), x)
  const flat = (x: Node): Node => on(l.flatten(), x)
  const relu = (x: Node): Node => on(l.activation({ activation: 'relu' }), x)
  const joined = (...parts: Node[]): Node => on(l.concatenate(), ...parts)

  const ids = layers.input({ shape: [plain.columns.length] })
  const userIds = layers.input({ shape: [1] })
  const mask = layers.input({ shape: [1] })
  const unbiasedIds = layers.input({ shape: [unbiased.columns.length] })
  const priorIds = layers.input({ shape: [prior.columns.length] })
  const scene = layers.input({ shape: [scenes] })

  const user = on(l.multiply(), flat(table('embedding/user', userIds)), mask)
  const query = normed(
    'user-clusters/query/norm',
    dense('user-clusters/query', flat(table('user-clusters/attributes', unbiasedIds)), 'linear'),
  )
  const d = shapeOf('embedding/fields')[1] as number
  const [group, clusterLoss] = own(
    'user-clusters',
    [[1, d], [1]],
    ['keys', 'values'],
    clusters(weights),
  ).apply(query) as [Node, Node]
  const fields = on(l.concatenate({ axis: 1 }), table('embedding/fields', ids), group)
  const p = flat(table('prior-gate/priors', priorIds))
  const count = plain.columns.length + 1
  const seen = composed('seen', [[count * d]], [], ([x]) => [tf.reshape(stopGradient(x), [-1, count * d])])
  const gate = dense(
    'prior-gate/weights',
    dense('prior-gate/hidden', joined(on(seen, fields), p), 'relu'),
    'sigmoid',
  )
  const [scaled, gateLoss] = composed('scaled', [[count, d], [1]], [], ([x, g]) => {
    const w = tf.mul(g, 2)
    const drift = tf.square(tf.sub(tf.mean(w, 1, true), 1))
    return [tf.mul(x, tf.expandDims(w, 2)), tf.mul(drift, weights.mean as number)]
  }).apply([fields, gate]) as [Node, Node]
  const x0 = flat(scaled)
  const first = on(
    l.add(),
    dense('interactions/mlp/0', x0, 'linear'),
    dense('interactions/mlp/extras', p, 'linear', false),
  )
  const deep = relu(
    normed(
      'interactions/mlp/upper/0/norm',
      dense('interactions/mlp/upper/0', relu(normed('interactions/mlp/0/norm', first)), 'linear'),
    ),
  )
  const crossed = ['interactions/cross/0', 'interactions/cross/1'].reduce(
    (x, name) => on(l.add(), on(l.multiply(), x0, dense(name, x, 'linear')), x),
    x0,
  )
  const hidden = joined(deep, crossed)
  const wide = on(composed('wide', [[1]], [], machine), scaled, user, table('embedding/linear', ids))
  const starred = ['shared/weights', 'factors', 'shared/bias', 'bias']
  const trunk = own(
    'scene-routing/star/0',
    [[shapeOf('scene-routing/star/0/factors')[2] as number]],
    starred,
    star,
  )
  const low = own(
    'scene-routing/tower/0',
    [[shapeOf('scene-routing/tower/0/factors')[2] as number]],
    starred,
    star,
  )
  const head = own('scene-routing/tower/logit', [[tasks]], starred, heads)
  const tower = on(head, relu(on(low, relu(on(trunk, hidden, scene)), scene)), scene)
  const auxiliary = dense(
    'scene-routing/auxiliary/logit',
    dense('scene-routing/auxiliary/0', joined(hidden, scene), 'relu'),
    'linear',
    false,
  )
  const logits = on(l.add(), on(l.add(), tower, auxiliary), wide)
  const outputs = joined(logits, on(l.add(), clusterLoss, gateLoss))
  const inputs = [ids, userIds, mask, unbiasedIds, priorIds, scene]
  return { model: layers.model({ inputs, outputs }), weightsOf }
}

/** Soft clusters: the group of each row, and the weighted balance and separation, the same for all rows. */
const clusters =
  (weights: Constants['weights']): Apply =>
  ([query], [keys, values]) => {
    const norms = tf.mul(tf.sum(tf.square(keys), 1), 0.5)
    const assignment = tf.softmax(tf.mul(tf.sub(tf.matMul(query, keys, false, true), norms), 2))
    const mean = tf.mean(assignment, 0)
    const [k, d] = values.shape as [number, number]
    const balance = tf.sum(tf.mul(mean, tf.log(tf.add(tf.mul(mean, k), 1e-8))))
    const centred = (x: tf.Tensor): tf.Tensor => tf.sub(x, tf.mean(x, 0, true))
    const spread = (x: tf.Tensor, goal: number): tf.Tensor =>
      tf.mean(tf.relu(tf.sub(goal, tf.sqrt(tf.add(tf.div(tf.sum(tf.square(x), 0), k - 1), 1e-4)))))
    const c = centred(values)
    const off = tf.mul(tf.div(tf.matMul(c, c, true), k - 1), tf.sub(1, tf.eye(d)))
    const loss = tf.addN([
      tf.mul(balance, weights.balance as number),
      tf.mul(tf.div(tf.sum(tf.square(off)), d), weights.covariance as number),
      tf.mul(tf.add(spread(c, 0.3), spread(centred(keys), 1)), weights.variance as number),
    ])
    return [
      tf.expandDims(tf.matMul(assignment, values), 1),
      tf.mul(tf.ones([query.shape[0] as number, 1]), loss),
    ]
  }

/** LayerNorm. The gradient of tfjs' own layer slices its weights once for each row. */
const normalised: Apply = ([x], [scale, shift]) => {
  const centred = tf.sub(x, tf.mean(x, 1, true))
  const variance = tf.mean(tf.square(centred), 1, true)
  return [tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), scale), shift)]
}

/** ½ Σ_d ((Σ_f e)² − Σ_f e²) over fields and user, and the linear weights. */
const machine: Apply = ([fields, user, linear]) => {
  const sum = tf.add(tf.sum(fields, 1), user)
  const squares = tf.add(tf.sum(tf.square(fields), 1), tf.square(user))
  return [tf.add(tf.mul(tf.sum(tf.sub(tf.square(sum), squares), 1, true), 0.5), tf.sum(linear, 1))]
}

/** x·(W ⊙ W_s) + b + b_s of each row's scene. */
const star: Apply = ([x, scene], [shared, factors, bias, biases]) => {
  const [inputs, scenes, outputs] = factors.shape as [number, number, number]
  const all = tf.matMul(x, tf.reshape(tf.mul(shared, factors), [inputs, scenes * outputs]))
  const picked = tf.sum(tf.mul(tf.reshape(all, [-1, scenes, outputs]), tf.expandDims(scene, 2)), 1)
  return [tf.add(picked, tf.add(tf.matMul(scene, biases), bias))]
}

/** One logit of each task from its own share of x. */
const heads: Apply = ([x, scene], [shared, factors, bias, biases]) => {
  const [, scenes, width] = factors.shape as [number, number, number]
  const own = tf.matMul(scene, tf.reshape(tf.mul(shared, factors), [scenes, width]))
  const tasks = bias.shape[0] as number
  const products = tf.reshape(tf.mul(x, own), [-1, tasks, width / tasks])
  return [tf.add(tf.sum(products, 2), tf.add(tf.matMul(scene, biases), bias))]
}

/** The chain's likelihood of two nested tasks, then what the last column holds. */
function objective(labels: tf.Tensor, output: tf.Tensor, tasks: number): tf.Tensor {
  const [z, loss] = tf.split(output, [tasks, 1], 1) as [tf.Tensor, tf.Tensor]
  const [first, later] = tf.split(z, 2, 1) as [tf.Tensor, tf.Tensor]
  const [y1, y2] = tf.split(labels, [1, 1, 1], 1) as [tf.Tensor, tf.Tensor]
  const softplus = (x: tf.Tensor): tf.Tensor => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))
  const [fail, failLater] = [softplus(tf.neg(first)), softplus(tf.neg(later))]
  const stop = tf.neg(softplus(first))
  const stopLater = tf.neg(tf.add(softplus(later), fail))
  const either = tf.logSumExp(tf.concat([stop, stopLater], 1), 1, true)
  const own = tf.add(tf.mul(y1, tf.neg(fail)), tf.mul(tf.sub(1, y1), stop))
  const both = tf.add(tf.mul(y2, tf.neg(tf.add(fail, failLater))), tf.mul(tf.sub(1, y2), either))
  return tf.sub(loss, tf.add(own, both))
}
