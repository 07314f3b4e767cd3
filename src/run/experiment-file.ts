import { type Entry, soundcheckFile } from '../experiment/soundcheck-file.ts'
import { unnamed } from '../experiment/unnamed.ts'
import type { Run } from './run.ts'
import { configJson, runJson } from './run-file.ts'

declare const SOUNDCHECK_VERSION: string

/**
 * A comparison as a file: the link that opens it, what each run that is not under way said, and archives of weights. The
 * name of an uploaded file stays out, as it does of the link.
 */
export function experimentFile(
  link: string,
  runs: readonly Run[],
  weights: readonly { readonly name: string; readonly content: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  const told = runs
    .filter(({ status }) => status.kind === 'ended')
    .map((run) => ({ ...run, config: unnamed(run.config) }))
  const entries: readonly Entry[] = [
    ...told.map((run) => ({ name: `runs/${fileName(run.id)}.json`, content: runJson(run) })),
    ...told.map((run) => ({ name: `configs/${fileName(run.id)}.json`, content: configJson(run) })),
    ...weights.map(({ name, content }) => ({ name: `weights/${fileName(name)}.zip`, content })),
  ]
  const contains = { runs: told.length, weights: weights.length, rows: false }
  return soundcheckFile({ app: SOUNDCHECK_VERSION, link, contains }, entries)
}

const fileName = (id: string): string => id.replace(/[^\w-]+/g, '-')
