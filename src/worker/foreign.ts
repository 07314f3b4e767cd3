import { isByIndex, type SliceSpec } from '../core/metrics/slice-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { readingHash } from '../experiment/hash.ts'

/** Whether a slice names users or rows by an index that holds for another reading than this run's. */
export const isForeign = (spec: SliceSpec | undefined, config: ExperimentConfig): boolean =>
  spec?.all.some((predicate) => isByIndex(predicate) && predicate.reading !== readingHash(config)) === true
