import type { DatasetInfo } from '../core/data/dataset.ts'
import { fingerprintIn, isUntold, shortId } from '../core/data/fingerprint.ts'
import { type Issue, issue } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { defaultConfig, SAMPLE_ID, sampleConfig, worldConfig } from '../experiment/defaults.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Claimed } from '../run/claims.ts'
import { cellsOf, takenOver } from './runs.ts'
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
  const wanted = fingerprintIn(dataset.id)
  if (wanted?.kind === 'random') {
    const code = isUntold(wanted) ? 'dataset.missingUntold' : 'dataset.missingSmall'
    return issue('dataset', code, { rows: wanted.count })
  }
  const fingerprint = shortId(dataset.id).slice(0, 8)
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

/**
 * What named a dataset of a link, with the one that is here in its place. Numbers are held to the last digit only where it
 * is the same file (`isExact`): of the same rows in another order, other ones are drawn into each part and batch.
 */
export function connected(
  state: Pick<WorkbenchState, 'draft' | 'plan' | 'runs' | 'link' | 'claims'>,
  from: string,
  { id, name }: DatasetInfo,
  isExact: boolean,
): Pick<WorkbenchState, 'draft' | 'plan' | 'runs' | 'link' | 'claims'> {
  const here = (config: ExperimentConfig): ExperimentConfig =>
    config.dataset.id === from
      ? { ...config, name: config.name === '' ? name : config.name, dataset: { kind: 'upload', id, name } }
      : config
  const planned = <P extends Plan>(plan: P): P => ({
    ...plan,
    groups: plan.groups.map((group) => ({ ...group, config: here(group.config) })),
  })
  const claimed = (of: Claimed): Claimed =>
    of.made === null ? of : { ...of, made: { ...of.made, deterministic: of.made.deterministic && isExact } }
  const { draft, link, claims, runs } = state
  const isNamed = (plan: Plan): boolean => plan.groups.some(({ config }) => config.dataset.id === from)
  const plan = planned(state.plan)
  return {
    draft: here(draft),
    ...(isNamed(state.plan) ? { plan, runs: takenOver(runs, cellsOf(plan)) } : { plan: state.plan, runs }),
    link:
      link.kind === 'review' && isNamed(link.plan)
        ? { ...link, plan: planned(link.plan), claimed: link.claimed === null ? null : claimed(link.claimed) }
        : link,
    claims:
      claims !== null && isNamed(claims.plan)
        ? { ...claims, plan: planned(claims.plan), claimed: claimed(claims.claimed) }
        : claims,
  }
}

/** Whether a change of the draft changes what is read and encoded. */
export const needsPreparing = (before: ExperimentConfig, after: ExperimentConfig): boolean =>
  before.dataset.id !== after.dataset.id || before.schema !== after.schema || before.split !== after.split
