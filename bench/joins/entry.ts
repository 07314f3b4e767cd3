// `npm run bench:joins`: two tables of 100,000 rows joined onto a log of a million, without a template.

import type { Column } from '../../src/core/data/dataset.ts'
import { guessPlan } from '../../src/core/data/join/guess-plan.ts'
import { runPlan } from '../../src/core/data/join/run-plan.ts'
import { byName, type Table } from '../../src/core/data/join/table.ts'
import { stream } from '../../src/core/rng.ts'

const [ROWS, KEYS, REPEATS] = [1_000_000, 100_000, 5]
const draws = stream(1, 'bench/joins')
const draw = (most: number): number => Math.floor(draws.uniform() * most)

const numbers = (name: string, rows: number, at: (row: number) => number): Column => ({
  kind: 'numeric',
  name,
  values: Float64Array.from({ length: rows }, (_, row) => at(row)),
})
const texts = (name: string, rows: number, levels: number, at: (row: number) => number): Column => ({
  ...{ kind: 'categorical', name, codes: Int32Array.from({ length: rows }, (_, row) => at(row)) },
  levels: Array.from({ length: levels }, (_, i) => `${name}-${i}`),
})
const named = (name: string, rows: number, columns: readonly Column[]): Table => ({
  ...{ name, rowCount: rows, columns: byName(columns), lines: new Uint32Array(rows) },
})
const ten = (make: (i: number) => Column): Column[] => Array.from({ length: 10 }, (_, i) => make(i))

const tables = [
  named('users.csv', KEYS, [
    numbers('user_id', KEYS, (row) => KEYS - 1 - row),
    ...ten((i) => texts(`user_${i}`, KEYS, 50, (row) => row % 50)),
  ]),
  named('items.csv', KEYS, [
    texts('item_id', KEYS, KEYS, (row) => row),
    ...ten((i) => numbers(`item_${i}`, KEYS, (row) => row % 50)),
  ]),
  named('log.csv', ROWS, [
    numbers('user_id', ROWS, () => draw(KEYS)),
    texts('item_id', ROWS, KEYS, () => draw(KEYS)),
    numbers('time_ms', ROWS, (row) => 1.65e12 + row),
    numbers('click', ROWS, () => draw(2)),
  ]),
]

console.log('| finding the plan, ms | joining, ms | columns added, MB | RSS, MB |\n| --- | --- | --- | --- |')
for (let i = 0; i < REPEATS; i++) {
  const [begun, before] = [performance.now(), process.memoryUsage()]
  const plan = guessPlan(tables)
  const planned = performance.now()
  if (!plan.ok) throw new Error(JSON.stringify(plan.error))
  const joined = runPlan(tables, plan.value)
  const done = performance.now()
  if (!joined.ok || joined.value.table.columns.size !== 24) throw new Error('not joined')
  const { arrayBuffers, rss } = process.memoryUsage()
  const cells = [planned - begun, done - planned, (arrayBuffers - before.arrayBuffers) / 1e6, rss / 1e6]
  console.log(`| ${cells.map((value) => value.toFixed(0)).join(' | ')} |`)
}
