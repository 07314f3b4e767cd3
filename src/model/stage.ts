import type * as tf from '@tensorflow/tfjs'
import type { EncodedDataset, Field } from '../core/data/encoded.ts'
import type { FieldQuestion, RowTable, Stage } from '../core/module-spec.ts'
import type { Initializer } from '../nn/initializer.ts'

// B rows, A encoded fields, F plain fields, d embedding width, T tasks, H hidden units, S scenes.

/** The ids of a batch, whole rows of `EncodedDataset.ids`, and what goes with them. */
export interface Batch {
  /** int32 [B, A]: id within each field's own vocabulary, in the order of `EncodedDataset.fields`. */
  readonly ids: tf.Tensor2D
  /** int32 [B]. */
  readonly sceneIds: tf.Tensor1D
  /** [B, T]. */
  readonly labels: tf.Tensor2D
  /** [B, 1]: 0 where a user's own embedding is silent (unseen users; dropped rows in training), else 1. */
  readonly userMask: tf.Tensor2D
  /** int32 [B, L]: items that the user took up before the row, latest first, 0 where none; null when no part reads them. */
  readonly history: tf.Tensor2D | null
  /** [B, T]: watch times as shares among rows of like duration; null when no part reads them. */
  readonly targets: tf.Tensor2D | null
}
export interface Embedded {
  readonly batch: Batch
  /** [B, F, d]: embeddings of the plain fields. The user id is not among them. */
  readonly fields: tf.Tensor3D
  /** [B, d]: the user id's embedding after dropout, for the FM path only; null when off. */
  readonly user: tf.Tensor2D | null
  /** [B, E]: dense values that join the MLP's input through zero-initialised weights; null when none. */
  readonly extras: tf.Tensor2D | null
  /** Gates of hidden layers give 1, because their module was asked to do without. */
  readonly isUngated?: true
  /** [B]: the linear part of the plain fields, already summed. */
  readonly linear: tf.Tensor1D
  /** Embeddings [n, d] of items by their ids [n]; null when the item id is no plain field. */
  readonly items: ((ids: tf.Tensor1D) => tf.Tensor2D) | null
}
export interface Interacted {
  readonly batch: Batch
  /** [B, H]. */
  readonly hidden: tf.Tensor2D
  /** [B]: wide part, added to every task's logit. */
  readonly logit: tf.Tensor1D
}
export interface Routed {
  readonly batch: Batch
  /** [B, T]: what the task towers give, wide logit included. */
  readonly logits: tf.Tensor2D
  /** [B, T, U]: last hidden layer of each task's tower. */
  towers(): tf.Tensor3D
  /** [B, T]: what each row counts for in each task's loss, about 1 on average; null when all count alike. */
  readonly weights: tf.Tensor2D | null
}
export interface Related {
  /** [B, T]: logit of each task's marginal probability. */
  readonly logits: tf.Tensor2D
  /** T scalars: mean loss of each task over the batch. */
  readonly taskLosses: readonly tf.Scalar[]
}
/** The losses that a step balances, and what tells how they pull. */
export interface Pulling {
  /** Rows of the batch. */
  readonly rows: number
  /** T scalars: mean loss of each task over the batch. */
  readonly taskLosses: readonly tf.Scalar[]
  /** [B, H]: last hidden layer that all scenes and tasks share. */
  readonly hidden: tf.Tensor2D
  /** What is trained up to that layer. */
  readonly shared: readonly tf.Variable[]
}
export interface Balanced {
  /** T scalars: what each task adds to the total loss. */
  readonly objectives: readonly tf.Scalar[]
  /** What takes gradients of single losses; to be called once, on the tape that recorded them. Absent when nothing does. */
  readonly adapt?: () => Adaptation
}
export interface Adaptation {
  readonly gauges?: Readonly<Record<string, tf.Scalar>>
  /** What is added to the gradient of the total, by name of variable. */
  readonly corrections?: Readonly<tf.NamedTensorMap>
  /** What state becomes after the update. */
  readonly writes?: ReadonlyMap<tf.Variable, tf.Tensor>
}
/** What a student model learns from: the rows, and what the model ranks them by. */
export interface Distillable {
  readonly batch: Batch
  /** [B, T]: logit of each task's marginal probability, free of corrections for how the log was made. */
  readonly logits: tf.Tensor2D
}
export interface StageIO {
  readonly represent: readonly [Embedded, Embedded]
  readonly rescale: readonly [Embedded, Embedded]
  readonly interact: readonly [Embedded, Interacted]
  /** Losses on the last hidden layer that all scenes and tasks share. */
  readonly supervise: readonly [Interacted, Interacted]
  readonly route: readonly [Interacted, Routed]
  /** What is known of how the log was made: it changes what is trained on, and is silent at evaluation. */
  readonly correct: readonly [Routed, Routed]
  readonly relate: readonly [Routed, Related]
  /** How the tasks' losses become one; it is silent at evaluation. */
  readonly balance: readonly [Pulling, Balanced]
  /**
   * Another model, taught by this one and trained in the same step. It reads the logits through a stop-gradient and has
   * variables of its own, so that nothing of this model depends on it. What it scores by is its tap `logit`, [B].
   */
  readonly distil: readonly [Distillable, Distillable]
}

/** What the next layer will be built for. */
export interface Shape {
  /** Names of the plain fields, in order. */
  readonly fieldNames: readonly string[]
  readonly embeddingDim: number
  /** Width of `Embedded.extras`; 0 when none. */
  readonly extras: number
  readonly hiddenUnits: number
  /** Width of `Routed.towers`; 0 before the route stage. */
  readonly towerUnits: number
  /** Makes the gate of a hidden layer, [B, units] around 1, by the layer's name; absent when nothing gates them. */
  readonly hiddenGate?: (name: string, units: number) => (input: Embedded) => tf.Tensor2D
}
export interface Mode {
  readonly training: boolean
  readonly observe: boolean
  /** Counted from 0; the same step draws the same numbers. */
  readonly step: number
}
export interface Contribution<Out> {
  readonly out: Out
  /** Unweighted scalars by the spec's names; absent terms are absent, not 0. */
  readonly losses?: Readonly<Record<string, tf.Scalar>>
  /** Scalars of a training step that are no loss terms, by names of the spec or, one a task, `name/<task>`. */
  readonly gauges?: Readonly<Record<string, tf.Scalar>>
  /** Only when `observe`: a value for each row, [B, …]. */
  readonly taps?: Readonly<Record<string, tf.Tensor>>
  /** Only when `observe`: tensors of the layer itself, without rows. */
  readonly states?: Readonly<Record<string, tf.Tensor>>
}
export interface Layer<S extends Stage> {
  readonly shape: Shape
  apply(input: StageIO[S][0], mode: Mode): Contribution<StageIO[S][1]>
  /** What it does in the stead of `apply` where a trained model is asked what it relies on, by the spec's names. */
  readonly interventions?: Readonly<Record<string, Pick<Layer<S>, 'apply'>>>
  /** Of a route layer: variables of which each scene has a part of its own. */
  readonly owned?: readonly Owned[]
  /** Of a relate layer: weight of each task's loss in the total; all 1 when absent. */
  readonly taskWeights?: readonly number[]
  /** State that no gradient trains, after the optimiser's update: an erase/add write. */
  afterStep?(): void
}

/** What a layer is built from. */
export interface BuildContext extends Initializer {
  /** Shape that the previous layer gives. */
  readonly shape: Shape
  readonly fields: readonly Field[]
  readonly tasks: EncodedDataset['tasks']
  readonly sceneCount: number
  /** [vocabulary of the user field]: each user's id in field `field`, by user id; 0 for the unseen user. */
  userAttributes(field: number): Int32Array
  /** Train rows of each id of field `field`. */
  trainCounts(field: number): Int32Array
  /** Share of positives of a task among the train rows of each id of field `field`, with 10 pseudo-rows at the base rate. */
  trainRates(field: number, task: number): Float32Array
  /** [vocabulary of the user field]: train rows of each user, by user id; 0 for the unseen user. */
  userActivity(): Int32Array
  /** Widths of each task's tower. */
  readonly tower: readonly number[]
  /** Base rate of each task on train: initial biases. */
  readonly baseRates: readonly number[]
  /** Rows of train: with the rows of a batch, how many steps are an epoch. */
  readonly trainRows: number
  readonly seed: number
  /** Set where a trained model is rebuilt to be asked about: layers then have state by which they can be held. */
  readonly isInspected?: true
}
/** A variable that reads as [before, scenes, …]: what lies at a scene's index serves rows of that scene alone. */
export interface Owned {
  readonly variable: tf.Variable
  readonly before: number
  readonly scenes: number
}
export type BuildLayer<Config, S extends Stage> = (config: Config, context: BuildContext) => Layer<S>

/** A module switched on: its place, its layer's builder and the weights of its loss terms. */
export interface Part<S extends Stage = Stage> {
  readonly id: string
  readonly stage: S
  build(context: BuildContext): Layer<S>
  /** What batches must carry for it. */
  readonly reads?: readonly RowTable[]
  /** What is asked of the fields that its student reads. */
  readonly examines?: FieldQuestion | null
  /** Weight of each loss term by unprefixed name. */
  readonly lossWeights: Readonly<Record<string, number>>
}
