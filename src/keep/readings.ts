import { pack, unpack } from '../core/pack.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { allRows, bytePlanes, distinctRows, fromBytePlanes } from '../core/rows.ts'
import { z } from '../experiment/checked.ts'
import type { Run, Snapshot } from '../run/run.ts'
import { deflated, inflated, isDeflated } from './deflated.ts'
import { climbed, type Ladder } from './ladder.ts'

/** Newest version of the record of what a run recorded inside. */
export const READINGS_VERSION = 1
/** Numbers of a reading that is read at all: 256 MB. Its rows may be far fewer than what they stand for. */
const MOST_VALUES = 2 ** 26
/** No rung yet: version 1 is the first. */
export const READINGS_LADDER: Ladder = {}

/** What a run recorded inside: the taps of its modules. */
export type Readings = Pick<Run, 'snapshots' | 'history'>

/**
 * As bytes, from which every bit comes back. Many users share all their fields, and so their row of a tap: a tap's
 * reading is its distinct rows, by byte planes, and which of them each row is. What is read twice is there once.
 */
export async function readingsRecord({ snapshots, history }: Readings): Promise<Uint8Array<ArrayBuffer>> {
  const taps = [...new Set([...history.keys(), ...snapshots.keys()])].map((tap) => {
    const readings = history.get(tap) ?? []
    const own = snapshots.get(tap) ?? null
    const at = own === null ? -1 : readings.findIndex((reading) => isSame(reading, own))
    const latest = own === null ? null : at >= 0 ? at : short(own)
    return [tap, { readings: history.has(tap) ? readings.map(short) : null, latest }] as const
  })
  const order = [...snapshots.keys()]
  return pack({ version: READINGS_VERSION, taps: await deflated({ order, taps: new Map(taps) }) })
}

const READING = z.object({
  step: z.int().check(z.nonnegative()),
  shape: z.array(z.int().check(z.nonnegative())),
  which: z.nullable(z.instanceof(Uint16Array)),
  planes: z.instanceof(Uint8Array),
})
type Short = z.infer<typeof READING>
const TAPS = z.object({
  order: z.array(z.string()),
  taps: z.map(
    z.string(),
    z.object({
      readings: z.nullable(z.array(READING)),
      latest: z.nullable(z.union([z.int().check(z.nonnegative()), READING])),
    }),
  ),
})

/** What does not hold is an issue that says where. */
export function parseReadings(bytes: Uint8Array): Result<Readings> {
  const raw = unpack(bytes)
  if (!raw.ok) return raw
  const record = climbed(raw.value, READINGS_LADDER, READINGS_VERSION)
  if (!record.ok) return record
  const { taps } = record.value
  const value = isDeflated(taps) ? inflated(taps) : damaged('taps')
  if (!value.ok) return value
  const parsed = TAPS.safeParse(value.value)
  if (!parsed.success) return damaged(['taps', ...(parsed.error.issues[0]?.path ?? [])].map(String).join('.'))
  return restored(parsed.data)
}

function restored({ order, taps }: z.infer<typeof TAPS>): Result<Readings> {
  const history = new Map<string, readonly Snapshot[]>()
  const latest = new Map<string, Snapshot>()
  for (const [tap, own] of taps) {
    const readings = (own.readings ?? []).map(whole)
    if (!readings.every((one) => one !== null)) return damaged(`taps.${tap}`)
    if (own.readings !== null) history.set(tap, readings)
    if (own.latest === null) continue
    const last = typeof own.latest === 'number' ? (readings[own.latest] ?? null) : whole(own.latest)
    if (last === null) return damaged(`taps.${tap}.latest`)
    latest.set(tap, last)
  }
  const snapshots = new Map(order.flatMap((tap) => entryOf(latest, tap)))
  return snapshots.size === latest.size ? ok({ snapshots, history }) : damaged('taps.order')
}

function short({ step, shape, values }: Snapshot): Short {
  const found = shape.length > 1 ? distinctRows(values, shape.at(-1) ?? 0) : null
  return { step, shape: [...shape], which: found?.which ?? null, planes: bytePlanes(found?.rows ?? values) }
}

/** Null where its parts do not fit. */
function whole({ step, shape, which, planes }: Short): Snapshot | null {
  const rows = fromBytePlanes(planes)
  const [size, width] = [shape.reduce((all, side) => all * side, 1), shape.at(-1) ?? 0]
  if (rows === null || size > MOST_VALUES) return null
  if ((which === null ? rows.length : which.length * width) !== size) return null
  const values = which === null ? rows : allRows({ rows, which }, width)
  return values === null ? null : { step, shape, values }
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  if (one === other) return true
  if (one.step !== other.step || String(one.shape) !== String(other.shape)) return false
  const [a, b] = [bytesOf(one), bytesOf(other)]
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

const bytesOf = ({ values }: Snapshot): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const damaged = (where: string) => fail([issue(where, 'stored.damaged')])

function entryOf(all: ReadonlyMap<string, Snapshot>, tap: string): readonly (readonly [string, Snapshot])[] {
  const one = all.get(tap)
  return one === undefined ? [] : [[tap, one]]
}
