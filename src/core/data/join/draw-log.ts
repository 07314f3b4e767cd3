import { rowsOfUsers } from '../activity.ts'
import { type Draw, drawOf } from '../draw.ts'
import { filesOfTaken } from '../lines.ts'
import { categoriesOf } from '../values.ts'
import { byName, type Table, taken } from './table.ts'

/** How much of a log may stay, and whose rows belong together. */
export interface LogDraw {
  readonly user: string
  readonly seed: number
  readonly mostRows: number
}

/** The log's drawn users, each with all of their rows; all of it where it is short enough. Null where no row names a user. */
export function drawnLog(
  log: Table,
  { user, seed, mostRows }: LogDraw,
): { readonly table: Table; readonly draw: Draw | null } | null {
  const column = log.columns.get(user)
  if (column === undefined) throw new Error(`no column ${user} to draw by`)
  const of = log.rowCount
  if (of <= mostRows) return { table: log, draw: null }
  const { codes, levels } = categoriesOf(column)
  const drawn = drawOf(rowsOfUsers(codes, levels.length), { user, seed, share: mostRows / of, of })
  if (drawn === null) return null
  const { draw, isTaken } = drawn
  const rows = new Int32Array(draw.rows.drawn)
  let at = 0
  for (let row = 0; row < of; row++) if (isTaken(codes[row] as number)) rows[at++] = row
  return {
    table: {
      ...log,
      rowCount: rows.length,
      columns: byName(Array.from(log.columns.values(), (one) => taken(one, one.name, rows))),
      lines: Uint32Array.from(rows, (row) => log.lines[row] as number),
      ...(log.files === undefined ? {} : { files: filesOfTaken(log.files, rows) }),
    },
    draw,
  }
}
