// Engines that train the reference step: each is one function from a step number to the loss before its update.
import * as tf from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { ROWS, tableOf, withDataset } from '../../src/compile/dataset.ts'
import { simplified } from '../../src/compile/passes.ts'
import { tracing } from '../../src/compile/trace/backend.ts'
import type { Kernels } from '../../src/compile/wasm/memory.ts'
import { programOf } from '../../src/compile/wasm/program.ts'
import { adam, adamAt } from '../../src/nn/adam.ts'
import { lookup } from '../../src/nn/embedding.ts'
import { ADAM, type Batch, FIELDS, initialValues, lossOf, type Rows, SHAPES, TASKS } from './reference.ts'

export type Step = (index: number) => Promise<number>

/** Rows of batch `index`: batches follow each other through the rows, round and round. */
const first = (rows: Rows, batch: number, index: number): number => (index * batch) % (rows.count - batch + 1)

export function compiled(rows: Rows, batch: number, kernels: Kernels, workers: number): Step {
  const initial = initialValues()
  const inputs = new Map([
    ['ids', { shape: [batch, FIELDS], dtype: 'int32' as const }],
    ['scenes', { shape: [batch], dtype: 'int32' as const }],
    ['labels', { shape: [batch, TASKS], dtype: 'float32' as const }],
  ])
  const graph = tracing((tracer) => {
    const variables = Object.fromEntries(
      [...initial].map(([name, values]) => {
        const variable = tf.variable(tf.tensor(values, [...(SHAPES[name] as number[])]), true, name)
        tracer.variable(name, variable)
        return [name, variable]
      }),
    )
    const given = Object.fromEntries([...inputs].map(([name, info]) => [name, tracer.input(name, info)]))
    const traced = tracer.graph(() => {
      const { value, grads } = tf.variableGrads(() => lossOf(variables, given as unknown as Batch, lookup))
      return new Map([
        ['loss', value],
        ...Object.entries(grads).map(([name, grad]) => [`gradient/${name}`, grad] as const),
      ])
    })
    tf.dispose([...Object.values(variables), ...Object.values(given)])
    return simplified(traced)
  })
  const part = { graph: withDataset(graph, inputs, rows.count), rowInputs: new Set([ROWS]) }
  const trained = new Map(
    [...initial.keys()].map((name) => [name, { gradient: `gradient/${name}`, shrink: 1 }]),
  )
  const program = programOf(new Map([['step', part]]), {
    batch,
    variables: initial,
    trained,
    kernels,
    workers,
  })
  for (const name of ['ids', 'scenes', 'labels'] as const) program.input(tableOf(name)).set(rows[name])
  return async (index) => {
    const from = first(rows, batch, index)
    const ids = program.input(ROWS)
    for (let i = 0; i < batch; i++) ids[i] = from + i
    program.run('step')
    const [loss] = program.output('step', 'loss')
    program.adam(adamAt(index, ADAM.rate))
    return loss as number
  }
}

function batchesOf(rows: Rows, batch: number): (index: number) => Batch {
  return (index) => {
    const from = first(rows, batch, index)
    return {
      ids: tf.tensor2d(rows.ids.subarray(from * FIELDS, (from + batch) * FIELDS), [batch, FIELDS], 'int32'),
      scenes: tf.tensor1d(rows.scenes.subarray(from, from + batch), 'int32'),
      labels: tf.tensor2d(rows.labels.subarray(from * TASKS, (from + batch) * TASKS), [batch, TASKS]),
    }
  }
}
const variablesOf = (): Record<string, tf.Variable> =>
  Object.fromEntries(
    [...initialValues()].map(([name, values]) => [
      name,
      tf.variable(tf.tensor(values, [...(SHAPES[name] as number[])]), true, name),
    ]),
  )

/** Plain tfjs with our kernels: embedding gradient, fused Adam, matmuls that transpose first. */
export function patched(rows: Rows, batch: number): Step {
  const variables = variablesOf()
  const optimizer = adam(
    Object.values(variables).map((variable) => ({ variable, shrink: 1 })),
    ADAM.rate,
  )
  const at = batchesOf(rows, batch)
  return async (index) => {
    const given = at(index)
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => lossOf(variables, given, lookup))
      optimizer.apply(grads, index)
      return value
    })
    const [value] = await loss.data()
    tf.dispose([loss, given.ids, given.scenes, given.labels])
    return value as number
  }
}

/** Plain tfjs as it comes, with nothing added but the kernel without which no embedding trains on WASM. */
export function stock(rows: Rows, batch: number): Step {
  registerSegmentSum()
  const variables = variablesOf()
  const optimizer = tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon)
  const at = batchesOf(rows, batch)
  return async (index) => {
    const given = at(index)
    const loss = optimizer.minimize(
      () => lossOf(variables, given, (table, ids) => tf.gather(table, ids) as tf.Tensor2D),
      true,
    ) as tf.Scalar
    const [value] = await loss.data()
    tf.dispose([loss, given.ids, given.scenes, given.labels])
    return value as number
  }
}

export function registerSegmentSum(): void {
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
      const { numSegments } = attrs as { numSegments?: number }
      return segmentSum(backend as unknown as BackendWasm, x, segmentIds, Number(numSegments))
    },
  })
}

/** Row ids[i] of the result is the sum of the x[i], [segments, …]. */
export function segmentSum(
  wasm: BackendWasm,
  x: tf.TensorInfo,
  ids: tf.TensorInfo,
  segments: number,
): tf.TensorInfo {
  const count = ids.shape.reduce((a, b) => a * b, 1)
  const width = x.shape.reduce((a, b) => a * b, 1) / count
  const out = wasm.makeOutput([segments, ...x.shape.slice(ids.shape.length)], 'float32')
  const heap = (wasm.wasm as unknown as { HEAPU8: Uint8Array<ArrayBuffer> }).HEAPU8.buffer
  const view = (info: tf.TensorInfo, size: number) =>
    new Float32Array(heap, wasm.getMemoryOffset(info.dataId), size)
  const rows = new Int32Array(heap, wasm.getMemoryOffset(ids.dataId), count)
  const [from, to] = [view(x, count * width), view(out, segments * width)]
  to.fill(0)
  for (let i = 0; i < count; i++) {
    const row = (rows[i] as number) * width
    for (let d = 0; d < width; d++) to[row + d] = (to[row + d] as number) + (from[i * width + d] as number)
  }
  return out
}
