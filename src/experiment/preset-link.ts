import { WORLD_IDS, WORLDS, type WorldRecipe } from '../core/data/worlds/settings.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { defaultsOf, type SettingSpec, type SettingTable } from '../core/setting-spec.ts'
import { type AnyModule, MODULES } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { sampleConfig, worldConfig } from './defaults.ts'
import type { DecodedLink } from './link.ts'
import { parseExperiment } from './parse.ts'
import type { Group } from './plan.ts'

const PREFIX = '#/x/0.'
const LONGEST = 500
const SEEDS = [1, 2, 3]
const MOST_SEEDS = 50
/** Short names of modules, to be said and printed; each is known by its id as well. */
const SHORT: Readonly<Record<string, string>> = {
  clusters: 'user-clusters',
  priors: 'prior-gate',
  prediction: 'prior-auxiliary',
  scenes: 'scene-routing',
  transition: 'task-chain',
  balance: 'loss-balance',
  coarse: 'coarse-rank',
}

/** Experiments to start from, by the name that a link says. */
const PRESETS: ReadonlyMap<string, () => ExperimentConfig> = new Map([
  ['sample', sampleConfig],
  ...WORLD_IDS.map(
    (world) =>
      [
        `world-${world}`,
        () => worldConfig({ world, settings: defaultsOf(WORLDS[world].settings) } as WorldRecipe),
      ] as const,
  ),
])

export const isPreset = (hash: string): boolean => hash.startsWith(PREFIX)

/**
 * A link that can be spoken: `#/x/0.<preset>~<change>~…`, where a change is `<module>.off`, `<module>.on`,
 * `<module, model or training>.<setting>=<value>` or `seeds=<how many>`. The preset is the baseline; with changes there is
 * a second group that has all of them.
 */
export function decodePreset(hash: string): Result<DecodedLink> {
  if (hash.length > LONGEST) return fail([issue('link', 'link.tooLong')])
  const [name = '', ...changes] = hash.slice(PREFIX.length).split('~')
  const preset = PRESETS.get(name)
  if (preset === undefined) {
    const params = { name: name.slice(0, 40), known: [...PRESETS.keys()].join(', ') }
    return fail([issue('link', 'link.preset', params)])
  }
  const base = preset()
  const issues: Issue[] = []
  const edited: Edited = {
    modules: { ...base.modules },
    model: { ...base.model },
    training: { ...base.training },
  }
  let seeds = SEEDS.length
  for (const change of changes) {
    const count = /^seeds=(\d{1,3})$/.exec(change)?.[1]
    if (count !== undefined) seeds = Number(count)
    else issues.push(...applied(edited, change))
  }
  if (seeds < 1 || seeds > MOST_SEEDS)
    issues.push(issue('seeds', 'setting.int', { min: 1, max: MOST_SEEDS, got: seeds }))
  if (issues.length > 0) return fail(issues)
  const config = parseExperiment({ ...base, ...edited })
  return config.ok ? ok(decodedOf(base, config.value, changes, seeds)) : config
}

function decodedOf(
  base: ExperimentConfig,
  config: ExperimentConfig,
  changes: readonly string[],
  seeds: number,
): DecodedLink {
  const isChanged = changes.some((change) => !change.startsWith('seeds='))
  const groups = (isChanged ? [base, config] : [base]).map(
    (own, i): Group => ({ id: `g${i}`, label: null, style: i, config: own }),
  )
  return {
    plan: { groups, seeds: Array.from({ length: seeds }, (_, i) => i + 1) },
    view: null,
    backend: null,
    note: null,
    made: null,
    extra: null,
    block: null,
    notices: [],
  }
}

interface Edited {
  readonly modules: Record<string, unknown>
  readonly model: Record<string, unknown>
  readonly training: Record<string, unknown>
}

/** Makes one change, or says why it cannot be made. */
function applied(edited: Edited, change: string): readonly Issue[] {
  const [, part = '', rest = ''] = /^([a-z-]+)\.(.+)$/.exec(change) ?? []
  const module = MODULES.find(({ id }) => id === (Object.hasOwn(SHORT, part) ? SHORT[part] : part))
  if (module !== undefined && (rest === 'off' || rest === 'on')) return toggled(edited, module, rest === 'on')
  const [key = '', text] = rest.split('=', 2)
  if (text === undefined) return [unread(change)]
  if (part === 'model') return put(edited.model, MODEL_SETTINGS, change, key, text)
  if (part === 'training') return put(edited.training, TRAINING_SETTINGS, change, key, text)
  if (module === undefined) return [unread(change)]
  const own = { ...defaultsOf(module.settings), ...(edited.modules[module.id] ?? {}) }
  edited.modules[module.id] = own
  return put(own, module.settings, change, key, text)
}

const unread = (change: string): Issue =>
  issue(change.slice(0, 60), 'link.change', { change: change.slice(0, 60) })

function toggled(edited: Edited, module: AnyModule, on: boolean): readonly Issue[] {
  if (on) edited.modules[module.id] ??= defaultsOf(module.settings)
  else if ('required' in module) return [issue(module.id, 'link.required', { module: module.title })]
  else delete edited.modules[module.id]
  return []
}

function put(
  values: Record<string, unknown>,
  table: SettingTable,
  change: string,
  key: string,
  text: string,
): readonly Issue[] {
  const spec = Object.hasOwn(table, key) ? table[key] : undefined
  if (spec === undefined) return [issue(change.slice(0, 60), 'setting.unknown', { key: key.slice(0, 40) })]
  const value = readAs(spec, text)
  if (value === undefined) return [unread(change)]
  values[key] = value
  return []
}

/** Undefined for a text that is no value of that kind; ranges are the parser's to check. */
function readAs(spec: SettingSpec, text: string): unknown {
  const numbers = text
    .split(',')
    .map((one) => (/^-?\d+(\.\d+)?(e-?\d+)?$/.test(one) ? Number(one) : Number.NaN))
  switch (spec.kind) {
    case 'int':
    case 'float':
      return numbers.length === 1 && Number.isFinite(numbers[0]) ? numbers[0] : undefined
    case 'bool':
      return text === 'on' ? true : text === 'off' ? false : undefined
    case 'choice':
      return text
    case 'widths':
    case 'numbers':
      return numbers.every(Number.isFinite) ? numbers : undefined
    default:
      return spec satisfies never
  }
}
