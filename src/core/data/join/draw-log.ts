import { type Draw, drawUsers } from '../draw.ts'
import { filesOfTaken } from '../lines.ts'
import { categoriesOf } from '../values.ts'
import { byName, type Table, taken } from './table.ts'

/** How much of a log may stay, and whose rows belong together. */
export interface LogDraw {
  readonly user: string
  readonly seed: number
  readonly mostRows: number
}

/** The log's drawn users, each with all of their rows; all of it where it is short enough. Rows without a user go first. */
export function drawnLog(
  log: Table,
  { user, seed, mostRows }: LogDraw,
): { readonly table: Table; readonly draw: Draw | null } {
  const column = log.columns.get(user)
  if (column === undefined) throw new Error(`no column ${user} to draw by`)
  if (log.rowCount <= mostRows) return { table: log, draw: null }
  const { codes, levels } = categoriesOf(column)
  const counts = new Int32Array(levels.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number
    if (code >= 0) counts[code] = (counts[code] as number) + 1
  }
  const flags = drawUsers(counts, mostRows / log.rowCount, seed)
  const rows = rowsOf(codes, flags)
  return {
    table: {
      ...log,
      rowCount: rows.length,
      columns: byName(Array.from(log.columns.values(), (one) => taken(one, one.name, rows))),
      lines: Uint32Array.from(rows, (row) => log.lines[row] as number),
      ...(log.files === undefined ? {} : { files: filesOfTaken(log.files, rows) }),
    },
    draw: {
      ...{ seed, user },
      users: { drawn: flags.reduce((sum, flag) => sum + flag, 0), of: flags.length },
      rows: { drawn: rows.length, of: log.rowCount },
    },
  }
}

function rowsOf(codes: Int32Array, flags: Uint8Array): Int32Array {
  const isTaken = (row: number): boolean => flags[codes[row] as number] === 1
  let count = 0
  for (let row = 0; row < codes.length; row++) if (isTaken(row)) count++
  const rows = new Int32Array(count)
  let at = 0
  for (let row = 0; row < codes.length; row++) if (isTaken(row)) rows[at++] = row
  return rows
}
