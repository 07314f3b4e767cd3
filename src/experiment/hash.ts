import { canonicalJson, sha256Text } from '../core/hash.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'

type Values = Readonly<Record<string, unknown>>

/** Settings that are not at their default: a setting that is added later leaves the identity of older configs alone. */
const changed = (values: Values, defaults: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([key, value]) => canonicalJson(value) !== canonicalJson(defaults[key])),
  )

/** Identity of a group: the config without its name and seed, and without the name of an uploaded file. */
export function configHash(config: ExperimentConfig): string {
  const known = HASHES.get(config)
  if (known !== undefined) return known
  const hash = hashOf(config)
  HASHES.set(config, hash)
  return hash
}

/** Configs never change, and are asked again with every drawing. */
const HASHES = new WeakMap<ExperimentConfig, string>()

function hashOf(config: ExperimentConfig): string {
  const { version, schema, split, dataset } = config
  const modules = MODULES.flatMap(({ id, settings }) => {
    const values = config.modules[id]
    return values === undefined ? [] : [[id, changed(values, defaultsOf(settings))]]
  })
  const identity = {
    version,
    schema,
    split,
    dataset: { kind: dataset.kind, id: dataset.id },
    model: changed(config.model, defaultsOf(MODEL_SETTINGS)),
    modules: Object.fromEntries(modules),
    training: changed(config.training, defaultsOf(TRAINING_SETTINGS)),
  }
  return sha256Text(canonicalJson(identity)).slice(0, 32)
}

/** Identity of a run: its group's and its seed. */
export const runHash = (config: ExperimentConfig): string => seedHash(config, config.seed)

/** Identity of a group's run of a seed; no config is made and hashed for it. */
export const seedHash = (config: ExperimentConfig, seed: number): string => `${configHash(config)}-${seed}`

const reading = ({ dataset, schema, split }: ExperimentConfig): string =>
  canonicalJson([dataset.kind, dataset.id, schema, split])

/** Identity of a reading: equal ones hold the same rows in the same order, and users and items under the same index. */
export const readingHash = (config: ExperimentConfig): string => sha256Text(reading(config)).slice(0, 32)

/** Whether two configs read the same rows the same way: reference lines and rows of one are those of the other. */
export const readsAlike = (a: ExperimentConfig, b: ExperimentConfig): boolean => reading(a) === reading(b)
