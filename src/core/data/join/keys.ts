import { matchRows } from './match.ts'
import type { Table } from './table.ts'

/** Share of rows whose key an earlier row has, up to which a column still names the rows of a table. */
const MOST_DUPLICATES = 0.01

/**
 * The columns that a table can be joined by: the first shared one that is unique in it, columns that read like ids before
 * others; else all shared ones together, where these are unique. Null where nothing names its rows.
 */
export function keyOf(side: Table, available: ReadonlySet<string>): readonly string[] | null {
  const shared = [...side.columns.keys()].filter((name) => available.has(name))
  const isId = (name: string): boolean => /id$/i.test(name)
  const ordered = [...shared.filter(isId), ...shared.filter((name) => !isId(name))]
  const single = ordered.find((name) => isUnique(side, [name]))
  if (single !== undefined) return [single]
  return shared.length > 1 && isUnique(side, shared) ? shared : null
}

function isUnique(table: Table, names: readonly string[]): boolean {
  const columns = names.flatMap((name) => table.columns.get(name) ?? [])
  const { matched, duplicates } = matchRows(columns, columns)
  return matched > 0 && duplicates <= MOST_DUPLICATES * matched
}

/** An order in which all tables can be joined onto the first, each by columns that are there by then; null when there is none. */
export function connected(log: Table, sides: readonly Table[]): readonly SideKey[] | null {
  const available = new Set(log.columns.keys())
  const order: SideKey[] = []
  const rest = new Set(sides.keys())
  while (rest.size > 0) {
    const next = nextOf(sides, rest, available)
    if (next === null) return null
    order.push(next)
    rest.delete(next.side)
    for (const name of (sides[next.side] as Table).columns.keys()) available.add(name)
  }
  return order
}

export interface SideKey {
  /** Place in the list of sides. */
  readonly side: number
  readonly keys: readonly string[]
}

function nextOf(
  sides: readonly Table[],
  rest: ReadonlySet<number>,
  available: ReadonlySet<string>,
): SideKey | null {
  for (const side of rest) {
    const keys = keyOf(sides[side] as Table, available)
    if (keys !== null) return { side, keys }
  }
  return null
}
