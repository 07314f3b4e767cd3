import type { Column } from './dataset.ts'
import type { History } from './history.ts'
import type { RequestCodes, Watch } from './requests.ts'
import type { FeatureRole, FeatureSource, Split } from './schema.ts'

/** A feature, id or scene as the model reads it: a vocabulary fitted on the train split; id 0 is unseen or missing. */
export interface Field {
  readonly name: string
  readonly kind: 'user' | 'item' | 'scene' | 'feature'
  readonly source: FeatureSource
  readonly roles: readonly FeatureRole[]
  /** Ids run from 0 to vocabSize − 1. */
  readonly vocabSize: number
  /** What each id means; index 0 is the unseen or missing one. Empty for user and item ids. */
  readonly labels: readonly string[]
  /** Of numbers in bins: a value has the id 1 + the number of cuts at or below it. */
  readonly cuts?: readonly number[]
}

/** A dataset under a schema and a split: row-major, ready to slice into tensors. */
export interface EncodedDataset {
  readonly rowCount: number
  readonly fields: readonly Field[]
  /** [rowCount, fields.length], ids within each field's own vocabulary. */
  readonly ids: Int32Array
  readonly tasks: readonly { readonly id: string; readonly requires: string | null }[]
  /** [rowCount, tasks.length], 0 or 1. */
  readonly labels: Float32Array
  /** Scene of each row, 0 … sceneNames.length − 1; all 0 when the schema names no scene. */
  readonly sceneIds: Int32Array
  readonly sceneNames: readonly string[]
  /** User of each row as an index over all splits; rows of one user share it. −1 where the user is missing. */
  readonly users: Int32Array
  readonly userCount: number
  /** Item of each row as an index over all splits, −1 where missing. */
  readonly items: Int32Array
  readonly itemCount: number
  /** Train rows of each user [userCount]. */
  readonly activity: Int32Array
  /** Activity decile of each row's user, 1 … 10 by train rows over train users; 0 for users absent from train. */
  readonly deciles: Uint8Array
  /** True probability per task [rowCount, tasks.length] on generated data. */
  readonly truth: Float32Array | null
  /** Planted group of each row's user, on generated data that has groups. */
  readonly planted?: Int32Array
  readonly splits: Readonly<Record<Split, Uint32Array>>
  /** Behaviours before each row; null where the schema gives neither a list column nor item, user and time. */
  behaviours(): History | null
  /**
   * Watch times as shares of the train rows of like duration that watched less, [rowCount, tasks.length]; the label itself
   * for a task without a threshold. Null where the schema names no numeric duration.
   */
  quantiles(): Float32Array | null
  /** A column that the schema names, one value for each encoded row; null for any other. */
  mapped(column: string): Column | null
  /** Which rows were shown together, as far as the schema tells. */
  requests(): RequestCodes
  /** How long each row was watched; null where no task cuts a numeric column. */
  watch(): Watch | null
  /** Ids as in the file, by index of user and of item. They stay on this device. */
  userNames(): readonly string[]
  itemNames(): readonly string[]
  /** The same tables where a part of the model reads them, else null: what batches carry. */
  readonly history: History | null
  readonly targets: Float32Array | null
}
