import * as tf from '@tensorflow/tfjs'
import { type Graph, type Info, printGraph } from '../compile/graph.ts'
import { NoForm } from '../compile/no-form.ts'
import { simplified } from '../compile/passes.ts'
import { tracing } from '../compile/trace/backend.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { disposeBatch } from '../model/batches.ts'
import { isRouted, pulls } from '../model/pull.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { termGradients } from '../model/term-gradients.ts'
import { type TrainingStep, trainingStep } from '../model/training-step.ts'
import { keyOf } from '../model/variables.ts'
import { tracedBatch } from './traced-batch.ts'

export interface Traced {
  /** Outputs `loss/<term>`, `gauge/<name>`, `gradient/<variable>` and `keep/<n>`. */
  readonly step: Graph
  /** What is written to variables after the optimiser's update, `write/<variable>`; null when nothing. */
  readonly writes: Graph | null
  /** Outputs `logits`, and `tap/…` and `state/…` when observing. */
  readonly evaluate: Graph
  readonly observe: Graph
  /** Outputs `logits/<intervention>`; null without interventions. One graph, for what they have in common. */
  readonly altered: Graph | null
  /** Outputs `shared/<variable>`, and `own` where scenes have something of their own; null where they are not routed. */
  readonly pull: Graph | null
  /** The scalars of `termGradients`. */
  readonly gradients: Graph
  /** Inputs of the graphs: rows of a batch. */
  readonly inputs: ReadonlyMap<string, Info>
  readonly terms: readonly { readonly name: string; readonly weight: number }[]
  readonly gauges: readonly string[]
  readonly variables: ReadonlyMap<string, Float32Array>
  readonly shrunk: readonly string[]
  readonly parameterCount: number
  readonly fieldNames: readonly string[]
}

/** The graphs of a model, and what its variables start from. Nothing of tfjs is left alive. */
export function traceModel(
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
  batchSize: number,
): Traced {
  const alive = tf.memory().numTensors
  const traced = tracing((tracer) => {
    const ranker = buildRanker(encoded, config.model, parts, config.seed)
    const inputs = new Map<string, Info>()
    const batch = tracedBatch(tracer, encoded, batchSize, inputs)
    const variables = new Map(
      ranker.variables.map(({ variable }) => [keyOf(variable), tracer.variable(keyOf(variable), variable)]),
    )
    const keys = new Map(ranker.variables.map(({ variable }) => [variable.name, keyOf(variable)]))
    let names: readonly string[] = []
    let gauges: readonly string[] = []
    function stepAt(step: number): { step: Graph; writes: Graph | null } {
      const taken: TrainingStep[] = []
      const { graph, writes } = tracer.graphs(
        () => {
          const one = trainingStep(ranker, batch, step)
          taken.push(one)
          names = [...one.losses.keys()]
          gauges = [...one.gauges.keys()]
          return new Map([
            ...[...one.losses].map(([name, term]) => [`loss/${name}`, term] as const),
            ...[...one.gauges].map(([name, gauge]) => [`gauge/${name}`, gauge] as const),
            ...Object.entries(one.gradients).map(
              ([name, gradient]) => [`gradient/${keys.get(name)}`, gradient] as const,
            ),
          ])
        },
        () => {
          for (const one of taken) one.commit()
        },
        new Map(ranker.variables.map(({ variable }) => [keyOf(variable), variable])),
      )
      for (const one of taken) one.dispose()
      return { step: simplified(graph), writes: writes === null ? null : simplified(writes) }
    }
    const { step, writes } = stepAt(0)
    const textOf = (traced: { step: Graph; writes: Graph | null }): string =>
      [traced.step, traced.writes].map((graph) => (graph === null ? '' : printGraph(graph))).join('\n')
    if (textOf(stepAt(1)) !== textOf({ step, writes }))
      throw new NoForm('a value that changes from step to step')
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
    const altered = ranker.interventions.length === 0 ? null : simplified(tracer.graph(logitsUnder))
    const pull = isRouted(encoded, parts) ? simplified(tracer.graph(pulled)) : null
    function pulled(): ReadonlyMap<string, tf.Tensor> {
      const { shared, own } = pulls(ranker, batch)
      return new Map<string, tf.Tensor>([
        ...Object.entries(shared).map(([name, gradient]) => [`shared/${keys.get(name)}`, gradient] as const),
        ...(own === null ? [] : [['own', own] as const]),
      ])
    }
    const gradients = tracedGradients()
    function tracedGradients(): Graph {
      let found: ReadonlyMap<string, tf.Scalar> = new Map()
      const graph = tracer.graph(() => {
        found = termGradients(ranker, batch)
        return found
      })
      tf.dispose([...found.values()])
      return simplified(graph)
    }
    function logitsUnder(): ReadonlyMap<string, tf.Tensor> {
      const mode = { training: false, observe: false, step: 0 }
      return new Map(
        ranker.interventions.map((name) => [`logits/${name}`, ranker.forward(batch, mode, name).logits]),
      )
    }
    const terms = names.map((name) => ({ name, weight: ranker.weightOf(name) }))
    const shrunk = ranker.variables.flatMap((one) => (one.shrunk ? [keyOf(one.variable)] : []))
    const { parameterCount, fieldNames } = ranker
    ranker.dispose()
    disposeBatch(batch)
    return {
      ...{
        step,
        writes,
        evaluate,
        observe,
        altered,
        pull,
        gradients,
        inputs,
        terms,
        gauges,
        variables,
        shrunk,
      },
      ...{ parameterCount, fieldNames },
    }
  })
  const left = tf.memory().numTensors - alive
  if (left !== 0) throw new Error(`tracing left ${left} tensors`)
  return traced
}
