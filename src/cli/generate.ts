import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldTruth } from '../core/data/synth.ts'
import { WORLD_IDS, WORLDS, type WorldId } from '../core/data/worlds/settings.ts'
import { tableCsv } from '../core/data/worlds/table.ts'
import { drawWorld, parseRecipe } from '../core/data/worlds/world.ts'
import { sha256Text } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import type { SettingSpec, SettingTable, SettingValue } from '../core/setting-spec.ts'
import type { CliCommand } from './args.ts'
import { delivered, jsonText, type Outcome, refused, writeWhole } from './output.ts'

type Options = Extract<CliCommand, { readonly command: 'generate' }>

/** Writes a generated world as a CSV; as it stands, the built-in sample. */
export function generate(options: Options): Outcome {
  const drawn = options.world === null ? ok(sample(options)) : world(options, options.world)
  if (!drawn.ok) return refused(drawn.error)
  const { csv, truth, rows, recipe } = drawn.value
  if (options.truth !== null) writeWhole(options.truth, truthCsv(truth))
  return delivered(csv, options.out, jsonText({ id: sha256Text(csv), rows, ...recipe }))
}

interface Drawn {
  readonly csv: string
  readonly truth: ReadonlyMap<string, Float32Array>
  readonly rows: number
  readonly recipe: object
}

function sample(options: Options): Drawn {
  const drawn = generateWorld({
    ...BUILTIN_SAMPLE,
    rows: options.rows ?? BUILTIN_SAMPLE.rows,
    users: options.users ?? BUILTIN_SAMPLE.users,
    seed: options.seed ?? BUILTIN_SAMPLE.seed,
  })
  const { settings, rows } = drawn
  return { csv: worldCsv(drawn), truth: worldTruth(drawn), rows: rows.length, recipe: { settings } }
}

function world(options: Options, name: string): Result<Drawn> {
  const id = WORLD_IDS.find((one) => one === name)
  if (id === undefined) {
    return fail([issue('--world', 'data.noWorld', { options: WORLD_IDS.join(', '), got: name })])
  }
  const settings = settingsOf(id, options)
  if (!settings.ok) return settings
  const recipe = parseRecipe(id, settings.value, 'world')
  if (!recipe.ok) return recipe
  const table = drawWorld(recipe.value)
  return ok({ csv: tableCsv(table), truth: table.truth, rows: table.rowCount, recipe: recipe.value })
}

/** `--set key=value` as settings, `--seed` and `--users` as two of them; a world has no `--rows`. */
function settingsOf(id: WorldId, options: Options): Result<Readonly<Record<string, unknown>>> {
  const table: SettingTable = WORLDS[id].settings
  const issues: Issue[] = []
  const settings: Record<string, unknown> = {}
  for (const word of options.set) {
    const at = word.indexOf('=')
    const [key, text] = [word.slice(0, at), word.slice(at + 1)]
    const spec = Object.hasOwn(table, key) ? table[key] : undefined
    if (spec === undefined) {
      issues.push(issue('--set', 'cli.set', { options: Object.keys(table).join(', '), got: word }))
    } else settings[key] = settingFrom(spec, text)
  }
  if (options.seed !== null) settings.seed = options.seed
  if (options.users !== null) settings.users = options.users
  if (options.rows !== null) issues.push(issue('--rows', 'cli.noRows'))
  return issues.length > 0 ? fail(issues) : ok(settings)
}

/** A word as a setting holds it; what does not fit stays text, and the table's parser says so. */
function settingFrom(spec: SettingSpec, text: string): SettingValue {
  switch (spec.kind) {
    case 'int':
    case 'float':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
    case 'bool':
      return text === 'true' || text === 'false' ? text === 'true' : text
    case 'widths':
    case 'numbers':
      return text.split(',').map(Number)
    case 'choice':
      return text
    default:
      return spec satisfies never
  }
}

/** One column per task, one line per row of the world, in the same order. */
function truthCsv(truth: ReadonlyMap<string, Float32Array>): string {
  const columns = [...truth.values()]
  const rows = Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((column) => column[row]).join(','),
  )
  return `${[...truth.keys()].join(',')}\n${rows.join('\n')}\n`
}
