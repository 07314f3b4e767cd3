/** A generated world as columns, row by row in the order of time, and the truth beside it. */
export interface WorldTable {
  /** Null where missing. */
  readonly columns: ReadonlyMap<string, readonly (string | number | null)[]>
  readonly rowCount: number
  /** True probability of each task, by the id that its schema gives it. Never a column. */
  readonly truth: ReadonlyMap<string, Float32Array>
}

/** Column of the group that a world planted each row's user in. */
export const PLANTED = 'planted_group'

/** The planted group of each row's user, where the world has groups. */
export function plantedGroups({ columns }: WorldTable): { readonly planted?: Int32Array } {
  const names = columns.get(PLANTED)
  if (names === undefined) return {}
  const codes = new Map([...new Set(names)].sort().map((name, code) => [name, code] as const))
  return { planted: Int32Array.from(names, (name) => codes.get(name) as number) }
}

/** Names of levels hold no comma and no quote, so that no value needs quoting. */
export function tableCsv({ columns, rowCount }: WorldTable): string {
  const values = [...columns.values()]
  const lines = Array.from({ length: rowCount }, (_, row) =>
    values.map((column) => column[row] ?? '').join(','),
  )
  return `${[...columns.keys()].join(',')}\n${lines.join('\n')}\n`
}

/** One row of a world that is being drawn. */
export interface DrawnRow {
  /** 0 train, 1 validation, 2 test. */
  readonly fold: number
  /** Epoch milliseconds. */
  readonly ts: number
  readonly values: Readonly<Record<string, string | number | null>>
  readonly truth: Readonly<Record<string, number>>
}

/** Rows by time as columns, `fold` and `ts` first; rows of one moment stay in the order in which they were drawn. */
export function tableOf(rows: readonly DrawnRow[]): WorldTable {
  const sorted = rows.map((row, at) => ({ row, at })).sort((a, b) => a.row.ts - b.row.ts || a.at - b.at)
  const first = sorted[0]?.row
  if (first === undefined) throw new RangeError('a world without rows')
  const columns = new Map<string, readonly (string | number | null)[]>([
    ['fold', sorted.map(({ row }) => row.fold)],
    ['ts', sorted.map(({ row }) => row.ts)],
  ])
  for (const name of Object.keys(first.values)) {
    columns.set(
      name,
      sorted.map(({ row }) => row.values[name] ?? null),
    )
  }
  const truth = new Map(
    Object.keys(first.truth).map((task) => [
      task,
      Float32Array.from(sorted, ({ row }) => row.truth[task] as number),
    ]),
  )
  return { columns, rowCount: sorted.length, truth }
}

export const userName = (user: number): string => `u${String(user + 1).padStart(5, '0')}`
export const hostName = (host: number): string => `h${String(host + 1).padStart(4, '0')}`
