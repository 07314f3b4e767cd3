import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import { isLost } from './pairs.ts'
import type { Run } from './run.ts'

/** What statistics remember of a deleted run: that it was lost, that it was read on test. */
export interface DeletedRun {
  readonly config: ExperimentConfig
  readonly lost: boolean
  readonly read: boolean
}

export const rememberedOf = (run: Run): DeletedRun => ({
  config: run.config,
  lost: isLost(run),
  read: run.report !== null,
})

/** Seeds of a config that were lost and deleted, and have not ended anew among `runs`: they count as lost (UX V10). */
export function deletedSeeds(
  deleted: readonly DeletedRun[],
  config: ExperimentConfig,
  seeds: readonly number[],
  runs: readonly Run[],
): readonly number[] {
  const anew = runs.filter(({ status }) => status.kind === 'ended' || status.kind === 'failed')
  const hashes = new Set(anew.map((run) => runHash(run.config)))
  const lost = deleted.filter(
    (one) => one.lost && configHash(one.config) === configHash(config) && !hashes.has(runHash(one.config)),
  )
  return seeds.filter((seed) => lost.some((one) => one.config.seed === seed))
}

/** Memories of several places as one, by config and seed: what one of them knows is known. */
export function mergedMemories(...some: readonly (readonly DeletedRun[])[]): readonly DeletedRun[] {
  const merged = new Map<string, DeletedRun>()
  for (const one of some.flat()) {
    const hash = runHash(one.config)
    const other = merged.get(hash)
    const [lost, read] = [one.lost || other?.lost === true, one.read || other?.read === true]
    merged.set(hash, { config: one.config, lost, read })
  }
  return [...merged.values()]
}
