import { fail, issue, ok, type Result } from '../../result.ts'
import { connected } from './keys.ts'
import { EMPTY_PLAN, groupsOf, type JoinPlan } from './plan.ts'
import { stacked } from './stack.ts'
import type { Table } from './table.ts'

/**
 * The plan for tables that no template knows. Tables of the same columns are one. The log is the longest of which every
 * other can be joined by a shared column that is unique in that other.
 */
export function guessPlan(tables: readonly Table[]): Result<JoinPlan> {
  const groups = groupsOf(tables).map((places) => ({ places, table: together(tables, places) }))
  const byLength = [...groups].sort((a, b) => b.table.rowCount - a.table.rowCount)
  for (const log of byLength) {
    const sides = byLength.filter((group) => group !== log)
    if (sides.some(({ places }) => places.length > 1)) continue
    if (
      connected(
        log.table,
        sides.map(({ table }) => table),
      ) === null
    )
      continue
    return ok({
      ...EMPTY_PLAN,
      log: log.places.map((table) => ({ table, constants: {} })),
      free: sides.flatMap(({ places }) => places),
    })
  }
  return fail([unconnected(byLength.map(({ table }) => table))])
}

function together(tables: readonly Table[], places: readonly number[]): Table {
  const parts = places.map((place) => tables[place] as Table)
  return stacked(
    parts.map((table) => ({ table, constants: {} })),
    parts.map(({ name }) => name).join(', '),
  )
}

/** Names the first table that the longest one cannot take in. */
function unconnected([log, ...sides]: readonly Table[]): ReturnType<typeof issue> {
  const first = log as Table
  const lone = sides.find((side) => connected(first, [side]) === null) ?? (sides[0] as Table)
  const shared = [...lone.columns.keys()].filter((name) => first.columns.has(name))
  const params = { file: lone.name, log: first.name }
  return shared.length === 0
    ? issue(lone.name, 'join.nothingShared', params)
    : issue(lone.name, 'join.notUnique', { ...params, columns: shared.join(', ') })
}
