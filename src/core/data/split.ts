import { fail, type Issue, issue, ok, type Result } from '../result.ts'
import { stream } from '../rng.ts'
import type { Dataset } from './dataset.ts'
import { SPLITS, type Split, type SplitRule } from './schema.ts'

export type Splits = Readonly<Record<Split, Uint32Array>>

/**
 * Deals rows (indices of the dataset) into train, valid and test. By time, equal moments stay together. `users` has
 * each row's user index, −1 where missing. A row without a time is in no part.
 */
export function splitRows(
  dataset: Dataset,
  rows: Uint32Array,
  users: Int32Array,
  userCount: number,
  rule: SplitRule,
): Result<Splits> {
  const partOf = assignment(dataset, rows, users, userCount, rule)
  if (!partOf.ok) return partOf
  const split = (wanted: number): Uint32Array => rowsOf(rows, partOf.value, wanted)
  const splits = { train: split(0), valid: split(1), test: split(2) }
  const empty: Issue[] = SPLITS.filter((name) => splits[name].length === 0).map((name) =>
    issue('split', 'data.emptySplit', { split: name }),
  )
  return empty.length > 0 ? fail(empty) : ok(splits)
}

function rowsOf(rows: Uint32Array, partOf: Uint8Array, wanted: number): Uint32Array {
  const own = new Uint32Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) if (partOf[i] === wanted) own[count++] = rows[i] as number
  return own.slice(0, count)
}

const NOWHERE = 3

/** 0 train, 1 valid, 2 test, 3 in none, for each of the rows. */
function assignment(
  dataset: Dataset,
  rows: Uint32Array,
  users: Int32Array,
  userCount: number,
  rule: SplitRule,
): Result<Uint8Array> {
  switch (rule.kind) {
    case 'time': {
      const times = moments(dataset, rows, rule.column)
      if (!times.ok) return times
      const sorted = times.value.filter((time) => !Number.isNaN(time)).sort()
      const at = (share: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
      const validFrom = at(1 - rule.valid - rule.test)
      const testFrom = at(1 - rule.test)
      return ok(parted(times.value, (time) => (time < validFrom ? 0 : time < testFrom ? 1 : 2)))
    }
    case 'boundaries': {
      const times = moments(dataset, rows, rule.column)
      if (!times.ok) return times
      return ok(parted(times.value, (time) => (time <= rule.trainTo ? 0 : time <= rule.validTo ? 1 : 2)))
    }
    case 'user': {
      if (userCount === 0) return fail([issue('split', 'data.splitByUserNeedsUser')])
      const parts = dealt(userCount, rule.valid, rule.test, 'split/user')
      return ok(Uint8Array.from(users, (user) => (user < 0 ? 0 : (parts[user] as number))))
    }
    case 'random':
      return ok(dealt(rows.length, rule.valid, rule.test, 'split/random'))
    default:
      return rule satisfies never
  }
}

function parted(times: Float64Array, partAt: (time: number) => number): Uint8Array {
  const parts = new Uint8Array(times.length)
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number
    parts[i] = Number.isNaN(time) ? NOWHERE : partAt(time)
  }
  return parts
}

function moments(dataset: Dataset, rows: Uint32Array, name: string): Result<Float64Array> {
  const column = dataset.columns.get(name)
  if (column === undefined) return fail([issue('split', 'data.noColumn', { column: name })])
  if (column.kind !== 'numeric') return fail([issue('split', 'data.timeNotNumeric', { column: name })])
  const times = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) times[i] = column.values[rows[i] as number] as number
  return ok(times)
}

/** A random deal of n things in the wanted shares, the same for every experiment. */
function dealt(n: number, valid: number, test: number, name: string): Uint8Array {
  const parts = new Uint8Array(n)
  const order = stream(0, name).permutation(n)
  const testEnd = Math.round(test * n)
  const validEnd = testEnd + Math.round(valid * n)
  for (let i = 0; i < n; i++) parts[order[i] as number] = i < testEnd ? 2 : i < validEnd ? 1 : 0
  return parts
}
