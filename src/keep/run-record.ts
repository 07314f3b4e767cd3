import { sha256Hex } from '../core/hash.ts'
import { pack, unpack } from '../core/pack.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { runHash } from '../experiment/hash.ts'
import { EXAMINED } from '../run/doctor.ts'
import type { Run } from '../run/run.ts'
import { deflated, inflated, isDeflated } from './deflated.ts'
import { climbed, type Ladder } from './ladder.ts'
import { parseReadings, readingsRecord } from './readings.ts'
import { RUN } from './run-schema.ts'

/** Newest version of a run's record. */
export const RUN_VERSION = 2
/** Version 2 may have the run deflated, and what it recorded inside apart; one of version 1 has both as they are. */
export const RUN_LADDER: Ladder = { 1: (record) => record }

/** A run as it lies on this device. */
export interface RunRecord {
  /** Config and seed: whatever group trained it, in whatever tab. */
  readonly key: string
  /** `group|seed`, to name it where the rest cannot be read. */
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A run with its record, and the record of what it recorded inside: null where that lies there already, or is nothing. */
export interface MadeRun {
  readonly run: Run
  readonly record: RunRecord
  readonly readings: Uint8Array<ArrayBuffer> | null
}

/** A run on its way, as it is: this is written at every checkpoint. */
export function openRecord(run: Run): RunRecord {
  return { ...named(run), bytes: pack({ version: RUN_VERSION, run: trimmed(run) }) }
}

/** A run that has ended: what its screens ask for at once, and the rest apart. */
export async function endedRecord(run: Run): Promise<MadeRun> {
  const readings = hasReadings(run) ? await readingsRecord(run) : null
  const near = readings === null ? run : withoutReadings(run, readings)
  const bytes = pack({ version: RUN_VERSION, run: await deflated(trimmed(near)) })
  return { run, record: { ...named(run), bytes }, readings }
}

/** Bytes that a run takes on the device. */
export const sizeOf = ({ run, record, readings }: MadeRun): number =>
  record.bytes.length + (readings?.length ?? run.apart?.bytes ?? 0)

/** A run with all that it recorded, to be taken elsewhere. */
export async function wholeRecord(run: Run): Promise<Uint8Array<ArrayBuffer>> {
  const { record, readings } = await endedRecord(run)
  const raw = unpack(record.bytes)
  return readings === null || !raw.ok ? record.bytes : pack({ ...(raw.value as object), readings })
}

/** Stored bytes are read like a link: what does not hold is an issue that says where. Readings that it brings may be lost. */
export function parseRun(bytes: Uint8Array): Result<Run> {
  const raw = unpack(bytes)
  if (!raw.ok) return raw
  const record = climbed(raw.value, RUN_LADDER, RUN_VERSION)
  if (!record.ok) return record
  const { run: stored, readings } = record.value
  const value = isDeflated(stored) ? inflated(stored) : ok(stored)
  if (!value.ok) return value
  const parsed = RUN.safeParse(value.value)
  if (parsed.success) {
    const run: Run = parsed.data
    return readings instanceof Uint8Array ? orLost(run, readings) : ok(run)
  }
  const [first] = parsed.error.issues
  return fail([issue(['run', ...(first?.path ?? [])].map(String).join('.'), 'stored.damaged')])
}

/** A run with what it recorded inside, from the record of that; readings that are not its own are an issue. */
export function withReadings({ apart, ...run }: Run, bytes: Uint8Array): Result<Run> {
  if (apart?.sha256 !== sha256Hex(bytes)) return fail([issue('readings', 'stored.damaged')])
  const readings = parseReadings(bytes)
  return readings.ok ? ok({ ...run, ...readings.value }) : readings
}

/** Readings that are damaged take no results with them; a newer version may read those that it wrote. */
function orLost(run: Run, bytes: Uint8Array): Result<Run> {
  const whole = withReadings(run, bytes)
  if (whole.ok || whole.error.some(({ code }) => code === 'stored.newer')) return whole
  // None of them comes to lie here.
  return ok({ ...run, apart: { sha256: sha256Hex(bytes), ...run.apart, bytes: 0, isLost: true } })
}

function withoutReadings(run: Run, readings: Uint8Array): Run {
  const examined = [...run.snapshots].filter(([tap]) => EXAMINED.has(tap))
  const apart = { sha256: sha256Hex(readings), bytes: readings.length, isLost: false }
  return { ...run, snapshots: new Map(examined), history: new Map(), apart }
}

const hasReadings = ({ apart, snapshots, history }: Run): boolean =>
  apart === undefined && snapshots.size + history.size > 0

const named = (run: Run): Pick<RunRecord, 'key' | 'id'> => ({ key: runHash(run.config), id: run.id })

/** Series are written without the room that they may yet grow into; what could not be read now is asked for again. */
const trimmed = (run: Run): Run => ({
  ...run,
  ...(run.apart === undefined ? {} : { apart: { ...run.apart, isLost: false } }),
  series: new Map(
    [...run.series]
      .filter(([, { length }]) => length > 0)
      .map(([key, one]) => [
        key,
        { ...one, steps: one.steps.slice(0, one.length), values: one.values.slice(0, one.length) },
      ]),
  ),
})
