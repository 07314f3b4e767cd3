import { canonicalJson } from '../../../core/hash.ts'
import type { ExperimentConfig } from '../../../experiment/config.ts'
import type { NamedGroup } from '../../compare/view.ts'
import { partnersOf } from '../ranking/view.ts'
import type { InsideSubject } from '../view.ts'

/**
 * Runs without clusters that can be laid beside the subject, the nearest first: of its own seed, and of groups that differ
 * from it in nothing but clusters.
 */
export function runsWithout(groups: readonly NamedGroup[], subject: InsideSubject): readonly InsideSubject[] {
  const own = subject.run.config
  const distance = ({ run: { config } }: InsideSubject): number =>
    (withoutClusters(config) === withoutClusters(own) ? 0 : 2) + (config.seed === own.seed ? 0 : 1)
  return partnersOf(groups, subject)
    .filter(({ run }) => run.config.modules['user-clusters'] === undefined)
    .sort((a, b) => distance(a) - distance(b))
}

/** All of a config but its seed and its clusters. */
function withoutClusters({ seed: _, modules, ...rest }: ExperimentConfig): string {
  const { 'user-clusters': __, ...others } = modules
  return canonicalJson({ ...rest, modules: others })
}
