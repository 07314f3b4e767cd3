import { fail, issue, ok, type Result } from '../core/result.ts'

/** Newest version of ExperimentConfig. */
export const CONFIG_VERSION = 1

/** Step n turns a config of version n into one of version n + 1. Steps are pure and kept for ever. */
export type Ladder = Readonly<
  Record<number, (config: Readonly<Record<string, unknown>>) => Record<string, unknown>>
>

/** No step yet: version 1 is the first. */
const STEPS: Ladder = {}

/** The config as the newest version writes it; a newer one than we know is an issue. */
export function migrate(
  input: unknown,
  steps: Ladder = STEPS,
  newest: number = CONFIG_VERSION,
): Result<unknown> {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return fail([
      issue('experiment', 'experiment.expected', {
        expected: 'an object',
        got: JSON.stringify(input) ?? 'nothing',
      }),
    ])
  }
  let config: Readonly<Record<string, unknown>> = { ...input }
  let version = config.version ?? newest
  if (!Number.isInteger(version) || (version as number) < 1) {
    return fail([
      issue('version', 'experiment.expected', { expected: 'a version from 1', got: JSON.stringify(version) }),
    ])
  }
  if ((version as number) > newest) {
    return fail([issue('version', 'experiment.newer', { version: version as number, newest })])
  }
  for (; (version as number) < newest; version = (version as number) + 1) {
    const step = steps[version as number]
    if (step === undefined) throw new Error(`no migration from version ${version}`)
    config = step(config)
  }
  return ok({ ...config, version: newest })
}
