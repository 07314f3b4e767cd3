import type { Column, Dataset } from './dataset.ts'
import type { Schema } from './schema.ts'
import { categoriesOf } from './values.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Items remembered at most: DIN's published lists are longer, but a row of the log must stay small in a page. */
export const HISTORY_LENGTH = 20

/** What a user took up before each row: [rows, HISTORY_LENGTH] ids of the item field, the latest first, 0 where none. */
export type History = Int32Array

/** What the behaviours of a row are made from. All but `train` are by position in the encoding. */
export interface Log {
  /** User of each row, −1 where missing. */
  readonly users: Int32Array
  /** Id of each row's item in the item field's vocabulary. */
  readonly itemIds: Int32Array
  /** Moment of each row; NaN where missing. */
  readonly times: Float64Array
  /** 1 where the row's first task was. */
  readonly positive: Uint8Array
  readonly train: Uint32Array
}

/**
 * Behaviours from the log itself: the items of the user's positive train rows that lie strictly before the row. Rows of
 * the other splits add nothing, so that no label outside train becomes an input, and what is served is what was known
 * when training ended.
 */
export function historyFromRows({ users, itemIds, times, positive, train }: Log): History {
  const history = new Int32Array(users.length * HISTORY_LENGTH)
  const taken = new Map<number, number[]>()
  for (const row of train) {
    const user = users[row] as number
    if (user < 0 || positive[row] !== 1 || itemIds[row] === 0 || Number.isNaN(times[row])) continue
    const own = taken.get(user)
    if (own === undefined) taken.set(user, [row])
    else own.push(row)
  }
  const byTime = (a: number, b: number): number => (times[a] as number) - (times[b] as number) || a - b
  for (const rows of taken.values()) rows.sort(byTime)
  for (let row = 0; row < users.length; row++) {
    const own = taken.get(users[row] as number)
    const now = times[row] as number
    if (own === undefined || Number.isNaN(now)) continue
    const before = countBefore(own, times, now)
    for (let i = 0; i < Math.min(before, HISTORY_LENGTH); i++) {
      history[row * HISTORY_LENGTH + i] = itemIds[own[before - 1 - i] as number] as number
    }
  }
  return history
}

/** How many of these rows, in order of time, lie strictly before a moment. */
function countBefore(rows: readonly number[], times: Float64Array, moment: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[rows[middle] as number] as number) < moment) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Behaviours from a list column: items separated by spaces, commas, semicolons or bars, the latest last. Items that train
 * does not hold are left out.
 */
export function historyFromColumn(list: Column, item: Column, ids: Vocabulary, rows: Uint32Array): History {
  const idOf = new Map<string, number>()
  const items = categoriesOf(item)
  for (const [i, row] of rows.entries()) {
    const code = items.codes[row] as number
    if (code >= 0) idOf.set(items.levels[code] as string, ids.ids[i] as number)
  }
  const { codes, levels } = categoriesOf(list)
  const lists = levels.map((level) =>
    level
      .split(/[\s,;|]+/)
      .flatMap((name) => idOf.get(name) ?? [])
      .filter((id) => id > 0)
      .slice(-HISTORY_LENGTH)
      .reverse(),
  )
  const history = new Int32Array(rows.length * HISTORY_LENGTH)
  for (const [i, row] of rows.entries()) {
    const own = lists[codes[row] as number]
    if (own !== undefined) history.set(own, i * HISTORY_LENGTH)
  }
  return history
}

/** The column that holds a list of behaviours, by its role; null when there is none. */
export const historyColumn = (dataset: Dataset, schema: Schema): Column | null => {
  const feature = schema.features.find(({ roles }) => roles.includes('history'))
  return feature === undefined ? null : (dataset.columns.get(feature.column) ?? null)
}
