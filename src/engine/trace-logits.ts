import * as tf from '@tensorflow/tfjs'
import type { Info } from '../compile/graph.ts'
import { simplified } from '../compile/passes.ts'
import { tracing } from '../compile/trace/backend.ts'
import { NoRule } from '../compile/trace/rules.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { HISTORY_LENGTH } from '../core/data/history.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Batch, Part } from '../model/stage.ts'
import { keyOf } from '../model/variables.ts'
import { modelGraph, NotPortable, type Pass } from '../portable/from-traces.ts'
import type { ModelGraph } from '../portable/model-graph.ts'

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
      const given: tf.Tensor[] = []
      function input<T extends tf.Tensor>(name: string, dtype: Info['dtype'], ...width: number[]): T {
        const info: Info = { shape: [rows, ...width], dtype }
        inputs.set(name, info)
        const tensor = tracer.input<T>(name, info)
        given.push(tensor)
        return tensor
      }
      const batch: Batch = {
        ids: input('ids', 'int32', encoded.fields.length),
        sceneIds: input('sceneIds', 'int32'),
        labels: input('labels', 'float32', encoded.tasks.length),
        userMask: input('userMask', 'float32', 1),
        history: encoded.history === null ? null : input('history', 'int32', HISTORY_LENGTH),
        targets: encoded.targets === null ? null : input('targets', 'float32', encoded.tasks.length),
      }
      const mode = { training: false, observe: false, step: 0 }
      const graph = simplified(tracer.graph(() => new Map([['logits', ranker.forward(batch, mode).logits]])))
      tf.dispose(given)
      return { graph, rows }
    }
    try {
      return modelGraph([passWith(ROWS[0]), passWith(ROWS[1])], 'logits', { inputs, weights })
    } finally {
      ranker.dispose()
    }
  })
}
