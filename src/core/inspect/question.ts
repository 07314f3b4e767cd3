import type { SliceAsked } from '../metrics/asked-slice.ts'

/** What weights of the gate are held at: 1, or their mean over the test rows. */
export type HoldAt = 'one' | 'mean'

/** What may be asked of the trained weights of a run that has ended. */
export type InspectQuestion =
  /** What the gate's weights alone are worth: each field's held, all of them, and those that are ticked together. */
  | ({
      readonly kind: 'neutralise'
      readonly task: string
      readonly at: HoldAt
      readonly ticked: readonly string[]
    } & SliceAsked)
  /**
   * Test rows of a slice that are of a user by the id in the file; of the least active test user after the `after`-th, who
   * has rows there, where none is named.
   */
  | ({ readonly kind: 'find'; readonly user: string | null; readonly after: number } & SliceAsked)
  /** One row through the model, as it is and with other values in some fields. */
  | { readonly kind: 'microscope'; readonly row: number; readonly edits: readonly Edit[] }
  /** Which test rows of a scene lean on a branch more than the scene does. */
  | { readonly kind: 'gate'; readonly scene: string; readonly branch: number }
export type InspectKind = InspectQuestion['kind']
export type QuestionOf<Kind extends InspectKind> = Extract<InspectQuestion, { readonly kind: Kind }>

/** Another id in a field of a row; 0 is unseen or missing. */
export interface Edit {
  readonly field: string
  readonly id: number
}

/** AUC with some weights held. */
export interface HeldEffect {
  readonly what: 'field' | 'ticked' | 'all'
  /** Which fields are held, with the weight that each is held at; empty where only hidden layers are. */
  readonly fields: readonly { readonly field: string; readonly at: number }[]
  readonly auc: number | null
  /** This AUC less that of the model as it is, and the middle 95 % of it under resampled users. */
  readonly delta: number | null
  readonly low: number | null
  readonly high: number | null
}
export interface NeutraliseAnswer {
  readonly kind: 'neutralise'
  readonly question: QuestionOf<'neutralise'>
  readonly rows: number
  readonly positives: number
  readonly users: number
  /** Of the model as it is. */
  readonly auc: number | null
  readonly effects: readonly HeldEffect[]
}

/** A user on the test split; the id is the file's own. */
export interface FoundUser {
  /** In the encoded dataset. */
  readonly index: number
  readonly name: string
  /** Train rows; 0: absent from train. */
  readonly activity: number
  /** 1 … 10, 0 where absent from train. */
  readonly decile: number
  /** Place among test users, the least active first. */
  readonly place: number
}
export interface FoundRow {
  /** Row of the encoded dataset. */
  readonly row: number
  readonly scene: string
  /** The item's id in the file; null without an item column or where missing. */
  readonly item: string | null
  /** By task. */
  readonly labels: readonly number[]
}
export interface FindAnswer {
  readonly kind: 'find'
  readonly user: FoundUser
  readonly slice: string | null
  /** Of the test split, and those of them with a row in the slice. */
  readonly users: number
  readonly sliceUsers: number
  /** The user's first 50 test rows in the slice, how many there are, and how many the user has on test. */
  readonly rows: readonly FoundRow[]
  readonly rowCount: number
  readonly testRows: number
}

/** Values of one tap for one row, or of the model itself. */
export interface Seen {
  readonly shape: readonly number[]
  readonly values: Float32Array
}
/** A row's way through the model. */
export interface Pass {
  /** By task. */
  readonly logits: Float32Array
  /** By `module/tap`. */
  readonly taps: ReadonlyMap<string, Seen>
}
export interface MicroscopeAnswer {
  readonly kind: 'microscope'
  readonly row: number
  readonly edits: readonly Edit[]
  /** Every field with the row's own id and label; user and item carry the file's id. */
  readonly fields: readonly {
    readonly name: string
    readonly kind: 'user' | 'item' | 'scene' | 'feature'
    readonly roles: readonly string[]
    readonly id: number
    readonly label: string
  }[]
  readonly labels: readonly number[]
  /** Whether the row's user was absent from train: no embedding and no shift of its own. */
  readonly isUnseen: boolean
  readonly asIs: Pass
  /** Null without edits. */
  readonly edited: Pass | null
}
export interface GateAnswer {
  readonly kind: 'gate'
  readonly scene: string
  readonly branch: number
  /** Mean gate of the scene's test rows. */
  readonly mean: number
  /** Test rows of the scene whose gate is above it, by index, ascending; null where all have one gate. */
  readonly rows: readonly number[] | null
}
export type InspectAnswer = NeutraliseAnswer | FindAnswer | MicroscopeAnswer | GateAnswer
