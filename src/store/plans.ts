import type { ExperimentConfig } from '../experiment/config.ts'
import { factorial } from '../experiment/factorial.ts'
import { addOneIn, controls, leaveOneOut, without } from '../experiment/groups.ts'
import { configHash } from '../experiment/hash.ts'
import type { Group, Plan } from '../experiment/plan.ts'
import { swept } from '../experiment/sweep.ts'
import { MODULES } from '../modules/specs.ts'
import { heldIds } from './runs.ts'
import type { PlanFollows, WorkbenchState } from './state.ts'

/** The configs of a plan that is made from a draft, the baseline first; a config that two groups would share comes once. */
export function configsFor(kind: Exclude<PlanFollows, null>, draft: ExperimentConfig): ExperimentConfig[] {
  const unique = new Map(configsOf(kind, draft).map((config) => [configHash(config), config] as const))
  return [...unique.values()]
}

function configsOf(kind: Exclude<PlanFollows, null>, draft: ExperimentConfig): ExperimentConfig[] {
  if (typeof kind === 'object') return kind.kind === 'sweep' ? swept(draft, kind) : factorial(draft, kind)
  switch (kind) {
    case 'draft':
      return [draft]
    case 'starter':
      return starter(draft)
    case 'leave-one-out':
      return leaveOneOut(draft)
    case 'add-one-in':
      return addOneIn(draft)
    case 'controls':
      return controls(draft)
    default:
      return kind satisfies never
  }
}

/** The draft, and the draft without the first module that is on: Clusters, where the dataset can feed it. */
function starter(draft: ExperimentConfig): ExperimentConfig[] {
  const first = MODULES.find((spec) => spec.required !== true && draft.modules[spec.id] !== undefined)
  return first === undefined ? [draft] : [draft, without(draft, first.id)]
}

/** Ids that a new group must not have: what is known under them would be shown as its own. */
export const takenIds = (state: Pick<WorkbenchState, 'runs' | 'bin' | 'view'>): readonly string[] => [
  ...heldIds(state),
  ...Object.keys(state.view.compare.groups),
  ...Object.keys(state.view.compare.runs),
]

/** Hidden groups that the plan still has. */
export const hiddenOf = (hidden: ReadonlySet<string>, plan: Plan): ReadonlySet<string> =>
  new Set(plan.groups.map(({ id }) => id).filter((id) => hidden.has(id)))

/** The plan with these configs: groups of equal configs stay as they are, the rest are new. */
export function replanned(plan: Plan, configs: readonly ExperimentConfig[], taken: readonly string[]): Plan {
  const known = new Map(plan.groups.map((group) => [configHash(group.config), group] as const))
  const kept = configs.map((config) => known.get(configHash(config)) ?? null)
  let groups = kept.filter((group) => group !== null)
  const ids = freshIds(plan, taken)
  const all = kept.map((group, i) => {
    if (group !== null) return group
    const made = { id: ids(), label: null, style: freeStyle(groups), config: configs[i] as ExperimentConfig }
    groups = [...groups, made]
    return made
  })
  // Nothing of other groups was looked at.
  const { grown, ...fixed } = plan
  const isSeen = grown === true && kept.filter((group) => group !== null).length > 1
  return { ...fixed, groups: all, ...(isSeen ? { grown: true } : {}) }
}

/** The plan with its groups' configs replaced in place, while nothing of it was trained. */
export function followed(plan: Plan, configs: readonly ExperimentConfig[], taken: readonly string[]): Plan {
  const same = configs.slice(0, plan.groups.length).map((config, i) => ({
    ...(plan.groups[i] as Group),
    config,
  }))
  const begun: Plan = { ...plan, groups: same }
  return configs.slice(same.length).reduce((grown, config) => added(grown, config, taken), begun)
}

/** The plan with one more group. */
export function added(plan: Plan, config: ExperimentConfig, taken: readonly string[]): Plan {
  const group = { id: freshIds(plan, taken)(), label: null, style: freeStyle(plan.groups), config }
  return { ...plan, groups: [...plan.groups, group] }
}

/** Whether a group of the plan is the draft, seeds and names aside. */
export function isPlanned(plan: Plan, draft: ExperimentConfig): boolean {
  const hash = configHash(draft)
  return plan.groups.some((group) => configHash(group.config) === hash)
}

/** Whether a plan made from the draft would have other groups now. One that was arranged by hand is never old. */
export function isStale(plan: Plan, follows: PlanFollows, draft: ExperimentConfig): boolean {
  if (follows === null) return false
  const hashes = (configs: readonly ExperimentConfig[]): string => configs.map(configHash).sort().join()
  return hashes(configsFor(follows, draft)) !== hashes(plan.groups.map(({ config }) => config))
}

/** A plan from elsewhere under ids of our own, so that it meets no run of another group by its id. */
export function adopted(plan: Plan, current: Plan, taken: readonly string[]): Plan {
  const ids = freshIds(current, taken)
  return { ...plan, groups: plan.groups.map((group) => ({ ...group, id: ids() })) }
}

/** Smallest index that no group has: a colour is given once and kept. */
function freeStyle(groups: readonly Group[]): number {
  const taken = new Set(groups.map((group) => group.style))
  let style = 0
  while (taken.has(style)) style++
  return style
}

/** Ids that no group has, and no `taken` id of a group or of one of its runs begins with. */
export function freshIds(plan: Plan, taken: readonly string[]): () => string {
  const used = [...plan.groups.map((group) => group.id), ...taken]
  let last = used.reduce((max, id) => Math.max(max, Number(/^g(\d+)/.exec(id)?.[1] ?? 0)), 0)
  return () => `g${++last}`
}
