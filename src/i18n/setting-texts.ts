import type { SettingSpec, SettingTable } from '../core/setting-spec.ts'

/** Texts of a settings table as `setting.<name>.label`, `.help` and, of a choice, `.option.<value>`. */
export function settingTexts(table: SettingTable): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).flatMap(([name, spec]) => textsOf(name, spec)))
}

function textsOf(name: string, spec: SettingSpec): (readonly [string, string])[] {
  const options = spec.kind === 'choice' ? Object.entries(spec.options) : []
  return [
    [`setting.${name}.label`, spec.label],
    [`setting.${name}.help`, spec.help],
    ...options.map(([value, label]) => [`setting.${name}.option.${value}`, label] as const),
  ]
}

/** The table with its texts in the language of `text`, which takes their keys. */
export function translated(table: SettingTable, text: (key: string) => string): SettingTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => {
      const own = { ...spec, label: text(`setting.${name}.label`), help: text(`setting.${name}.help`) }
      if (own.kind !== 'choice') return [name, own]
      const options = Object.keys(own.options).map((value) => [
        value,
        text(`setting.${name}.option.${value}`),
      ])
      return [name, { ...own, options: Object.fromEntries(options) }]
    }),
  )
}
