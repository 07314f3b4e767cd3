import { type Entry, soundcheckFile } from '../experiment/soundcheck-file.ts'
import { ofAnyFile } from '../experiment/unnamed.ts'
import type { Run } from './run.ts'
import { configJson, runJson } from './run-file.ts'

declare const SOUNDCHECK_VERSION: string

/** What trained weights a file takes along: archives, and the runs whose weights were asked for and are not here. */
export interface Weights {
  readonly archives: readonly WeightsArchive[]
  readonly missing: readonly Pick<Run, 'id'>[]
  /** What of the dataset the archives hold. */
  readonly hold: 'test rows' | 'no rows'
}
export interface WeightsArchive {
  readonly id: string
  readonly content: Uint8Array
}

/**
 * A comparison as a file: the link that opens it, what each run that is not under way said, and archives of weights where
 * they were asked for. The name and the hash of an uploaded file stay out, as they do of the link.
 */
export function experimentFile(
  link: string,
  runs: readonly Run[],
  weights: Weights | null,
): Uint8Array<ArrayBuffer> {
  const told = runs
    .filter(({ status }) => status.kind === 'ended')
    .map((run) => ({ ...run, config: ofAnyFile(run.config) }))
  const { archives, missing, hold } = weights ?? { archives: [], missing: [], hold: 'no rows' }
  const hasRows = archives.length > 0 && hold === 'test rows'
  const entries: readonly Entry[] = [
    ...told.map((run) => ({ name: `runs/${fileName(run.id)}.json`, content: runJson(run) })),
    ...told.map((run) => ({ name: `configs/${fileName(run.id)}.json`, content: configJson(run) })),
    ...archives.map(({ id, content }) => ({ name: `weights/${fileName(id)}.zip`, content })),
  ]
  const contains = {
    ...{ runs: told.length, weights: archives.length, rows: hasRows },
    ...(hasRows ? { testVectors: archives.length } : {}),
    ...(missing.length === 0 ? {} : { withoutWeights: missing.map(({ id }) => fileName(id)) }),
  }
  return soundcheckFile({ app: SOUNDCHECK_VERSION, link, contains }, entries)
}

const fileName = (id: string): string => id.replace(/[^\w-]+/g, '-')
