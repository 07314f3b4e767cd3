import { isCustom } from '../core/metrics/slice-spec.ts'
import { encodeLink } from '../experiment/link.ts'
import type { WorkbenchState } from './state.ts'

/** The link that files of the comparison carry, `#/x/1.…`; null while there is nothing to link to. */
export function linkOf({ plan, view, wish }: Pick<WorkbenchState, 'plan' | 'view' | 'wish'>): string | null {
  if (plan.groups.length === 0) return null
  const { task, metric } = view
  // A slice that a person made stays here: it may name users.
  const slice = isCustom(view.slice) ? null : view.slice
  const backend = wish === 'webgpu' || wish === 'wasm' ? wish : null
  return encodeLink(plan, { task, slice, metric }, backend)
}
