import type { SliceSpec } from '../core/metrics/slice-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { readingHash } from '../experiment/hash.ts'

/** Whether a slice names users by an index that holds for another reading than this run's. */
export const isForeign = (spec: SliceSpec | undefined, config: ExperimentConfig): boolean =>
  spec?.all.some((predicate) => predicate.kind === 'users' && predicate.reading !== readingHash(config)) ===
  true
