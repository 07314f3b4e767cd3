import type { EncodedDataset } from '../core/data/encoded.ts'
import type { WorldSettings } from '../core/data/synth.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { prepare } from '../run/prepare.ts'
import { worldDataset } from './datasets.ts'

/** The sample's first draft on a generated world of another size, some of its modules `off`. */
export async function sampleWorld(
  settings: Partial<WorldSettings>,
  change: Partial<ExperimentConfig['training']> = {},
  off: readonly string[] = [],
): Promise<{ readonly config: ExperimentConfig; readonly encoded: EncodedDataset }> {
  const sample = sampleConfig()
  const modules = Object.fromEntries(Object.entries(sample.modules).filter(([id]) => !off.includes(id)))
  const config = { ...sample, modules, training: { ...sample.training, ...change } }
  const prepared = prepare(await worldDataset(settings), config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  return { config, encoded: prepared.value.encoded }
}
