import { canonicalJson, sha256Text } from '../core/hash.ts'
import type { SettingTable, SettingValue } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import start from './link-start.1.json' with { type: 'json' }

type Settings = Readonly<Record<string, SettingValue>>

/** Identity of a group: the config without its name and seed, and without the name of an uploaded file. */
export function configHash(config: ExperimentConfig): string {
  const { name: _name, seed: _seed, dataset, model, training, modules, ...rest } = config
  const known: Readonly<Record<string, object | undefined>> = start.modules
  const said = {
    ...rest,
    dataset: { kind: dataset.kind, id: dataset.id },
    model: counted(MODEL_SETTINGS, model, start.model),
    training: counted(TRAINING_SETTINGS, training, start.training),
    modules: Object.fromEntries(
      MODULES.flatMap(({ id, settings }) => {
        const own: Settings | undefined = modules[id]
        return own === undefined ? [] : [[id, counted(settings, own, known[id] ?? {})]]
      }),
    ),
  }
  return sha256Text(canonicalJson(said)).slice(0, 32)
}

/** A setting younger than the first release counts where it is not at its default: what ran before it keeps its identity. */
function counted(table: SettingTable, own: Settings, known: object): Settings {
  return Object.fromEntries(
    Object.entries(own).filter(
      ([key, value]) =>
        Object.hasOwn(known, key) || canonicalJson(value) !== canonicalJson(table[key]?.default ?? null),
    ),
  )
}

/** Identity of a run: its group's and its seed. */
export const runHash = (config: ExperimentConfig): string => `${configHash(config)}-${config.seed}`
