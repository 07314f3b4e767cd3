import type { Stream } from '../core/rng.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import type { GroupRuns, Selection } from '../run/comparison.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { reportOf } from './test-reports.ts'

/** What the simulated runs are compared on. */
export const SIMULATED: Selection = { task: 'click', slice: null, metric: 'auc' }
const CONFIG = sampleConfig()

/** A finished run with this test AUC; `noise` is what each resampling of the users adds to it. */
export function simulatedRun(groupId: string, seed: number, auc: number, noise: Float64Array): Run {
  const replicates = Float32Array.from(noise, (z) => auc + z)
  return {
    ...queuedRun(`${groupId}|${seed}`, { ...CONFIG, seed }),
    status: { kind: 'ended', reason: 'finished', step: 100 },
    report: reportOf({ task: SIMULATED.task, auc, rows: 3000, positives: 900, users: 400, replicates }),
  }
}

/** How the AUC of groups scatters. Deviations are of the difference of two groups. */
export interface Scatter {
  readonly seedDeviation: number
  /** Of the test users that happened to be drawn: the same error in every seed of a group. */
  readonly userDeviation: number
  readonly replicates?: number
}

/** Draws groups whose true AUC is .7 and what is added to it; seeds are drawn one by one, as they are asked for. */
export function simulatedGroups(random: Stream, added: Readonly<Record<string, number>>, scatter: Scatter) {
  const [seedPart, userPart] = [scatter.seedDeviation, scatter.userDeviation].map((sd) => sd / Math.SQRT2)
  const groups = Object.entries(added).map(([groupId, delta]) => ({
    groupId,
    level: 0.7 + delta + (userPart as number) * random.normal(),
    noise: Float64Array.from(
      { length: scatter.replicates ?? 200 },
      () => (userPart as number) * random.normal(),
    ),
    runs: [] as Run[],
  }))
  return {
    groups: groups as readonly GroupRuns[],
    /** Trains one more seed of a group. */
    add(groupId: string, seed: number): void {
      const group = groups.find((one) => one.groupId === groupId)
      if (group === undefined) throw new Error(`no group ${groupId}`)
      const auc = group.level + (seedPart as number) * random.normal()
      group.runs.push(simulatedRun(groupId, seed, auc, group.noise))
    },
    /** Trains these seeds of every group. */
    fill(seeds: number): void {
      for (let seed = 1; seed <= seeds; seed++) for (const { groupId } of groups) this.add(groupId, seed)
    },
  }
}
