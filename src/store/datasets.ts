import type { DatasetInfo } from '../core/data/dataset.ts'
import { type Issue, issue } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import type { WorkbenchState } from './state.ts'

type Datasets = WorkbenchState['datasets']

export const isPresent = (datasets: Datasets, ref: DatasetRef): boolean => datasets.has(ref.id)

/** What names a dataset in a config; the sample stays the sample, by whatever way its bytes came. */
export function refOf(datasets: Datasets, info: DatasetInfo): DatasetRef {
  return datasets.get(SAMPLE_ID)?.id === info.id
    ? { kind: 'builtin', id: SAMPLE_ID }
    : { kind: 'upload', id: info.id, name: info.name }
}

/** The datasets with one more; the sample goes by its name and by its hash, both the same value. */
export function withDataset(datasets: Datasets, info: DatasetInfo, isSample: boolean): Datasets {
  const more = new Map(datasets).set(info.id, info)
  return isSample || datasets.get(SAMPLE_ID)?.id === info.id ? more.set(SAMPLE_ID, info) : more
}

/** A worker that was started afresh has lost what it had read. */
export const withoutDataset = (datasets: Datasets, gone: DatasetRef): Datasets =>
  new Map([...datasets].filter(([id]) => id !== gone.id))

/** Which file is asked for. */
export function missingDataset(dataset: DatasetRef): Issue {
  return dataset.kind === 'builtin'
    ? issue('dataset', 'dataset.notGenerated', { id: dataset.id })
    : issue('dataset', 'dataset.missing', { name: dataset.name, fingerprint: dataset.id.slice(0, 8) })
}

/** Whether a change of the draft changes what is read and encoded. */
export const needsPreparing = (before: ExperimentConfig, after: ExperimentConfig): boolean =>
  before.dataset.id !== after.dataset.id || before.schema !== after.schema || before.split !== after.split
