import type * as tf from '@tensorflow/tfjs'
import type { Info } from '../compile/graph.ts'
import type { Tracer } from '../compile/trace/backend.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { HISTORY_LENGTH } from '../core/data/history.ts'
import type { Batch } from '../model/stage.ts'

/** A batch of so many rows whose values are inputs of a trace; `inputs` is told their shapes and types by name. */
export function tracedBatch(
  tracer: Tracer,
  { fields, tasks, history, targets }: EncodedDataset,
  rows: number,
  inputs: Map<string, Info>,
): Batch {
  function input<T extends tf.Tensor>(name: string, dtype: Info['dtype'], ...width: number[]): T {
    const info: Info = { shape: [rows, ...width], dtype }
    inputs.set(name, info)
    return tracer.input<T>(name, info)
  }
  return {
    ids: input('ids', 'int32', fields.length),
    sceneIds: input('sceneIds', 'int32'),
    labels: input('labels', 'float32', tasks.length),
    userMask: input('userMask', 'float32', 1),
    history: history === null ? null : input('history', 'int32', HISTORY_LENGTH),
    targets: targets === null ? null : input('targets', 'float32', tasks.length),
  }
}
