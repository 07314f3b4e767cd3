import type { MetricKey } from '../core/metrics/series.ts'
import type { Interruption } from './interruption.ts'
import type { TestReport } from './report.ts'

/** Rows whose taps are observed: one row each of up to 1,024 users, drawn once per dataset and split. */
export interface ObservedRows {
  readonly sceneIds: Int32Array
  readonly sceneNames: readonly string[]
  readonly deciles: Uint8Array
  /** Planted group of each row's user, on generated data that has groups. */
  readonly planted?: Int32Array
  /** Every field that is not an id: name, labels by id, and the id of each observed row. */
  readonly fields: readonly {
    readonly name: string
    readonly roles: readonly string[]
    readonly labels: readonly string[]
    readonly ids: Int32Array
    /** Of numbers in bins: where they are cut. A label names a bin, then, and no value. */
    readonly cuts?: readonly number[]
  }[]
  /** Names of the plain fields in the order of the weights tap. */
  readonly plainFields: readonly string[]
}

/** Tap of the memberships in clusters [rows, K]. */
export const ASSIGNMENT = 'user-clusters/assignment'

/** Snapshot of how scenes pull on what they share: cosines [S, S] between their gradients. */
export const SCENE_CONFLICT = 'model/scene-conflict'
/** Norms [S, S] of what the rows of a scene pull at the weights that belong to a scene alone: 0 but on the diagonal. */
export const SCENE_REACH = 'model/scene-reach'
/** Largest change [1] of a logit, over the spread of logits, when other rows stand beside its row in the batch. */
export const BATCH_EFFECT = 'model/batch-effect'
/** What labels say, before any training: `LabelConflict` of scenes [2, S, S] and of tasks [2, T, T], cosines and then the least contrary. */
export const SCENE_LABELS = 'model/scene-labels'
export const TASK_LABELS = 'model/task-labels'
/** AUC [F, T] on validation of each observed field's train rates alone, for each task; NaN where a class is absent. */
export const FIELD_AUC = 'model/field-auc'

/** Gauge of each step: the loss that is minimised, as the optimiser has it. */
export const TOTAL_LOSS = 'model/total'
/** Gauge, now and then: ‖∂(w L)/∂θ‖ of a weighted loss term on all that is trained before the route stage. */
export const termPull = (term: string): string => `model/pull/${term}`
/** Gauge, now and then: ‖∂loss/∂θ‖ over what a part of the model trains. */
export const partPull = (part: string): string => `model/part/${part}`

export type RunEvent =
  | {
      readonly type: 'started'
      /** For example `wasm, eager`. */
      readonly how: string
      readonly parameterCount: number
      readonly totalSteps: number
      readonly stepsPerEpoch: number
      readonly batchSize: number
      readonly terms: readonly { readonly name: string; readonly weight: number }[]
      /** Step from which it goes on; what was told after it is told again. 0 where it begins anew, as without one. */
      readonly from?: number
    }
  | {
      readonly type: 'metrics'
      readonly points: readonly { readonly key: MetricKey; readonly step: number; readonly value: number }[]
    }
  | {
      readonly type: 'progress'
      readonly step: number
      readonly rowsPerSecond: number
      readonly tensors: number
    }
  | { readonly type: 'observing'; readonly rows: ObservedRows }
  | {
      readonly type: 'snapshot'
      readonly step: number
      /** `user-clusters/assignment`. */
      readonly tap: string
      readonly shape: readonly number[]
      readonly values: Float32Array
    }
  | { readonly type: 'paused' | 'resumed'; readonly step: number }
  /** It stood still, or went back, and goes on. */
  | ({ readonly type: 'continued' } & Interruption)
  /** Everything that training goes on from at this step is kept, and was read back; all that was told until then is told. */
  | { readonly type: 'checkpointed'; readonly step: number; readonly seconds: number; readonly bytes: number }
  | { readonly type: 'tested'; readonly step: number; readonly report: TestReport }
  | {
      readonly type: 'ended'
      readonly reason: EndReason
      readonly step: number
      readonly bestStep: number | null
      readonly seconds: number
      readonly rowsPerSecond: number
    }
  /** A bug: catalogue code below `failures.`, and the technical text. */
  | { readonly type: 'failed'; readonly code: string; readonly detail: string }

/** `finished`: by epochs or patience. `stopped`: by a person; what was reached is kept and tested. */
export type EndReason = 'finished' | 'stopped' | 'diverged'
