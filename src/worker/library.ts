import type { Dataset, DatasetInfo } from '../core/data/dataset.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import { describeDataset } from '../core/data/summary.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldGroups, worldTruth } from '../core/data/synth.ts'
import { canonicalJson } from '../core/hash.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import type { DatasetRef } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import { type ReadCsv, type ReadOptions, readCsv } from '../ingest/read-csv.ts'
import { type Preparation, prepare } from '../run/prepare.ts'

export interface ImportProgress {
  readonly bytes: number
  readonly totalBytes: number
  readonly rows: number
}

/** The datasets of this worker, and the last of what was encoded of them. */
export interface Library {
  /** Reads a file as a stream; null when it was stopped. */
  importFile(
    name: string,
    file: Blob,
    progress: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<DatasetInfo> | null>
  /** Generates a built-in world and reads it as if it had been uploaded. */
  importSample(id: string): Promise<Result<DatasetInfo>>
  /** The dataset under a schema and a split; null when it is not here. */
  ready(ref: DatasetRef, schema: Schema, split: SplitRule): Promise<Result<Preparation> | null>
  sampleCsv(id: string): Result<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>
}

/** Encodings kept, so that a comparison of two schemas does not encode at every turn. */
const KEPT = 3

export function createLibrary(breathe: () => Promise<void>): Library {
  const datasets = new Map<string, Dataset>()
  const encodings = new Map<string, Result<Preparation>>()
  let sampleId: string | null = null

  function keep({ dataset, issues, issueCount }: ReadCsv): DatasetInfo {
    const kept = datasets.get(dataset.id)
    // The sample's own bytes have a known truth, by whatever way they came.
    const known = kept !== undefined && kept.truth !== null ? { ...kept, name: dataset.name } : dataset
    datasets.set(dataset.id, known)
    return describeDataset(known, issues, issueCount)
  }

  async function importSample(id: string): Promise<Result<DatasetInfo>> {
    if (id !== SAMPLE_ID) return fail([issue('dataset', 'dataset.notGenerated', { id })])
    const world = generateWorld(BUILTIN_SAMPLE)
    const bytes = new Blob([worldCsv(world)])
    const read = await readCsv(bytes.stream(), SAMPLE_ID, { breathe })
    if (read === null) throw new Error('nobody stops the sample')
    if (!read.ok) return read
    sampleId = read.value.dataset.id
    return ok(
      keep({
        ...read.value,
        dataset: { ...read.value.dataset, truth: worldTruth(world), planted: worldGroups(world) },
      }),
    )
  }

  async function find(ref: DatasetRef): Promise<Dataset | null> {
    if (ref.kind === 'upload') return datasets.get(ref.id) ?? null
    if (sampleId === null) await importSample(ref.id)
    return ref.id === SAMPLE_ID && sampleId !== null ? (datasets.get(sampleId) ?? null) : null
  }

  return {
    async importFile(name, file, progress, signal) {
      const options: ReadOptions = {
        signal,
        breathe,
        onProgress: ({ bytes, rows }) => progress({ bytes, totalBytes: file.size, rows }),
      }
      const read = await readCsv(file.stream(), name, options)
      return read === null || !read.ok ? read : ok(keep(read.value))
    },

    importSample,

    async ready(ref, schema, split) {
      const dataset = await find(ref)
      if (dataset === null) return null
      const key = canonicalJson([dataset.id, schema, split])
      const encoded = encodings.get(key) ?? prepare(dataset, schema, split)
      encodings.delete(key)
      encodings.set(key, encoded)
      const oldest = encodings.keys().next().value
      if (encodings.size > KEPT && oldest !== undefined) encodings.delete(oldest)
      return encoded
    },

    sampleCsv(id) {
      if (id !== SAMPLE_ID) return fail([issue('dataset', 'dataset.notGenerated', { id })])
      const bytes = new TextEncoder().encode(worldCsv(generateWorld(BUILTIN_SAMPLE)))
      return ok({ name: 'soundcheck-sample.csv', bytes })
    },
  }
}
