import type { Schema } from '../core/data/schema.ts'
import type { Run } from '../run/run.ts'
import type { ModuleConfig, ModuleId } from './specs.ts'

/** What a module's panel draws from: its settings in one run, how that run reads its data, and the run. */
export interface PanelProps<Id extends ModuleId> {
  readonly config: ModuleConfig<Id>
  readonly schema: Schema
  readonly run: Run
}
