import { fail, issue, ok, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { runHash } from '../experiment/hash.ts'
import { isRecord } from '../experiment/reader.ts'
import type { Checkpoint } from '../model/checkpoint.ts'

/** A checkpoint of a config, and when it was kept by the clock on the wall. */
export interface DatedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly keptAt: number
}

/** What a file begins with: its kind and the version of its form. */
const MAGIC = new TextEncoder().encode('scckpt02')
const GROUPS = ['variables', 'first', 'second', 'best'] as const
type Group = (typeof GROUPS)[number]

interface Header {
  /** Identity of the run: names are no part of it. */
  readonly run: string
  readonly keptAt: number
  readonly rest: Omit<Checkpoint, 'validLogits' | 'state'>
  readonly validLogits: number
  /** Names and sizes in the order of their values; null for no best. */
  readonly groups: Readonly<Record<Group, readonly (readonly [name: string, size: number])[] | null>>
}

/** Parts of a file: the kind, the length of the header, the header as JSON, and values as they lie in memory. */
export function encodedCheckpoint(
  config: ExperimentConfig,
  { checkpoint, keptAt }: DatedCheckpoint,
): Uint8Array[] {
  const { validLogits, state, ...rest } = checkpoint
  const sizes = (group: Group) =>
    state[group] === null ? null : [...state[group]].map(([name, { length }]) => [name, length] as const)
  const header: Header = {
    run: runHash(config),
    keptAt,
    rest,
    validLogits: validLogits.length,
    groups: {
      variables: sizes('variables'),
      first: sizes('first'),
      second: sizes('second'),
      best: sizes('best'),
    },
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = new Uint8Array(new Uint32Array([text.length]).buffer)
  const values = [validLogits, ...GROUPS.flatMap((group) => [...(state[group]?.values() ?? [])])]
  return [MAGIC, length, text, ...values.map(bytesOf)]
}

/** An issue where it is damaged, or of another version or config. */
export function decodedCheckpoint(
  config: ExperimentConfig,
  bytes: Uint8Array<ArrayBuffer>,
): Result<DatedCheckpoint> {
  const start = MAGIC.length + 4
  if (bytes.length < start || !MAGIC.every((byte, i) => bytes[i] === byte))
    return fail([issue('checkpoint', 'checkpoint.damaged')])
  const end = start + (new Uint32Array(bytes.slice(MAGIC.length, start).buffer)[0] as number)
  const header = headerOf(new TextDecoder().decode(bytes.subarray(start, end)))
  if (header === null) return fail([issue('checkpoint', 'checkpoint.damaged')])
  if (header.run !== runHash(config)) return fail([issue('checkpoint', 'checkpoint.otherConfig')])
  const floats = new Float32Array(bytes.slice(end, end + 4 * Math.floor((bytes.length - end) / 4)).buffer)
  let at = header.validLogits
  function group(name: Group): ReadonlyMap<string, Float32Array> | null {
    const sizes = header?.groups[name] ?? null
    if (sizes === null) return null
    return new Map(
      sizes.map(([key, size]) => {
        at += size
        return [key, floats.slice(at - size, at)] as const
      }),
    )
  }
  const [variables, first, second, best] = [
    group('variables'),
    group('first'),
    group('second'),
    group('best'),
  ]
  if (variables === null || first === null || second === null || 4 * at !== bytes.length - end)
    return fail([issue('checkpoint', 'checkpoint.damaged')])
  const validLogits = floats.slice(0, header.validLogits)
  const state = { variables, first, second, best }
  return ok({ checkpoint: { ...header.rest, validLogits, state }, keptAt: header.keptAt })
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Null for what is no header. */
function headerOf(text: string): Header | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isHeader(value) ? value : null
}

function isHeader(value: unknown): value is Header {
  if (!isRecord(value) || typeof value.run !== 'string' || typeof value.keptAt !== 'number') return false
  const { rest, groups, validLogits } = value
  if (!isRecord(rest) || !isRecord(groups) || !isCount(validLogits)) return false
  const { step, seconds, waited, due, how, best } = rest
  const isWhole =
    isCount(step) &&
    typeof seconds === 'number' &&
    isCount(waited) &&
    typeof how === 'string' &&
    isRecord(due) &&
    isCount(due.terms) &&
    isCount(due.scenes) &&
    (best === null || (isRecord(best) && isCount(best.step) && typeof best.loss === 'number'))
  return isWhole && GROUPS.every((group) => areSizes(groups[group]))
}

const areSizes = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) &&
    value.every((one) => Array.isArray(one) && typeof one[0] === 'string' && isCount(one[1])))
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0
