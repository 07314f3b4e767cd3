import { type Draw, drawnId, drawUsers } from '../core/data/draw.ts'
import { idColumns } from '../core/data/guess.ts'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import { hasher } from '../core/hash.ts'
import { fail, type Result } from '../core/result.ts'
import { openParquet, type ParquetTable } from './parquet.ts'
import { datasetFrom } from './read-csv.ts'
import { LIMITS, type ReadTable, type TableOptions } from './table-options.ts'
import { noUserColumn } from './user-counter.ts'

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

async function drawRows(table: ParquetTable, user: string, share: number, seed: number): Promise<Drawn> {
  const numbers = new Map<string, number>()
  const users = new Int32Array(table.rowCount)
  let row = 0
  await table.textsOf(user, (text) => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    users[row++] = number
  })
  const counts = new Int32Array(numbers.size)
  for (const one of users) counts[one] = (counts[one] as number) + 1
  const drawn = drawUsers(counts, share, seed)
  const rows = Uint8Array.from(users, (one) => drawn[one] as number)
  const sum = (list: Uint8Array): number => list.reduce((total, one) => total + one, 0)
  return {
    draw: {
      seed,
      user,
      users: { drawn: sum(drawn), of: counts.length },
      rows: { drawn: sum(rows), of: table.rowCount },
    },
    rows,
  }
}

async function hashOf(file: Blob): Promise<string> {
  const hash = hasher()
  const reader = file.stream().getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value)
  return hash.hex()
}
