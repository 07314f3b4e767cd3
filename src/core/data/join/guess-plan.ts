import { fail, issue, ok, type Result } from '../../result.ts'
import { connected } from './keys.ts'
import { EMPTY_PLAN, groupsOf, type JoinPlan } from './plan.ts'
import { stacked } from './stack.ts'
import type { Table } from './table.ts'

/** Tables of the same columns: one, were they laid under one another. */
interface Group {
  readonly places: readonly number[]
  /** The only one, or one that stands for the columns of all. */
  readonly first: Table
  readonly rowCount: number
}

/**
 * The plan for tables that no template knows. Tables of the same columns are one. The log is the longest of which every
 * other can be joined by a shared column that is unique in that other.
 */
export function guessPlan(tables: readonly Table[]): Result<JoinPlan> {
  const byLength = groupsOf(tables)
    .map((places): Group => {
      const parts = partsOf(tables, places)
      const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0)
      return { places, first: parts[0] as Table, rowCount }
    })
    .sort((a, b) => b.rowCount - a.rowCount)
  for (const log of byLength) {
    const sides = byLength.filter((group) => group !== log)
    if (sides.some(({ places }) => places.length > 1)) continue
    // Of a log only the names of its columns count.
    const joinable = connected(
      log.first,
      sides.map(({ first }) => first),
    )
    if (joinable === null) continue
    return ok({
      ...EMPTY_PLAN,
      log: log.places.map((table) => ({ table, constants: {} })),
      free: sides.flatMap(({ places }) => places),
    })
  }
  return fail([unconnected(tables, byLength)])
}

const partsOf = (tables: readonly Table[], places: readonly number[]): readonly Table[] =>
  places.map((place) => tables[place] as Table)

const nameOf = (parts: readonly Table[]): string => parts.map(({ name }) => name).join(', ')

/** Names the first group that the longest one cannot take in. */
function unconnected(tables: readonly Table[], [log, ...sides]: readonly Group[]): ReturnType<typeof issue> {
  const longest = log as Group
  const isLone = ({ places }: Group): boolean => {
    const parts = partsOf(tables, places)
    const layers = parts.map((table) => ({ table, constants: {} }))
    return connected(longest.first, [stacked(layers, nameOf(parts))]) === null
  }
  const lone = sides.find(isLone) ?? (sides[0] as Group)
  const file = nameOf(partsOf(tables, lone.places))
  const shared = [...lone.first.columns.keys()].filter((name) => longest.first.columns.has(name))
  const params = { file, log: nameOf(partsOf(tables, longest.places)) }
  return shared.length === 0
    ? issue(file, 'join.nothingShared', params)
    : issue(file, 'join.notUnique', { ...params, columns: shared.join(', ') })
}
