import { WORLDS, type WorldId } from '../core/data/worlds/settings.ts'
import { parseRecipe } from '../core/data/worlds/world.ts'
import { canonicalJson, utf8 } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import type { SettingTable } from '../core/setting-spec.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'
import { type DatasetRef, type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { opened, sealed } from './envelope.ts'
import { generatedRef, packedRef } from './generated.ts'
import start from './link-start.1.json' with { type: 'json' }
import { parseExperiment } from './parse.ts'
import { bare, type Patch, patchBetween, patched } from './patch.ts'
import type { Group, Plan } from './plan.ts'

/** What the opener looks at first. */
export interface LinkView {
  readonly task: string | null
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
}
/** A backend that a sender chose by hand. It belongs to no config: results are the config's, wherever they are made. */
export type LinkBackend = 'webgpu' | 'wasm'
export interface DecodedLink {
  readonly plan: Plan
  readonly view: LinkView | null
  /** A wish, for the opener to take or to leave. */
  readonly backend: LinkBackend | null
  /** What was changed on the way in: clamped values, keys that are not known here. */
  readonly notices: readonly Issue[]
}

/** Version of the payload; defaults that are left out are those of this version. */
const SCHEMA_VERSION = 1
const MOST_GROUPS = 32
const MOST_SEEDS = 50
const KNOWN = ['s', 'd', 'b', 'r', 'e', 'w', 'k', 'q']
const BACKENDS: readonly LinkBackend[] = ['webgpu', 'wasm']

/** Frozen with the payload's version: what links leave out. Another start needs another version. */
const START: ExperimentConfig = frozenStart()

/** Frozen likewise: text that deflate may refer back to. */
const DICTIONARY = utf8(canonicalJson(start))

function frozenStart(): ExperimentConfig {
  const parsed = parseExperiment(start)
  if (!parsed.ok)
    throw new Error(`the frozen start of links is no experiment: ${JSON.stringify(parsed.error)}`)
  return parsed.value
}

/** What a config of this dataset is before anyone changes it. */
function startOf(dataset: DatasetRef): ExperimentConfig {
  if (dataset.kind !== 'upload') return { ...START, dataset }
  const schema = { user: null, item: null, time: null, scene: null, tasks: [], features: [], filters: [] }
  const model = { ...START.model, unbiasedAsFields: true, priorsAsFields: true }
  const split = { kind: 'random', valid: 0.15, test: 0.15 } as const
  const modules: ModuleConfigs =
    START.modules.interactions === undefined ? {} : { interactions: START.modules.interactions }
  return { ...START, dataset, name: '', schema, split, model, modules }
}

/** A plan as a link, `#/x/1.…`: the baseline as a patch on the defaults, each group as a patch on the baseline. */
export function encodeLink(
  plan: Plan,
  view: LinkView | null = null,
  backend: LinkBackend | null = null,
): string {
  const [first, ...others] = plan.groups
  if (first === undefined) throw new Error('a plan without groups has no link')
  const group = (own: Group, base: ExperimentConfig) => ({
    ...(own.label === null ? {} : { l: own.label }),
    y: own.style,
    p: patchOf(base, { ...own.config, seed: base.seed }),
  })
  return sealed(
    {
      s: SCHEMA_VERSION,
      d: packedRef(first.config.dataset),
      b: group(first, startOf(first.config.dataset)),
      r: others.map((own) => group(own, first.config)),
      e: plan.seeds,
      ...(plan.stopsEarly === true ? { q: 1 } : plan.grown === true ? { q: 2 } : {}),
      ...(view === null ? {} : { w: view }),
      ...(backend === null ? {} : { k: backend }),
    },
    DICTIONARY,
  )
}

function patchOf(base: ExperimentConfig, other: ExperimentConfig): Patch {
  const patch = patchBetween(base, other)
  return Object.hasOwn(patch, 'dataset') ? { ...patch, dataset: packedRef(other.dataset) } : patch
}

/** Reads a link; a fault of the recipe is an error, a fault of the view only a notice. */
export function decodeLink(hash: string): Result<DecodedLink> {
  const payload = opened(hash, DICTIONARY)
  if (!payload.ok) return payload
  const top = bare(payload.value)
  if (!isRecord(top)) return fail([issue('link', 'link.damaged')])
  if (top.s !== SCHEMA_VERSION) return fail([issue('link', 'link.newer')])
  const notices: Issue[] = Object.keys(top)
    .filter((key) => !KNOWN.includes(key))
    .map((key) => warning('link', 'link.unknownKey', { key: key.slice(0, 40) }))
  const dataset = datasetOf(top.d, notices)
  const seeds = seedsOf(top.e)
  const others = Array.isArray(top.r) ? top.r : null
  if (dataset === null || seeds === null || others === null || others.length >= MOST_GROUPS) {
    return fail([issue('link', 'link.damaged')])
  }
  const first = groupOf(top.b, startOf(dataset), 0, notices)
  if (!first.ok) return first
  const groups: Group[] = [first.value]
  for (const [i, entry] of others.entries()) {
    const next = groupOf(entry, first.value.config, i + 1, notices)
    if (!next.ok) return next
    groups.push(next.value)
  }
  const backend = BACKENDS.find((one) => one === top.k) ?? null
  if (backend === null && top.k !== undefined) notices.push(warning('link', 'link.backend'))
  const looks = top.q === 1 ? ({ stopsEarly: true } as const) : top.q === 2 ? ({ grown: true } as const) : {}
  const plan: Plan = { groups, seeds, ...looks }
  return ok({ plan, view: viewOf(top.w, notices), backend, notices })
}

function groupOf(entry: unknown, base: ExperimentConfig, index: number, notices: Issue[]): Result<Group> {
  if (!isRecord(entry) || !isRecord(entry.p)) return fail([issue(`groups.${index}`, 'link.damaged')])
  const changed = patched(base, entry.p as Patch)
  clampAll(changed, index, notices)
  const config = parseExperiment(changed)
  if (!config.ok) return config
  const label = typeof entry.l === 'string' ? entry.l.slice(0, 80) : null
  const style =
    Number.isInteger(entry.y) && (entry.y as number) >= 0 && (entry.y as number) < 1000
      ? (entry.y as number)
      : index
  return ok({ id: `g${index}`, label, style, config: config.value })
}

/** Numbers beyond their range move to its edge, by name and visibly. */
function clampAll(config: Record<string, unknown>, group: number, notices: Issue[]): void {
  clampTable(config.model, MODEL_SETTINGS, 'model', group, notices)
  clampTable(config.training, TRAINING_SETTINGS, 'training', group, notices)
  clampWorld(config.dataset, group, notices)
  if (!isRecord(config.modules)) return
  for (const spec of MODULES) {
    clampTable(config.modules[spec.id], spec.settings, `modules.${spec.id}`, group, notices)
  }
}

function clampWorld(dataset: unknown, group: number, notices: Issue[]): void {
  if (!isRecord(dataset) || typeof dataset.world !== 'string' || !Object.hasOwn(WORLDS, dataset.world)) return
  clampTable(dataset.settings, WORLDS[dataset.world as WorldId].settings, 'dataset.settings', group, notices)
}

function clampTable(
  values: unknown,
  table: SettingTable,
  path: string,
  group: number,
  notices: Issue[],
): void {
  if (!isRecord(values)) return
  for (const [key, spec] of Object.entries(table)) {
    const value = values[key]
    if ((spec.kind !== 'int' && spec.kind !== 'float') || typeof value !== 'number') continue
    const kept = Math.min(spec.max, Math.max(spec.min, value))
    if (kept === value) continue
    values[key] = kept
    notices.push(
      warning(`groups.${group}.${path}.${key}`, 'link.clamped', {
        key: `${path}.${key}`,
        from: value,
        to: kept,
      }),
    )
  }
}

function datasetOf(value: unknown, notices: Issue[]): DatasetRef | null {
  if (!isRecord(value)) return null
  if (value.kind === 'generated') {
    clampWorld(value, 0, notices)
    const recipe = parseRecipe(value.world, value.settings, 'dataset')
    return recipe.ok ? generatedRef(recipe.value) : null
  }
  if (typeof value.id !== 'string' || value.id.length > 200) return null
  if (value.kind === 'builtin') return { kind: 'builtin', id: value.id }
  if (value.kind !== 'upload') return null
  return {
    kind: 'upload',
    id: value.id,
    name: typeof value.name === 'string' ? value.name.slice(0, 200) : '',
  }
}

function seedsOf(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_SEEDS) return null
  const isSeed = (seed: unknown): seed is number =>
    Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 31
  return value.every(isSeed) && new Set(value).size === value.length ? value : null
}

function viewOf(value: unknown, notices: Issue[]): LinkView | null {
  if (value === undefined) return null
  const text = (entry: unknown): string | null => (typeof entry === 'string' ? entry.slice(0, 200) : null)
  if (!isRecord(value) || (value.metric !== 'auc' && value.metric !== 'gauc')) {
    notices.push(warning('link', 'link.view'))
    return null
  }
  return { task: text(value.task), slice: text(value.slice), metric: value.metric }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
