import type { Dataset, DatasetInfo } from '../core/data/dataset.ts'
import { type Fingerprint, LEAST_FINGERPRINTED } from '../core/data/fingerprint.ts'
import { rowSums } from '../core/data/fingerprint-rows.ts'
import type { Passport } from '../core/data/passport/finding.ts'
import { passportOf } from '../core/data/passport/passport.ts'
import type { ReadSettings } from '../core/data/read-settings.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import { describeDataset } from '../core/data/summary.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldGroups, worldTruth } from '../core/data/synth.ts'
import { worldName } from '../core/data/worlds/settings.ts'
import { plantedGroups, tableCsv } from '../core/data/worlds/table.ts'
import { drawWorld } from '../core/data/worlds/world.ts'
import { canonicalJson } from '../core/hash.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import type { DatasetRef, GeneratedRef } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import { type ReadCsv, readCsv } from '../ingest/read-csv.ts'
import { type Preparation, prepare } from '../run/prepare.ts'
import { readFiles } from './import-files.ts'
import { lastMade } from './last-made.ts'
import type { NamedFile } from './protocol.ts'

export interface ImportProgress {
  /** Users are counted before some of them are drawn. */
  readonly isCounting?: boolean
  readonly bytes: number
  readonly totalBytes: number
  readonly rows: number
}

/** The datasets of this worker, and the last of what was encoded of them. */
export interface Library {
  /** Reads files as streams and makes one dataset of them; null when it was stopped. */
  importFiles(
    files: readonly NamedFile[],
    settings: ReadSettings,
    progress: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<DatasetInfo> | null>
  /** Generates a built-in world and reads it as if it had been uploaded. */
  importSample(id: string): Promise<Result<DatasetInfo>>
  /** Draws a world and reads it likewise. */
  importWorld(ref: GeneratedRef): Promise<Result<DatasetInfo>>
  /** What a person gave, and nobody can generate; null for all else. */
  uploaded(id: string): Dataset | null
  /** Forgets a dataset. */
  drop(id: string): void
  /** The dataset under a schema and a split; null when it is not here. */
  ready(ref: DatasetRef, schema: Schema, split: SplitRule): Promise<Result<Preparation> | null>
  /** What is known of the dataset before training, also where it cannot be prepared; null when it is not here. */
  passport(ref: DatasetRef, schema: Schema, split: SplitRule): Promise<Passport | null>
  /** What a link knows the dataset by under a schema, or may say of it (`shared`); null when it is not here. */
  fingerprint(ref: DatasetRef, schema: Schema, shared: boolean): Promise<Fingerprint | null>
  /** The bytes of generated data; null for what is not generated here. */
  generatedCsv(ref: DatasetRef): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | null
}

/** Encodings kept, so that a comparison of two schemas does not encode at every turn. */
const KEPT = 3
/** Passports kept: they are small, and a person goes back and forth between edits. */
const KEPT_PASSPORTS = 20

/** `stored` brings back what lies on the device. */
export function createLibrary(
  breathe: () => Promise<void>,
  stored: (id: string) => Promise<Dataset | null> = async () => null,
): Library {
  const datasets = new Map<string, Dataset>()
  const encodings = lastMade<Result<Preparation>>(KEPT)
  const passports = lastMade<Passport>(KEPT_PASSPORTS)
  const fingerprints = lastMade<ReturnType<typeof fingerprintOf>>(KEPT_PASSPORTS)
  /** SHA-256 of the bytes of what was generated here, by the name of its reference. */
  const generated = new Map<string, string>()

  function keep({ dataset, issues, issueCount, rows }: ReadCsv): DatasetInfo {
    const kept = datasets.get(dataset.id)
    // The sample's own bytes have a known truth, by whatever way they came.
    const known = kept !== undefined && kept.truth !== null ? { ...kept, name: dataset.name } : dataset
    datasets.set(dataset.id, known)
    return describeDataset(known, issues, issueCount, rows)
  }

  async function importSample(id: string): Promise<Result<DatasetInfo>> {
    if (id !== SAMPLE_ID) return fail([issue('dataset', 'dataset.notGenerated', { id })])
    const world = generateWorld(BUILTIN_SAMPLE)
    return readGenerated(id, SAMPLE_ID, worldCsv(world), {
      truth: worldTruth(world),
      planted: worldGroups(world),
    })
  }

  async function importWorld(ref: GeneratedRef): Promise<Result<DatasetInfo>> {
    const table = drawWorld(ref)
    return readGenerated(ref.id, worldName(ref), tableCsv(table), {
      truth: table.truth,
      ...plantedGroups(table),
    })
  }

  async function readGenerated(
    id: string,
    name: string,
    csv: string,
    known: Pick<Dataset, 'truth' | 'planted'>,
  ): Promise<Result<DatasetInfo>> {
    const read = await readCsv(new Blob([csv]).stream(), name, { breathe })
    if (read === null) throw new Error('nobody stops a generated dataset')
    if (!read.ok) return read
    generated.set(id, read.value.dataset.id)
    return ok(keep({ ...read.value, dataset: { ...read.value.dataset, ...known } }))
  }

  async function fingerprintOf(dataset: Dataset, schema: Schema) {
    const { isGuessable, ...sums } = await rowSums(dataset, schema, breathe)
    const order = dataset.id.slice(0, 8)
    const print: Fingerprint = { kind: 'rows', count: dataset.rowCount, ...sums, order }
    return { print, isGuessable }
  }

  async function bring(id: string): Promise<Dataset | null> {
    const dataset = await stored(id)
    if (dataset !== null) datasets.set(id, dataset)
    return dataset
  }

  async function find(ref: DatasetRef): Promise<Dataset | null> {
    if (ref.kind === 'upload') return datasets.get(ref.id) ?? (await bring(ref.id))
    if (!generated.has(ref.id)) {
      if (ref.kind === 'builtin') await importSample(ref.id)
      else await importWorld(ref)
    }
    return datasets.get(generated.get(ref.id) ?? '') ?? null
  }

  return {
    async importFiles(files, settings, progress, signal) {
      const read = await readFiles(files, settings, progress, { signal, breathe })
      return read === null || !read.ok ? read : ok(keep(read.value))
    },

    importSample,
    importWorld,

    uploaded(id) {
      const dataset = datasets.get(id)
      return dataset === undefined || dataset.truth !== null ? null : dataset
    },

    drop(id) {
      datasets.delete(id)
    },

    async ready(ref, schema, split) {
      const dataset = await find(ref)
      if (dataset === null) return null
      return encodings(canonicalJson([dataset.id, schema, split]), () => prepare(dataset, schema, split))
    },

    async passport(ref, schema, split) {
      const dataset = await find(ref)
      if (dataset === null) return null
      // It names lines by the files, whose names are no part of the id.
      const key = canonicalJson([dataset.id, dataset.files ?? null, schema, split])
      return passports(key, () => passportOf(dataset, schema, split))
    },

    async fingerprint(ref, schema, shared) {
      const dataset = await find(ref)
      if (dataset === null) return null
      const { id, rowCount: count } = dataset
      const unsaid: Fingerprint = { kind: 'random', count, name: '' }
      if (shared && count < LEAST_FINGERPRINTED) return unsaid
      const made = fingerprints(canonicalJson([id, schema]), () => fingerprintOf(dataset, schema))
      const { print, isGuessable } = await made
      return shared && isGuessable ? unsaid : print
    },

    generatedCsv(ref) {
      const bytesOf = (csv: string) => new TextEncoder().encode(csv)
      if (ref.kind === 'generated') {
        return { name: `soundcheck-${ref.id}.csv`, bytes: bytesOf(tableCsv(drawWorld(ref))) }
      }
      if (ref.kind === 'upload' || ref.id !== SAMPLE_ID) return null
      return { name: 'soundcheck-sample.csv', bytes: bytesOf(worldCsv(generateWorld(BUILTIN_SAMPLE))) }
    },
  }
}
