import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FEATURE_ROLES } from '../core/data/schema.ts'
import { WORLD_IDS, WORLDS } from '../core/data/worlds/settings.ts'
import type { SettingTable } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { parseExperiment } from './parse.ts'

const docs = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

/** One row per setting: id, kind, default, range or options. */
function rowsOf(table: SettingTable): string[] {
  return Object.entries(table).map(([id, spec]) => {
    const range =
      spec.kind === 'int' || spec.kind === 'float'
        ? `${spec.min} – ${spec.max}`
        : spec.kind === 'choice'
          ? Object.keys(spec.options).join(', ')
          : spec.kind === 'widths'
            ? `at most ${spec.maxLayers} layers of at most ${spec.max}`
            : spec.kind === 'numbers'
              ? `at most ${spec.most} numbers from ${spec.min} to ${spec.max}`
              : 'true, false'
    return `| \`${id}\` | ${spec.kind} | ${JSON.stringify(spec.default)} | ${range} | ${spec.help} |`
  })
}

describe('docs/experiment.md', () => {
  const text = docs('experiment.md')

  const tables: readonly (readonly [string, SettingTable])[] = [
    ['model', MODEL_SETTINGS],
    ['training', TRAINING_SETTINGS],
    ...WORLD_IDS.map((id) => [`world ${id}`, WORLDS[id].settings] as const),
  ]
  it.each(tables)('has the settings of %s as they are', (_, table) => {
    expect(rowsOf(table).filter((row) => !text.includes(row))).toEqual([])
  })
})

describe('what docs/experiment.md lists', () => {
  const text = docs('experiment.md')

  it('are all modules with their stages, in order, and no others', () => {
    const rows = [
      ...text.matchAll(/^\| \[`([a-z-]+)`\]\(\.\.\/src\/modules\/([a-z-]+)\/README\.md\) \| (\w+) \| /gm),
    ]
    expect(rows.map(([, id, folder, stage]) => [id, folder, stage])).toEqual(
      MODULES.map(({ id, stage }) => [id, id, stage]),
    )
  })

  it('are all roles of a feature', () => {
    const row = text.split('\n').find((line) => line.startsWith('| `features` |')) ?? ''
    const roles = row.slice(row.indexOf('Roles:'))
    expect([...roles.matchAll(/`([a-z]+)` \(/g)].map(([, role]) => role)).toEqual([...FEATURE_ROLES])
  })
})

describe('the worked examples', () => {
  it('are experiments', () => {
    for (const name of ['kuairand', 'sample']) {
      expect(parseExperiment(JSON.parse(docs(`examples/${name}.json`)))).toMatchObject({ ok: true })
    }
  })

  it('start from what the page starts from', () => {
    expect(parseExperiment(JSON.parse(docs('examples/sample.json')))).toEqual({
      ok: true,
      value: { ...sampleConfig(), name: 'Built-in sample' },
    })
  })
})
