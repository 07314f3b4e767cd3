import type { Schema } from '../core/data/schema.ts'
import type { Peer } from '../run/peers.ts'
import type { Run } from '../run/run.ts'
import type { ModuleConfig, ModuleId } from './specs.ts'

/** What a module's panel draws from: its settings in one run, how that run reads its data, the run, and those beside it. */
export interface PanelProps<Id extends ModuleId> {
  readonly config: ModuleConfig<Id>
  readonly schema: Schema
  readonly run: Run
  /** Every run of the comparison that has started, this one among them: the baseline's first, by seed. */
  readonly peers: readonly Peer[]
}
