import { ok, type Result } from '../core/result.ts'
import { parseSettings } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type AnyModule, MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'
import type { View, WorkbenchState } from './state.ts'

/** How many drafts can be undone. */
const HISTORY = 100

export type DraftPart = Pick<WorkbenchState, 'draft' | 'past' | 'future' | 'shelf'>

/** The part after a person changed the draft; what was undone before is gone. */
export function edited(part: DraftPart, draft: ExperimentConfig): DraftPart {
  return { ...part, draft, past: [...part.past, part.draft].slice(-HISTORY), future: [] }
}

export function undone(part: DraftPart): DraftPart {
  const draft = part.past.at(-1)
  if (draft === undefined) return part
  return { ...part, draft, past: part.past.slice(0, -1), future: [...part.future, part.draft] }
}

export function redone(part: DraftPart): DraftPart {
  const draft = part.future.at(-1)
  if (draft === undefined) return part
  return { ...part, draft, past: [...part.past, part.draft], future: part.future.slice(0, -1) }
}

/** Off puts the settings on the shelf; on takes them from there, or the defaults. */
export function toggled(part: DraftPart, id: ModuleId, on: boolean): DraftPart {
  const current = part.draft.modules[id]
  if (on === (current !== undefined) || specOf(id).required === true) return part
  if (!on) {
    const { [id]: _off, ...modules } = part.draft.modules
    return {
      ...edited(part, { ...part.draft, modules }),
      shelf: { ...part.shelf, [id]: current },
    }
  }
  const settings = settingsOf(id, part.shelf[id] ?? {})
  if (!settings.ok) throw new Error(`${id}: ${JSON.stringify(settings.error)}`)
  return edited(part, withModule(part.draft, id, settings.value))
}

/** The part with some of a module's settings changed; a value out of range is refused. */
export function tuned(
  part: DraftPart,
  id: ModuleId,
  change: Readonly<Record<string, unknown>>,
): Result<DraftPart> {
  const current = part.draft.modules[id]
  const settings = settingsOf(id, { ...(current ?? part.shelf[id]), ...change })
  if (!settings.ok) return settings
  if (current === undefined) return ok({ ...part, shelf: { ...part.shelf, [id]: settings.value } })
  return ok(edited(part, withModule(part.draft, id, settings.value)))
}

function withModule(
  draft: ExperimentConfig,
  id: ModuleId,
  settings: ModuleConfigs[ModuleId],
): ExperimentConfig {
  return { ...draft, modules: { ...draft.modules, [id]: settings } }
}

const settingsOf = (id: ModuleId, input: Readonly<Record<string, unknown>>) =>
  parseSettings(specOf(id).settings, input, `modules.${id}`)

function specOf(id: ModuleId): AnyModule {
  const spec = MODULES.find((module) => module.id === id)
  if (spec === undefined) throw new Error(`no module ${id}`)
  return spec
}

/** The view of another draft: a task or slice that its schema lacks is not selected. */
export function viewFor(part: DraftPart, view: View): View {
  const ids = part.draft.schema.tasks.map((task) => task.id)
  if (view.task !== null && ids.includes(view.task)) return view
  return { ...view, task: ids[0] ?? null, slice: null }
}
