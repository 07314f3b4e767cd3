import type { Dataset } from '../core/data/dataset.ts'
import type { Schema } from '../core/data/schema.ts'
import {
  BUILTIN_SAMPLE,
  generateWorld,
  type WorldSettings,
  worldCsv,
  worldGroups,
  worldTruth,
} from '../core/data/synth.ts'
import { readCsv } from '../ingest/read-csv.ts'

/** A dataset from CSV text, by the same reader as an upload. */
export async function datasetOf(text: string): Promise<Dataset> {
  const result = await readCsv(new Blob([text]).stream(), 'test.csv')
  if (result === null || !result.ok) throw new Error(JSON.stringify(result))
  return result.value.dataset
}

/** A generated world as a dataset with its truth. */
export async function worldDataset(settings: Partial<WorldSettings> = {}): Promise<Dataset> {
  const world = generateWorld({ ...BUILTIN_SAMPLE, ...settings })
  return { ...(await datasetOf(worldCsv(world))), truth: worldTruth(world), planted: worldGroups(world) }
}

/** A schema with nothing but what is named. */
export const schemaOf = (named: Partial<Schema>): Schema => ({
  user: null,
  item: null,
  time: null,
  scene: null,
  tasks: [],
  features: [],
  filters: [],
  ...named,
})
