import { pack, unpack } from '../core/pack.ts'
import { fail, issue, type Result } from '../core/result.ts'
import { runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { climbed, type Ladder } from './ladder.ts'
import { RUN } from './run-schema.ts'

/** Newest version of a run's record. */
export const RUN_VERSION = 1
/** No rung yet: version 1 is the first. */
export const RUN_LADDER: Ladder = {}

/** A run as it lies on this device. */
export interface RunRecord {
  /** Config and seed: whatever group trained it, in whatever tab. */
  readonly key: string
  /** `group|seed`, to name it where the rest cannot be read. */
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Series are written without the room that they may yet grow into. */
export function runRecord(run: Run): RunRecord {
  const series = new Map(
    [...run.series]
      .filter(([, { length }]) => length > 0)
      .map(([key, one]) => [
        key,
        { ...one, steps: one.steps.slice(0, one.length), values: one.values.slice(0, one.length) },
      ]),
  )
  return {
    key: runHash(run.config),
    id: run.id,
    bytes: pack({ version: RUN_VERSION, run: { ...run, series } }),
  }
}

/** Stored bytes are read like a link: what does not hold is an issue that says where. */
export function parseRun(bytes: Uint8Array): Result<Run> {
  const raw = unpack(bytes)
  if (!raw.ok) return raw
  const record = climbed(raw.value, RUN_LADDER, RUN_VERSION)
  if (!record.ok) return record
  const parsed = RUN.safeParse(record.value.run)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [first] = parsed.error.issues
  return fail([issue(['run', ...(first?.path ?? [])].map(String).join('.'), 'stored.damaged')])
}
