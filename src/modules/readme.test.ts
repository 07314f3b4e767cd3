import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { SettingSpec } from '../core/setting-spec.ts'
import { type AnyModule, MODULES } from './specs.ts'

/** The table of a module's settings, as its README has it. */
function settingsTable(spec: AnyModule): string {
  const rows = Object.entries<SettingSpec>(spec.settings).map(
    ([key, setting]) => `| \`${key}\` | ${shown(setting.default)} | ${range(setting)} | ${setting.help} |`,
  )
  return ['| setting | default | values | what it does |', '|---|---|---|---|', ...rows].join('\n')
}

function lossTable(spec: AnyModule): string {
  const rows = Object.entries<string>(spec.lossTerms).map(([term, key]) => `| \`${term}\` | \`${key}\` |`)
  return rows.length === 0 ? 'None.' : ['| loss term | weight |', '|---|---|', ...rows].join('\n')
}

function tapTable(spec: AnyModule): string {
  const rows = Object.entries<string>(spec.taps).map(([name, what]) => `| \`${name}\` | ${what} |`)
  return rows.length === 0 ? 'None.' : ['| tap | what it is |', '|---|---|', ...rows].join('\n')
}

const shown = (value: SettingSpec['default']): string => `\`${JSON.stringify(value).replaceAll('"', '')}\``

function range(setting: SettingSpec): string {
  switch (setting.kind) {
    case 'int':
    case 'float':
      return `${setting.min} to ${setting.max}`
    case 'bool':
      return 'true, false'
    case 'choice':
      return Object.entries<string>(setting.options)
        .map(([option, label]) => `\`${option}\` (${label})`)
        .join(', ')
    case 'widths':
      return `1 to ${setting.maxLayers} widths up to ${setting.max}`
    case 'numbers':
      return `1 to ${setting.most} numbers from ${setting.min} to ${setting.max}`
    default:
      return setting satisfies never
  }
}

function gaugeTable(spec: AnyModule): string {
  const gauges: Readonly<Record<string, string>> = 'gauges' in spec ? (spec.gauges ?? {}) : {}
  const rows = Object.entries(gauges).map(([name, what]) => `| \`${name}\` | ${what} |`)
  return ['| gauge | what it is |', '|---|---|', ...rows].join('\n')
}

function interventionTable(spec: AnyModule): string {
  const interventions: Readonly<Record<string, string>> =
    'interventions' in spec ? (spec.interventions ?? {}) : {}
  const rows = Object.entries(interventions).map(([name, what]) => `| \`${name}\` | ${what} |`)
  return ['| intervention | what is done |', '|---|---|', ...rows].join('\n')
}

describe.each(MODULES.map((spec): readonly [string, AnyModule] => [spec.id, spec]))(
  'README of %s',
  (id, spec) => {
    const text = readFileSync(new URL(`./${id}/README.md`, import.meta.url), 'utf8')

    it('opens with the title and the summary of the spec', () => {
      expect(text.startsWith(`# ${spec.title}\n\n${spec.summary}\n`)).toBe(true)
    })

    it.each([
      ['Settings', settingsTable],
      ['Loss terms', lossTable],
      ['Taps', tapTable],
      ...('gauges' in spec ? [['Gauges', gaugeTable] as const] : []),
      ...('interventions' in spec ? [['Interventions', interventionTable] as const] : []),
    ] as const)('has the spec’s own table under “%s”', (heading, table) => {
      expect(text).toContain(`\n## ${heading}\n\n${table(spec)}\n`)
    })
  },
)
