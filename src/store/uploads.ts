import { fingerprintIn } from '../core/data/fingerprint.ts'
import type { Schema } from '../core/data/schema.ts'
import { canonicalJson } from '../core/hash.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import type { Plan } from '../experiment/plan.ts'
import type { WorkbenchState } from './state.ts'

export const printKey = (dataset: string, schema: Schema): string => canonicalJson([dataset, schema])

/** Configs of the plan, the first one of each upload: under its schema a link knows the file. */
export function uploadsOf({ groups }: Plan): readonly ExperimentConfig[] {
  const uploads = groups.map(({ config }) => config).filter(({ dataset }) => dataset.kind === 'upload')
  return [...new Map(uploads.toReversed().map((config) => [config.dataset.id, config])).values()]
}

/** What a link says of an upload. */
export type UploadWord =
  | 'fingerprint'
  /** Its number of rows, and a name at random: too few of its rows differ. */
  | 'small'
  /** Its number of rows, until the fingerprint is made, or since it cannot be. */
  | 'pending'
  | 'unknown'
  /** What it was known by in the link that it came in. */
  | 'away'
  /** Nothing: it was here, is here no more, and only the hash of its bytes is left of it. */
  | 'lost'

export function uploadWord(
  { datasets, fingerprints }: Pick<WorkbenchState, 'datasets' | 'fingerprints'>,
  { dataset, schema }: ExperimentConfig,
): UploadWord {
  const known = fingerprints.get(printKey(dataset.id, schema))
  if (known != null) return known.kind === 'rows' ? 'fingerprint' : 'small'
  if (datasets.has(dataset.id)) return known === null ? 'unknown' : 'pending'
  // A link names no file: one without a name was never here.
  const isOfLink = fingerprintIn(dataset.id) !== null || (dataset.kind === 'upload' && dataset.name === '')
  return isOfLink ? 'away' : 'lost'
}

/** The upload of the plan that no link can name; null where there is none. */
export function lostUpload(
  state: Pick<WorkbenchState, 'plan' | 'datasets' | 'fingerprints'>,
): DatasetRef | null {
  return uploadsOf(state.plan).find((config) => uploadWord(state, config) === 'lost')?.dataset ?? null
}
