import type { Dataset, DatasetInfo } from '../core/data/dataset.ts'
import { describeDataset } from '../core/data/summary.ts'
import { hasher } from '../core/hash.ts'
import { pack, packed, unpack } from '../core/pack.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { isRecord } from '../experiment/reader.ts'

/** Version of both files of a dataset. */
const VERSION = 1
/** Bytes that are hashed between two breaths. */
const PIECE = 4 << 20

/** What is said of a dataset without reading its columns: a small file beside them. */
export interface DatasetHeader {
  readonly info: DatasetInfo
  /** SHA-256 of the file of columns, and its length. */
  readonly sha256: string
  readonly bytes: number
}

/** Columns as they are in memory, and what is said of them. Columns are not copied. */
export async function datasetFile(
  dataset: Dataset,
  info: DatasetInfo,
  breathe: () => Promise<void>,
): Promise<{ readonly columns: readonly Uint8Array[]; readonly header: Uint8Array<ArrayBuffer> }> {
  const columns = packed({ version: VERSION, dataset })
  const sha256 = await sha256Of(columns, breathe)
  const bytes = columns.reduce((sum, { length }) => sum + length, 0)
  return { columns, header: pack({ version: VERSION, info, sha256, bytes }) }
}

/** The header as written; null where it is none of this version. */
export function parseHeader(bytes: Uint8Array): DatasetHeader | null {
  const raw = unpack(bytes)
  if (!raw.ok || !isRecord(raw.value) || raw.value.version !== VERSION) return null
  const { info, sha256, bytes: size } = raw.value
  if (!isRecord(info) || typeof sha256 !== 'string' || typeof size !== 'number') return null
  // What this version tells of every dataset, a stored header tells too.
  const isWhole = [...TOLD].every(([key, kind]) => kindOf(info[key]) === kind)
  return isWhole ? { info: info as unknown as DatasetInfo, sha256, bytes: size } : null
}

/** The dataset of a file of columns that has this hash; an issue where it is damaged. */
export async function parseDataset(
  bytes: Uint8Array,
  sha256: string,
  breathe: () => Promise<void>,
): Promise<Result<Dataset>> {
  const damaged = fail([issue('dataset', 'stored.damaged')])
  if ((await sha256Of([bytes], breathe)) !== sha256) return damaged
  const raw = unpack(bytes)
  if (!raw.ok) return raw
  if (!isRecord(raw.value) || raw.value.version !== VERSION || !isDataset(raw.value.dataset)) return damaged
  return ok(raw.value.dataset)
}

/** The hash of what is written in parts, in pieces that let others have their turn. */
async function sha256Of(parts: readonly Uint8Array[], breathe: () => Promise<void>): Promise<string> {
  const hash = hasher()
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      hash.update(part.subarray(at, at + PIECE))
      if (part.length > PIECE) await breathe()
    }
  }
  return hash.hex()
}

function isDataset(value: unknown): value is Dataset {
  if (!isRecord(value)) return false
  const { id, name, rowCount, columns, lines, truth } = value
  if (typeof id !== 'string' || typeof name !== 'string' || typeof rowCount !== 'number') return false
  if (!(lines instanceof Uint32Array) || !(truth === null || truth instanceof Map)) return false
  return columns instanceof Map && [...columns.values()].every((column) => isColumn(column, rowCount))
}

function isColumn(value: unknown, rows: number): boolean {
  if (!isRecord(value) || typeof value.name !== 'string') return false
  const { kind, values, codes, levels } = value
  if (kind === 'numeric') return values instanceof Float64Array && values.length === rows
  return (
    kind === 'categorical' && codes instanceof Int32Array && codes.length === rows && Array.isArray(levels)
  )
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value)
const TOLD = new Map(
  Object.entries(
    describeDataset({
      id: '',
      name: '',
      rowCount: 0,
      columns: new Map(),
      lines: new Uint32Array(),
      truth: null,
    }),
  ).map(([key, value]) => [key, kindOf(value)] as const),
)
