import { idColumns } from '../core/data/guess.ts'
import { byteDictionary } from './dictionary.ts'
import { growing } from './growing.ts'
import { isMissing } from './number-cell.ts'
import type { Cells } from './row-reader.ts'
import type { TextRows } from './scan-text.ts'
import { textAt } from './utf8.ts'

/** Counts the rows of each user of a text; `asked` names their column, null to guess it. Gaps are no users. */
export function userCounter(names: readonly string[], asked: string | null) {
  const user = asked ?? idColumns(names).user
  const column = user === null ? -1 : names.indexOf(user)
  const users = byteDictionary()
  /** Of each entry of the dictionary: its user, −1 where the cell reads as missing. */
  const userOfEntry = growing((length) => new Int32Array(length))
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
      if (entry === userOfEntry.length()) {
        const text = textAt(bytes, starts[column] as number, ends[column] as number)
        userOfEntry.push(isMissing(text) ? -1 : counts.length())
        if (!isMissing(text)) counts.push(0)
      }
      const user = userOfEntry.at(entry)
      if (user >= 0) counts.increase(user)
      rows++
    },
    /** Counted again when the rows themselves are read. */
    fault(): void {},
    rowsOfUsers: (): Int32Array => counts.taken(),
    /** The user's number in `rowsOfUsers`, −1 for none. */
    userOf({ bytes, starts, ends, hashes }: Cells): number {
      const entry = users.find(
        bytes,
        starts[column] as number,
        ends[column] as number,
        hashes[column] as number,
      )
      return entry < 0 ? entry : userOfEntry.at(entry)
    },
  } satisfies TextRows & Record<string, unknown>
}
