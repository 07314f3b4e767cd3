import type { Marking } from './events.ts'
import type { Packed } from './expand.ts'
import type { Table } from './table.ts'

/** How tables, named by their place in a list, become one. What it holds decides the rows that come out. */
export interface JoinPlan {
  /** The log: tables laid under one another. */
  readonly log: readonly { readonly table: number; readonly constants: Readonly<Record<string, number>> }[]
  readonly unpacked: readonly { readonly table: number; readonly packed: Packed }[]
  /** Columns whose numbers are codes. */
  readonly levels: readonly { readonly table: number; readonly columns: readonly string[] }[]
  readonly sides: readonly SideJoin[]
  readonly events: readonly { readonly table: number; readonly marking: Marking }[]
  /** Tables joined by whatever column they share that is unique in them. */
  readonly free: readonly number[]
  readonly leftOut: readonly number[]
  /**
   * Makes a column `part` of the files that a publisher split: 0 train, 1 validation, 2 test for each table of the log;
   * without a validation file the last tenth of the train rows is it.
   */
  readonly parts: readonly number[] | null
}

export interface SideJoin {
  /** Laid under one another before they are joined. */
  readonly tables: readonly number[]
  readonly keys: readonly string[]
  /** Goes before the names of its columns: of all, or of those alone that another table has too. */
  readonly prefix: string
  readonly isAlways: boolean
}

export const EMPTY_PLAN: JoinPlan = {
  ...{ log: [], unpacked: [], levels: [], sides: [], events: [], free: [], leftOut: [], parts: null },
}

/** Whether a plan leaves its only table as it is. */
export const isPlain = (plan: JoinPlan): boolean =>
  plan.log.length === 1 &&
  Object.keys(plan.log[0]?.constants ?? {}).length === 0 &&
  [plan.unpacked, plan.levels, plan.sides, plan.events, plan.free, plan.leftOut].every(
    ({ length }) => length === 0,
  ) &&
  plan.parts === null

/** Name of the column that tells the parts of a published split. */
export const PART = 'part'

/** Places of the tables that are laid under one another, since they have the same columns. */
export function groupsOf(tables: readonly Table[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>()
  for (const [i, { columns }] of tables.entries()) {
    const key = JSON.stringify([...columns.keys()].sort())
    groups.set(key, [...(groups.get(key) ?? []), i])
  }
  return [...groups.values()]
}
