import { rowsOfUsers } from '../core/data/activity.ts'
import { type Draw, drawnId, drawOf, noUserColumn } from '../core/data/draw.ts'
import { idColumns } from '../core/data/guess.ts'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import { hasher } from '../core/hash.ts'
import { fail, type Result } from '../core/result.ts'
import { isMissing } from './number-cell.ts'
import { openParquet, type ParquetTable } from './parquet.ts'
import { datasetFrom } from './read-csv.ts'
import { LIMITS, type ReadTable, type TableOptions } from './table-options.ts'

/** Bytes of a cell in memory, about as many as in a text. */
const CELL = 8

/** Reads a Parquet file, or whole users of one that is beyond the limits. */
export async function readParquet(
  file: Blob,
  name: string,
  options: TableOptions,
): Promise<Result<ReadTable> | null> {
  const { amount = READ_SETTINGS.amount, limits = LIMITS } = options
  const opened = await openParquet(file)
  if (!opened.ok) return opened
  const table = opened.value
  const full = options.room?.take(CELL * table.rowCount * table.names.length) ?? null
  if (full !== null) return fail([full])
  const share = Math.min(1, limits.rows / Math.max(1, table.rowCount))
  let drawn: Drawn | null = null
  if (amount.kind === 'draw' && share < 1) {
    const user = amount.user ?? idColumns(table.names).user
    if (user === null || !table.names.includes(user)) return fail([noUserColumn(table.names, amount.user)])
    drawn = await drawRows(table, user, share, amount.seed)
    if (drawn === null) return fail([noUserColumn(table.names, amount.user)])
  }
  const read = await table.read(options, drawn?.rows ?? null)
  if (read === null || !read.ok) return read
  const draw = drawn?.draw ?? null
  const source = { format: 'parquet', encoding: null, draw } as const
  return datasetFrom(read.value, drawnId(await hashOf(file), draw), name, source)
}

interface Drawn {
  readonly draw: Draw
  /** By row: 1 where its user was drawn. */
  readonly rows: Uint8Array
}

/** Null where no row names a user. */
async function drawRows(
  table: ParquetTable,
  user: string,
  share: number,
  seed: number,
): Promise<Drawn | null> {
  const numbers = new Map<string, number>()
  const users = new Int32Array(table.rowCount)
  let row = 0
  await table.textsOf(user, (text) => {
    const number = isMissing(text) ? -1 : (numbers.get(text) ?? numbers.size)
    if (number >= 0) numbers.set(text, number)
    users[row++] = number
  })
  const of = table.rowCount
  const drawn = drawOf(rowsOfUsers(users, numbers.size), { user, seed, share, of })
  if (drawn === null) return null
  return { draw: drawn.draw, rows: Uint8Array.from(users, (one) => (drawn.isTaken(one) ? 1 : 0)) }
}

async function hashOf(file: Blob): Promise<string> {
  const hash = hasher()
  const reader = file.stream().getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value)
  return hash.hex()
}
