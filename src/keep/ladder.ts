import { fail, issue, ok, type Result } from '../core/result.ts'

type Fields = Readonly<Record<string, unknown>>

/** Rung n turns a record of version n into one of version n + 1. Rungs are pure and kept for ever. */
export type Ladder = Readonly<Record<number, (record: Fields) => Fields>>

/** A record as version `newest` writes it. One of a newer version than is known here is an issue, and so is what is no record. */
export function climbed(value: unknown, ladder: Ladder, newest: number): Result<Fields> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Map) {
    return fail([issue('record', 'stored.damaged')])
  }
  let record: Fields = { ...value }
  const { version } = record
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return fail([issue('version', 'stored.damaged')])
  }
  if (version > newest) return fail([issue('version', 'stored.newer', { version, newest })])
  for (let at = version; at < newest; at++) {
    const rung = ladder[at]
    if (rung === undefined) throw new Error(`no rung from version ${at}`)
    record = { ...rung(record), version: at + 1 }
  }
  return ok(record)
}
