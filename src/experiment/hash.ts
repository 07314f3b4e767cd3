import { canonicalJson, sha256Text } from '../core/hash.ts'
import type { ExperimentConfig } from './config.ts'

/** Identity of a group: the config without its name and seed, and without the name of an uploaded file. */
export function configHash(config: ExperimentConfig): string {
  const { name: _name, seed: _seed, dataset, ...rest } = config
  return sha256Text(canonicalJson({ ...rest, dataset: { kind: dataset.kind, id: dataset.id } })).slice(0, 32)
}

/** Identity of a run: its group's and its seed. */
export const runHash = (config: ExperimentConfig): string => `${configHash(config)}-${config.seed}`
