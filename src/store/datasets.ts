import type { DatasetInfo } from '../core/data/dataset.ts'
import { type Issue, issue } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { defaultConfig, SAMPLE_ID, sampleConfig, worldConfig } from '../experiment/defaults.ts'
import type { WorkbenchState } from './state.ts'

type Datasets = WorkbenchState['datasets']

/** Whether a run can read it: a world is drawn where it is trained on. */
export const isPresent = (datasets: Datasets, ref: DatasetRef): boolean =>
  ref.kind === 'generated' || datasets.has(ref.id)

/** What names a dataset in a config; what was generated stays so, by whatever way its bytes came. */
export function refOf(
  { datasets, worlds }: Pick<WorkbenchState, 'datasets' | 'worlds'>,
  info: DatasetInfo,
): DatasetRef {
  if (datasets.get(SAMPLE_ID)?.id === info.id) return { kind: 'builtin', id: SAMPLE_ID }
  return worlds.get(info.id) ?? { kind: 'upload', id: info.id, name: info.name }
}

/** The first draft on a dataset. */
export function firstDraft(ref: DatasetRef, info: DatasetInfo): ExperimentConfig {
  switch (ref.kind) {
    case 'builtin':
      return sampleConfig()
    case 'generated':
      return worldConfig(ref)
    case 'upload':
      return defaultConfig(ref, info)
    default:
      return ref satisfies never
  }
}

/** The datasets with one more; what was generated goes by its name and by its hash, both the same value. */
export function withDataset(
  { datasets, worlds }: Pick<WorkbenchState, 'datasets' | 'worlds'>,
  info: DatasetInfo,
  origin: DatasetRef | null,
): Pick<WorkbenchState, 'datasets' | 'worlds'> {
  const more = new Map(datasets).set(info.id, info)
  if (origin !== null) more.set(origin.id, info)
  if (datasets.get(SAMPLE_ID)?.id === info.id) more.set(SAMPLE_ID, info)
  return {
    datasets: more,
    worlds: origin?.kind === 'generated' ? new Map(worlds).set(info.id, origin) : worlds,
  }
}

/** A worker that was started afresh has lost what it had read. */
export const withoutDataset = (datasets: Datasets, gone: DatasetRef): Datasets =>
  new Map([...datasets].filter(([id]) => id !== gone.id))

/** Which file is asked for. */
export function missingDataset(dataset: DatasetRef): Issue {
  if (dataset.kind !== 'upload') return issue('dataset', 'dataset.notGenerated', { id: dataset.id })
  const fingerprint = dataset.id.slice(0, 8)
  // A link does not say what a file is called.
  return dataset.name === ''
    ? issue('dataset', 'dataset.missingUnnamed', { fingerprint })
    : issue('dataset', 'dataset.missing', { name: dataset.name, fingerprint })
}

/** Draft and plan with the name of a file that a link left out, now that it is here. */
export function withName(
  { draft, plan }: Pick<WorkbenchState, 'draft' | 'plan'>,
  { id, name }: DatasetInfo,
): Pick<WorkbenchState, 'draft' | 'plan'> {
  const named = (config: ExperimentConfig): ExperimentConfig => {
    const { dataset } = config
    if (dataset.kind !== 'upload' || dataset.id !== id || dataset.name !== '') return config
    return { ...config, name: config.name === '' ? name : config.name, dataset: { ...dataset, name } }
  }
  const groups = plan.groups.map((group) => ({ ...group, config: named(group.config) }))
  return { draft: named(draft), plan: { ...plan, groups } }
}

/** Whether a change of the draft changes what is read and encoded. */
export const needsPreparing = (before: ExperimentConfig, after: ExperimentConfig): boolean =>
  before.dataset.id !== after.dataset.id || before.schema !== after.schema || before.split !== after.split
