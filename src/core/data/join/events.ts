import type { Column } from '../dataset.ts'
import { jointCodes } from './match.ts'
import type { Table } from './table.ts'

/** How events mark rows of the log. */
export interface Marking {
  readonly keys: readonly string[]
  /** Column of moments, of the log and of the events alike. */
  readonly time: string
  /** The column that is made: 1 where an event belongs to the row, else 0. */
  readonly column: string
  /** Only rows that are 1 in this column can have events. */
  readonly where: string
}

export interface Marked {
  readonly column: Column
  /** Events that found their row. */
  readonly matched: number
}

/** Each event belongs to the latest row of its keys at or before its moment, among the rows that can have events. */
export function markEvents(log: Table, events: Table, { keys, time, column, where }: Marking): Marked {
  const columnsOf = (table: Table): Column[] => keys.map((key) => table.columns.get(key) as Column)
  const { left, right, count } = jointCodes(columnsOf(log), columnsOf(events))
  const moments = numbersOf(log, time)
  const allowed = numbersOf(log, where)
  const rows = rowsByKey(left, count, moments, (row) => allowed[row] === 1)
  const values = new Float64Array(log.rowCount)
  const at = numbersOf(events, time)
  let matched = 0
  for (let event = 0; event < events.rowCount; event++) {
    const key = right[event] as number
    const row = key < 0 ? -1 : rows.latest(key, at[event] as number)
    if (row < 0) continue
    values[row] = 1
    matched++
  }
  return { column: { kind: 'numeric', name: column, values }, matched }
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = table.columns.get(name)
  return column?.kind === 'numeric' ? column.values : new Float64Array(table.rowCount).fill(Number.NaN)
}

/** The rows of each key in order of time. */
function rowsByKey(
  keys: Int32Array,
  count: number,
  moments: Float64Array,
  isAllowed: (row: number) => boolean,
) {
  const starts = new Int32Array(count + 1)
  const isIn = (row: number): boolean =>
    (keys[row] as number) >= 0 && !Number.isNaN(moments[row]) && isAllowed(row)
  for (let row = 0; row < keys.length; row++) {
    if (isIn(row)) starts[(keys[row] as number) + 1] = (starts[(keys[row] as number) + 1] as number) + 1
  }
  for (let key = 0; key < count; key++)
    starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number)
  const order = new Int32Array(starts[count] as number)
  const next = starts.slice(0, count)
  for (let row = 0; row < keys.length; row++) {
    if (!isIn(row)) continue
    const key = keys[row] as number
    order[next[key] as number] = row
    next[key] = (next[key] as number) + 1
  }
  for (let key = 0; key < count; key++) {
    const own = order.subarray(starts[key], starts[key + 1])
    if (own.length > 1) own.sort((a, b) => (moments[a] as number) - (moments[b] as number) || a - b)
  }
  return {
    /** The latest row of a key at or before a moment; −1 where there is none. */
    latest(key: number, moment: number): number {
      let [low, high] = [starts[key] as number, starts[key + 1] as number]
      const first = low
      while (low < high) {
        const middle = (low + high) >> 1
        if ((moments[order[middle] as number] as number) <= moment) low = middle + 1
        else high = middle
      }
      return low === first ? -1 : (order[low - 1] as number)
    },
  }
}
