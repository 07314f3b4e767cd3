import { idColumns } from '../core/data/guess.ts'
import { type Issue, issue } from '../core/result.ts'
import { byteDictionary } from './dictionary.ts'
import { growing } from './growing.ts'
import type { Cells } from './row-reader.ts'
import type { TextRows } from './scan-text.ts'

/** Counts the rows of each user of a text; `asked` names their column, null to guess it. */
export function userCounter(names: readonly string[], asked: string | null) {
  const user = asked ?? idColumns(names).user
  const column = user === null ? -1 : names.indexOf(user)
  const users = byteDictionary()
  const counts = growing((length) => new Int32Array(length))
  let rows = 0
  return {
    names,
    /** Null where there is no such column. */
    user: column < 0 ? null : user,
    rowCount: () => rows,
    isFull: () => column < 0,
    row({ bytes, starts, ends, hashes }: Cells): void {
      const entry = users.add(
        bytes,
        starts[column] as number,
        ends[column] as number,
        hashes[column] as number,
      )
      if (entry === counts.length()) counts.push(0)
      counts.increase(entry)
      rows++
    },
    /** Counted again when the rows themselves are read. */
    fault(): void {},
    rowsOfUsers: (): Int32Array => counts.taken(),
    /** The user's number in `rowsOfUsers`. */
    userOf: ({ bytes, starts, ends, hashes }: Cells): number =>
      users.find(bytes, starts[column] as number, ends[column] as number, hashes[column] as number),
  } satisfies TextRows & Record<string, unknown>
}

/** Whole users can be drawn only by a column that names them. */
export const noUserColumn = (names: readonly string[], asked: string | null): Issue =>
  issue('file', 'csv.noUserColumn', { asked: asked ?? '', columns: names.join('\n') })
