import type { Schema } from '../core/data/schema.ts'
import type { SlicePredicate } from '../core/metrics/slice-spec.ts'
import type { Peer } from '../run/peers.ts'
import type { Run } from '../run/run.ts'
import type { ModuleConfig, ModuleId } from './specs.ts'

/** What a person picked in a chart, to look at its rows everywhere as a slice. */
export type SlicePick =
  | Extract<SlicePredicate, { readonly kind: 'scene' | 'values' }>
  /** Users of clusters, as the run numbers them, and users that are drawn, by place among the observed rows. */
  | {
      readonly kind: 'users'
      readonly clusters: readonly { readonly id: number; readonly name: string }[]
      readonly drawn: readonly number[]
    }
  /** Rows of a scene that lean on a branch of its gate more than the scene does; with what the branch is called. */
  | { readonly kind: 'gate'; readonly scene: string; readonly branch: number; readonly name: string }

/** What a module's panel draws from: its settings in one run, how that run reads its data, the run, and those beside it. */
export interface PanelProps<Id extends ModuleId> {
  readonly config: ModuleConfig<Id>
  readonly schema: Schema
  readonly run: Run
  /** Every run of the comparison that has started, this one among them: the baseline's first, by seed. */
  readonly peers: readonly Peer[]
  /** Makes rows a slice; null where that cannot be asked of the run, or not at this reading. */
  readonly onSlice: ((pick: SlicePick) => void) | null
  /** Whether rows can be told apart by what the model does with them: the run has ended, its kept weights are looked at. */
  readonly canTellRows: boolean
}
