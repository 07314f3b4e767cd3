import { type Graph, printGraph } from '../compile/graph.ts'
import { NoForm } from '../compile/wasm/lower.ts'
import { type Program, programOf } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type BatchValues, batchValues, rowOrder } from '../model/batches.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper, Tap } from '../model/stepper.ts'
import { adamAt } from '../nn/adam.ts'
import { checkedStep } from './self-check.ts'
import { traceModel } from './trace-model.ts'

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
  if (traced.writes !== null) throw new NoForm('a write after the step')
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
