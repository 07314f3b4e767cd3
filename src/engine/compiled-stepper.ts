import * as tf from '@tensorflow/tfjs'
import { type Graph, printGraph } from '../compile/graph.ts'
import { simplified } from '../compile/passes.ts'
import { tracing } from '../compile/trace/backend.ts'
import { NoForm } from '../compile/wasm/lower.ts'
import { type Program, programOf } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type BatchValues, batchValues, rowOrder } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Batch, Part } from '../model/stage.ts'
import type { ModelStepper, Tap } from '../model/stepper.ts'
import { keyOf } from '../model/variables.ts'
import { adamAt } from '../nn/adam.ts'
import { lossesAndGradients } from './gradients.ts'
import { checkedStep } from './self-check.ts'

interface Traced {
  readonly step: Graph
  readonly evaluate: Graph
  readonly observe: Graph
  readonly terms: readonly { readonly name: string; readonly weight: number }[]
  readonly variables: ReadonlyMap<string, Float32Array>
  readonly shrunk: readonly string[]
  readonly parameterCount: number
  readonly fieldNames: readonly string[]
}

/**
 * Trains by a program in WebAssembly that was made from what tfjs does in one step: forward, gradients, all of it.
 * Throws `NoRule` or `NoForm` where something in the step cannot be compiled.
 */
export function compiledStepper(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
): ModelStepper {
  const train = encoded.splits.train
  const batchSize = Math.min(config.training.batchSize, train.length)
  const stepsPerEpoch = Math.max(1, train.length / batchSize)
  const traced = traceModel(config, encoded, parts, batchSize)
  const { terms, variables, shrunk } = traced
  const program = programOf(
    new Map([
      ['step', traced.step],
      ['evaluate', traced.evaluate],
      ['observe', traced.observe],
    ]),
    variables,
  )
  const shrink = (1 - config.model.idShrinkPerEpoch) ** (1 / stepsPerEpoch)
  const shrinks = new Map(shrunk.map((name) => [name, shrink]))
  const order = rowOrder(train, config.seed)
  const tasks = encoded.tasks.length
  let pending: number[] = []
  let firstPending = 0
  const batchAt = (index: number): BatchValues =>
    batchValues(encoded, order(index * batchSize, batchSize), {
      seed: config.seed,
      step: index,
      rate: config.model.idDropout,
    })

  function load(batch: BatchValues): void {
    for (const name of ['ids', 'sceneIds', 'labels', 'userMask'] as const) {
      const input = program.input(name)
      if (input.length > 0) input.set(batch[name])
    }
  }

  function forward(
    graph: 'evaluate' | 'observe',
    rows: Uint32Array,
    read: (first: number, count: number) => void,
  ) {
    for (let first = 0; first < rows.length; first += batchSize) {
      const part = rows.subarray(first, first + batchSize)
      const padded = new Uint32Array(batchSize).fill(part[0] as number)
      padded.set(part)
      load(batchValues(encoded, padded, null))
      program.run(graph)
      read(first, part.length)
    }
  }

  load(batchAt(0))
  program.run('step')
  checkedStep(printGraph(traced.step), {
    config,
    encoded,
    parts,
    batch: batchAt(0),
    program,
    terms,
    variables,
  })

  return {
    how: `wasm, compiled (${traced.step.ops.length} operations)`,
    parameterCount: traced.parameterCount,
    fieldNames: traced.fieldNames,
    batchSize,
    terms,
    async steps(count, firstStep) {
      if (pending.length === 0) firstPending = firstStep
      for (let index = firstStep; index < firstStep + count; index++) {
        load(batchAt(index))
        program.run('step')
        for (const { name } of terms) pending.push(program.output('step', `loss/${name}`)[0] as number)
        program.adam('step', { ...adamAt(index, config.training.learningRate), shrinks })
      }
    },
    async losses() {
      const values = Float32Array.from(pending)
      pending = []
      return { firstStep: firstPending, steps: values.length / terms.length, values }
    },
    async evaluate(rows) {
      const logits = new Float32Array(rows.length * tasks)
      forward('evaluate', rows, (first, count) => {
        logits.set(program.output('evaluate', 'logits').subarray(0, count * tasks), first * tasks)
      })
      return logits
    },
    async taps(rows) {
      return tapsOf(traced.observe, program, rows, batchSize, (read) => forward('observe', rows, read))
    },
    keepBest: program.keep,
    restoreBest: program.restore,
    tensorCount: () => 0,
    dispose() {
      pending = []
    },
  }
}

/** The three graphs of a model, and what its variables start from. Nothing of tfjs is left alive. */
function traceModel(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
  batchSize: number,
): Traced {
  const alive = tf.memory().numTensors
  const traced = tracing((tracer) => {
    const ranker = buildRanker(encoded, config.model, parts, config.seed)
    const rows = (width: number, dtype: 'int32' | 'float32') => ({ shape: [batchSize, width], dtype })
    const batch: Batch = {
      ids: tracer.input('ids', rows(encoded.fields.length, 'int32')),
      sceneIds: tracer.input('sceneIds', { shape: [batchSize], dtype: 'int32' }),
      labels: tracer.input('labels', rows(encoded.tasks.length, 'float32')),
      userMask: tracer.input('userMask', rows(1, 'float32')),
    }
    const variables = new Map(
      ranker.variables.map(({ variable }) => [keyOf(variable), tracer.variable(keyOf(variable), variable)]),
    )
    const names: string[] = []
    function stepAt(step: number): Graph {
      let kept: tf.Tensor[] = []
      const graph = tracer.graph(() => {
        const { losses, gradients } = lossesAndGradients(ranker, batch, step)
        names.splice(0, names.length, ...losses.keys())
        kept = [...losses.values()]
        return new Map([
          ...[...losses].map(([name, term]) => [`loss/${name}`, term] as const),
          ...[...gradients].map(([name, gradient]) => [`gradient/${name}`, gradient] as const),
        ])
      })
      tf.dispose(kept)
      return simplified(graph)
    }
    const step = stepAt(0)
    if (printGraph(stepAt(1)) !== printGraph(step)) throw new NoForm('a value that changes from step to step')
    const before = ranker.variables.map(({ variable }) => variable.dataId)
    ranker.afterStep()
    if (ranker.variables.some(({ variable }, i) => variable.dataId !== before[i]))
      throw new NoForm('a write after the step')
    const seen = (observe: boolean): Graph =>
      simplified(
        tracer.graph(() => {
          const { logits, taps, states } = ranker.forward(batch, { training: false, observe, step: 0 })
          return new Map<string, tf.Tensor>([
            ['logits', logits],
            ...[...taps].map(([name, tap]) => [`tap/${name}`, tap] as const),
            ...[...states].map(([name, state]) => [`state/${name}`, state] as const),
          ])
        }),
      )
    const [evaluate, observe] = [seen(false), seen(true)]
    const terms = names.map((name) => ({ name, weight: ranker.weightOf(name) }))
    const shrunk = ranker.variables.flatMap((one) => (one.shrunk ? [keyOf(one.variable)] : []))
    const { parameterCount, fieldNames } = ranker
    ranker.dispose()
    tf.dispose([batch.ids, batch.sceneIds, batch.labels, batch.userMask])
    return { step, evaluate, observe, terms, variables, shrunk, parameterCount, fieldNames }
  })
  const left = tf.memory().numTensors - alive
  if (left !== 0) throw new Error(`tracing left ${left} tensors`)
  return traced
}

function tapsOf(
  graph: Graph,
  program: Program,
  rows: Uint32Array,
  batchSize: number,
  forward: (read: (first: number, count: number) => void) => void,
): ReadonlyMap<string, Tap> {
  const taps = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  forward((first, count) => {
    for (const [output, { shape }] of graph.outputs) {
      const [kind, name] = output.split(/\/(.*)/s) as [string, string]
      const values = program.output('observe', output)
      if (kind === 'state') taps.set(name, { shape, values: Float32Array.from(values) })
      if (kind !== 'tap') continue
      const width = values.length / batchSize
      const tap = taps.get(name) ?? {
        shape: [rows.length, ...shape.slice(1)],
        values: new Float32Array(rows.length * width),
      }
      tap.values.set(values.subarray(0, count * width), first * width)
      taps.set(name, tap)
    }
  })
  return taps
}
