import type { Info } from '../compile/graph.ts'
import { simplified } from '../compile/passes.ts'
import { tracing } from '../compile/trace/backend.ts'
import { NoRule } from '../compile/trace/rules.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { disposeBatch } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { keyOf } from '../model/variables.ts'
import { modelGraph, NotPortable, type Pass } from '../portable/from-traces.ts'
import type { ModelGraph } from '../portable/model-graph.ts'
import { tracedBatch } from './traced-batch.ts'

/** Two primes: no size of a model is a multiple of both by chance. */
const ROWS = [997, 1009] as const

/**
 * How a trained model makes logits, for any number of rows. Throws `NotPortable` where it does something that a trace
 * cannot hold or that has no form outside. Nothing of tfjs is left alive.
 */
export function traceLogits(...model: Parameters<typeof traced>): ModelGraph {
  try {
    return traced(...model)
  } catch (error) {
    throw error instanceof NoRule ? new NotPortable(error.message, null) : error
  }
}

function traced(config: ExperimentConfig, encoded: EncodedDataset, parts: readonly Part[]): ModelGraph {
  return tracing((tracer) => {
    const ranker = buildRanker(encoded, config.model, parts, config.seed)
    const weights = new Map(
      ranker.variables.map(({ variable }) => {
        tracer.variable(keyOf(variable), variable)
        return [keyOf(variable), variable.shape] as const
      }),
    )
    const inputs = new Map<string, Info>()
    function passWith(rows: number): Pass {
      const batch = tracedBatch(tracer, encoded, rows, inputs)
      const mode = { training: false, observe: false, step: 0 }
      const graph = simplified(tracer.graph(() => new Map([['logits', ranker.forward(batch, mode).logits]])))
      disposeBatch(batch)
      return { graph, rows }
    }
    try {
      return modelGraph([passWith(ROWS[0]), passWith(ROWS[1])], 'logits', { inputs, weights })
    } finally {
      ranker.dispose()
    }
  })
}
