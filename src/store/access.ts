import type { WorkbenchState } from './state.ts'

/** How the parts of the workbench reach its state. */
export interface Access {
  get(): WorkbenchState
  set(part: Partial<WorkbenchState>): void
}
