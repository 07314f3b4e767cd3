import { ROWS, tableOf } from '../compile/dataset.ts'
import { type Graph, printGraph } from '../compile/graph.ts'
import type { Kernels } from '../compile/wasm/memory.ts'
import { type Program, programOf } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { changed, repeated, rowOrder, userMaskOf } from '../model/batches.ts'
import { kept } from '../model/checkpoint.ts'
import { readBy } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { type ModelStepper, readingsOf, type Tap } from '../model/stepper.ts'
import { adamAt } from '../nn/adam.ts'
import { piecesOf, tablesOf } from './pieces.ts'
import { checkedStep } from './self-check.ts'
import { type Traced, traceModel } from './trace-model.ts'

/** How a program is run; results do not depend on the number of workers. */
export interface Execution {
  readonly kernels: Kernels
  /** Threads, this one included. */
  readonly workers: number
}

/**
 * Trains by a program in WebAssembly that was made from what tfjs does in one step: forward, gradients, all of it.
 * Throws `NoRule` or `NoForm` where something in the step cannot be compiled.
 */
export function compiledStepper(
  config: ExperimentConfig,
  given: EncodedDataset,
  parts: readonly Part[],
  execution: Execution,
): ModelStepper {
  const encoded = readBy(given, parts)
  const train = encoded.splits.train
  const batchSize = Math.min(config.training.batchSize, train.length)
  const stepsPerEpoch = Math.max(1, train.length / batchSize)
  const traced = traceModel(config, encoded, parts, batchSize)
  const { terms, gauges, variables, shrunk } = traced
  const shrink = (1 - config.model.idShrinkPerEpoch) ** (1 / stepsPerEpoch)
  const trained = [...variables.keys()]
    .filter((name) => traced.step.outputs.has(`gradient/${name}`))
    .map(
      (name) => [name, { gradient: `gradient/${name}`, shrink: shrunk.includes(name) ? shrink : 1 }] as const,
    )
  const program = programOf(piecesOf(traced, batchSize, encoded), {
    batch: batchSize,
    variables,
    trained: new Map(trained),
    ...execution,
  })
  for (const [name, values] of tablesOf(encoded)) {
    const table = program.input(tableOf(name))
    if (table.length > 0) table.set(values)
  }
  const order = rowOrder(train, config.seed)
  const tasks = encoded.tasks.length
  const read = [...terms.map(({ name }) => `loss/${name}`), ...gauges.map((name) => `gauge/${name}`)]
  let pending: number[] = []
  let firstPending = 0
  let isKept = false

  function load(rows: Uint32Array, step: number | null, from = encoded): void {
    program.input(ROWS).set(rows)
    const mask = program.input('userMask')
    const drop = step === null ? null : { seed: config.seed, step, rate: config.model.idDropout }
    if (mask.length > 0) mask.set(userMaskOf(from, rows, drop))
  }
  /** Runs something with other ids and scenes in the dataset's tables. */
  function reading(from: EncodedDataset, run: () => void): void {
    const others = (['ids', 'sceneIds'] as const).filter((name) => from[name] !== encoded[name])
    const filled = (values: EncodedDataset): void => {
      for (const name of others) {
        const table = program.input(tableOf(name))
        if (table.length > 0) table.set(values[name])
      }
    }
    filled(from)
    try {
      run()
    } finally {
      filled(encoded)
    }
  }
  const loadStep = (index: number): void => load(order(index * batchSize, batchSize), index)

  function forward(
    graph: 'evaluate' | 'observe' | 'altered',
    rows: Uint32Array,
    read: (first: number, count: number) => void,
    from = encoded,
  ) {
    for (let first = 0; first < rows.length; first += batchSize) {
      const part = rows.subarray(first, first + batchSize)
      load(repeated(part, batchSize), null, from)
      program.run(graph)
      read(first, part.length)
    }
  }

  try {
    loadStep(0)
    program.run('step')
    const rows = order(0, batchSize)
    checkedStep(textOf(traced), { config, encoded, parts, rows, program, traced })
  } catch (error) {
    program.dispose()
    throw error
  }

  return {
    how: `wasm, compiled (${[`${traced.step.ops.length} operations`, ...manner(execution)].join(', ')})`,
    parameterCount: traced.parameterCount,
    fieldNames: traced.fieldNames,
    batchSize,
    terms,
    gauges,
    async steps(count, firstStep) {
      if (pending.length === 0) firstPending = firstStep
      for (let index = firstStep; index < firstStep + count; index++) {
        loadStep(index)
        program.run('step')
        for (const name of read) pending.push(program.output('step', name)[0] as number)
        program.adam(adamAt(index, config.training.learningRate))
        if (traced.writes !== null) program.run('writes')
      }
    },
    async losses() {
      const rows = Float32Array.from(pending)
      pending = []
      return readingsOf(rows, firstPending, { terms, gauges })
    },
    async evaluate(rows, change) {
      const logits = new Float32Array(rows.length * tasks)
      const from = changed(encoded, change ?? null)
      reading(from, () =>
        forward(
          'evaluate',
          rows,
          (first, count) => {
            logits.set(program.output('evaluate', 'logits').subarray(0, count * tasks), first * tasks)
          },
          from,
        ),
      )
      return logits
    },
    async altered(rows) {
      if (traced.altered === null) return new Map()
      const logits = new Map(
        [...traced.altered.outputs.keys()].map((output) => [output, new Float32Array(rows.length * tasks)]),
      )
      forward('altered', rows, (first, count) => {
        for (const [output, own] of logits)
          own.set(program.output('altered', output).subarray(0, count * tasks), first * tasks)
      })
      return new Map([...logits].map(([output, own]) => [output.slice('logits/'.length), own]))
    },
    async pull(rows) {
      if (traced.pull === null) return { shared: new Float32Array(0), own: new Float32Array(0) }
      load(repeated(rows, batchSize), null)
      program.run('pull')
      const outputs = [...traced.pull.outputs.keys()]
      const valuesOf = (names: readonly string[]) =>
        joined(names.map((output) => program.output('pull', output)))
      return {
        shared: valuesOf(outputs.filter((output) => output !== 'own')),
        own: valuesOf(outputs.filter((output) => output === 'own')),
      }
    },
    async gradients(rows) {
      load(repeated(rows, batchSize), null)
      program.run('gradients')
      return new Map(
        [...traced.gradients.outputs.keys()].map((output) => [
          output,
          program.output('gradients', output)[0] as number,
        ]),
      )
    },
    async taps(rows, change) {
      const from = changed(encoded, change ?? null)
      let taps: ReadonlyMap<string, Tap> = new Map()
      reading(from, () => {
        taps = tapsOf(traced.observe, program, rows, batchSize, (read) =>
          forward('observe', rows, read, from),
        )
      })
      return taps
    },
    async variables() {
      return new Map([...variables.keys()].map((name) => [name, Float32Array.from(program.variable(name))]))
    },
    assign(values) {
      for (const name of variables.keys()) {
        const own = values.get(name)
        if (own !== undefined) program.variable(name).set(own)
      }
    },
    keepBest() {
      program.keep()
      isKept = true
    },
    restoreBest: program.restore,
    async saved() {
      const copies = (names: Iterable<string>, of: (name: string) => Float32Array) =>
        new Map([...names].map((name) => [name, Float32Array.from(of(name))]))
      const names = trained.map(([name]) => name)
      return {
        variables: copies(variables.keys(), program.variable),
        first: copies(names, (name) => program.moments(name)[0]),
        second: copies(names, (name) => program.moments(name)[1]),
        best: isKept ? copies(variables.keys(), program.kept) : null,
      }
    },
    resume(state) {
      const fill = (
        views: readonly Float32Array[],
        from: readonly ReadonlyMap<string, Float32Array>[],
        name: string,
      ) => {
        for (const [i, view] of views.entries())
          view.set(kept(from[i] as ReadonlyMap<string, Float32Array>, name, view.length))
      }
      for (const name of variables.keys()) fill([program.variable(name)], [state.variables], name)
      for (const [name] of trained) fill(program.moments(name), [state.first, state.second], name)
      isKept = state.best !== null
      if (state.best !== null)
        for (const name of variables.keys()) fill([program.kept(name)], [state.best], name)
    },
    tensorCount: () => 0,
    dispose() {
      pending = []
      program.dispose()
    },
  }
}

/** What is out of the ordinary about a program's execution. */
const manner = ({ kernels, workers }: Execution): readonly string[] => [
  ...(workers > 1 ? [`${workers} threads`] : []),
  ...(kernels === 'relaxed' ? ['relaxed SIMD'] : []),
]

const textOf = ({ step, writes }: Traced): string =>
  [step, writes].map((graph) => (graph === null ? '' : printGraph(graph))).join('\n')

/** One after another, as values of its own. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
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
