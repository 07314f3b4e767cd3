import { fail, issue, ok, type Result } from '../../result.ts'
import type { Column } from '../dataset.ts'
import { type Draw, noUserColumn } from '../draw.ts'
import { asLevels } from '../values.ts'
import { drawnLog, type LogDraw } from './draw-log.ts'
import { markEvents } from './events.ts'
import { expanded } from './expand.ts'
import { connected } from './keys.ts'
import { matchRows } from './match.ts'
import { type JoinPlan, PART, type SideJoin } from './plan.ts'
import type { FileRole, JoinReport, JoinStep } from './report.ts'
import { stacked } from './stack.ts'
import { byName, stemOf, type Table, taken } from './table.ts'

export interface Joined {
  readonly table: Table
  readonly report: JoinReport
  /** Null where all rows of the log are there. */
  readonly draw: Draw | null
}

/**
 * One table of several, and what was done for it; of a log that is too long whole users, where it is told by what. A side
 * table of which no row fits is an issue: its key is another.
 */
export function runPlan(
  tables: readonly Table[],
  plan: JoinPlan,
  limit: LogDraw | null = null,
): Result<Joined> {
  const ready = prepared(tables, plan)
  const at = (place: number): Table => ready[place] as Table
  let log = stacked(
    plan.log.map(({ table, constants }) => ({ table: at(table), constants })),
    nameOf(tables, plan),
  )
  if (plan.parts !== null) log = withParts(log, plan, plan.parts.slice(), tables)
  const steps: JoinStep[] = []
  for (const { table, marking } of plan.events) {
    const events = at(table)
    const marked = markEvents(log, events, marking)
    log = withColumns(log, [marked.column])
    steps.push({
      ...{ kind: 'events', files: [events.name], keys: marking.keys, duplicates: 0, renamed: [], added: 1 },
      ...{ matched: marked.matched, total: events.rowCount },
    })
  }
  const drawn = limit === null ? { table: log, draw: null } : drawnLog(log, limit)
  if (drawn === null) return fail([noUserColumn([...log.columns.keys()], limit?.user ?? null)])
  log = drawn.table
  const sides = plan.sides.map((join) => ({ join, table: layered(join.tables.map(at)) }))
  const shared = sharedNames([log, ...sides.map(({ table }) => table)], [])
  for (const { join, table } of sides) {
    const joined = sideJoined(
      log,
      table,
      { ...join, files: join.tables.map((place) => at(place).name) },
      shared,
    )
    log = joined.table
    steps.push(joined.step)
  }
  const free = freelyJoined(log, plan.free.map(at))
  if (!free.ok) return free
  const report = { files: filesOf(tables, plan), steps: [...steps, ...free.value.steps] }
  return ok({ table: free.value.table, report, draw: drawn.draw })
}

/** The tables unpacked and with their codes as levels. */
function prepared(tables: readonly Table[], plan: JoinPlan): readonly Table[] {
  return tables.map((table, place) => {
    const packed = plan.unpacked.find((one) => one.table === place)?.packed
    const open = packed === undefined ? table : expanded(table, packed)
    const names = plan.levels.find((one) => one.table === place)?.columns ?? []
    const columns = [...open.columns.values()].map((column) =>
      names.includes(column.name) ? asLevels(column) : column,
    )
    return { ...open, columns: byName(columns) }
  })
}

/** Joins each table by what names its rows; none may stay without a row that fits. */
function freelyJoined(
  log: Table,
  sides: readonly Table[],
): Result<{ table: Table; steps: readonly JoinStep[] }> {
  const order = connected(log, sides)
  if (order === null) {
    const file = sides.map(({ name }) => name).join(', ')
    return fail([issue(file, 'join.nothingShared', { file, log: log.name })])
  }
  let table = log
  const steps: JoinStep[] = []
  const shared = sharedNames(
    [log, ...sides],
    order.flatMap(({ keys }) => keys),
  )
  for (const { side: place, keys } of order) {
    const side = sides[place] as Table
    const join = { files: [side.name], keys, prefix: stemOf(side.name), isAlways: false }
    const joined = sideJoined(table, side, join, shared)
    if (joined.step.matched === 0) {
      const params = { file: side.name, log: log.name, key: keys.join(', ') }
      return fail([issue(side.name, 'join.noRowFits', params)])
    }
    table = joined.table
    steps.push(joined.step)
  }
  return ok({ table, steps })
}

const layered = (tables: readonly Table[]): Table =>
  stacked(
    tables.map((table) => ({ table, constants: {} })),
    tables.map(({ name }) => name).join(', '),
  )

/** Names of columns that stand in more than one table and are no key. */
function sharedNames(tables: readonly Table[], keys: readonly string[]): ReadonlySet<string> {
  const names = tables.flatMap(({ columns }) => [...columns.keys()])
  return new Set(names.filter((name, i) => names.indexOf(name) !== i && !keys.includes(name)))
}

function sideJoined(
  log: Table,
  side: Table,
  { keys, prefix, isAlways, files }: Omit<SideJoin, 'tables'> & { readonly files: readonly string[] },
  shared: ReadonlySet<string>,
): { readonly table: Table; readonly step: JoinStep } {
  const columnsOf = (table: Table): Column[] => keys.map((key) => table.columns.get(key) as Column)
  const { rows, matched, duplicates } = matchRows(columnsOf(log), columnsOf(side))
  const names = new Set(log.columns.keys())
  const renamed: { from: string; to: string }[] = []
  const added: Column[] = []
  for (const column of side.columns.values()) {
    if (keys.includes(column.name)) continue
    let name = column.name
    if (isAlways || shared.has(name)) name = `${prefix}_${name}`
    while (names.has(name)) name = `${prefix}_${name}`
    if (name !== column.name) renamed.push({ from: column.name, to: name })
    names.add(name)
    added.push(taken(column, name, rows))
  }
  return {
    table: withColumns(log, added),
    step: {
      ...{ kind: 'side', files, keys, matched, total: log.rowCount, duplicates },
      ...{ renamed, added: added.length },
    },
  }
}

const withColumns = (table: Table, added: readonly Column[]): Table => ({
  ...table,
  columns: byName([...table.columns.values(), ...added]),
})

const [TRAIN, VALID] = [0, 1]

/** The log with the published part of each row; its last tenth of train rows is validation where no file is. */
function withParts(log: Table, plan: JoinPlan, parts: readonly number[], tables: readonly Table[]): Table {
  const values = new Float64Array(log.rowCount)
  let at = 0
  for (const [i, { table }] of plan.log.entries()) {
    const { rowCount } = tables[table] as Table
    values.fill(parts[i] as number, at, at + rowCount)
    at += rowCount
  }
  if (!parts.includes(VALID as number)) {
    const train = values.reduce((sum, part) => sum + (part === TRAIN ? 1 : 0), 0)
    let seen = 0
    for (let row = 0; row < values.length; row++) {
      if (values[row] === TRAIN && ++seen > 0.9 * train) values[row] = VALID as number
    }
  }
  return withColumns(log, [{ kind: 'numeric', name: PART, values }])
}

function filesOf(tables: readonly Table[], plan: JoinPlan): JoinReport['files'] {
  const roleOf = (place: number): FileRole => {
    if (plan.log.some(({ table }) => table === place)) return 'log'
    if (plan.events.some(({ table }) => table === place)) return 'events'
    return plan.leftOut.includes(place) ? 'leftOut' : 'side'
  }
  return tables.map(({ name, rowCount, columns, source }, place) => ({
    ...{ name, role: roleOf(place), rows: rowCount, columns: columns.size },
    ...(source === undefined ? {} : { source: { format: source.format, encoding: source.encoding } }),
  }))
}

/** The log's first file, and how many more there are. */
function nameOf(tables: readonly Table[], plan: JoinPlan): string {
  const first = tables[plan.log[0]?.table ?? 0]?.name ?? ''
  return tables.length === 1 ? first : `${first} + ${tables.length - 1}`
}
