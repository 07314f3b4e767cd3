// `npm run bench:passport`: what the radar costs on a million rows of twenty columns, part by part.

import type { Column, Dataset } from '../../src/core/data/dataset.ts'
import { readColumns } from '../../src/core/data/passport/columns.ts'
import { passportOf } from '../../src/core/data/passport/passport.ts'
import { readLeniently } from '../../src/core/data/passport/reading.ts'
import { rowFindings } from '../../src/core/data/passport/row-findings.ts'
import type { Feature, Schema, SplitRule } from '../../src/core/data/schema.ts'
import { stream } from '../../src/core/rng.ts'

const ROWS = 1_000_000
const REPEATS = 5
const draws = stream(1, 'bench/passport')
const columns = new Map<string, Column>()
const numbers = (name: string, at: (row: number) => number): void => {
  columns.set(name, {
    kind: 'numeric',
    name,
    values: Float64Array.from({ length: ROWS }, (_, row) => at(row)),
  })
}
const levels = (name: string, count: number): void => {
  columns.set(name, {
    ...{ kind: 'categorical', name, levels: Array.from({ length: count }, (_, level) => `${name}${level}`) },
    codes: Int32Array.from({ length: ROWS }, () => draws.int(count)),
  })
}
levels('user', 60_000)
levels('item', 20_000)
numbers('ts', (row) => 1.7e12 + 1000 * row)
levels('scene', 5)
numbers('click', () => Number(draws.uniform() < 0.1))
numbers('watch', () => draws.int(600) / 10)
for (const count of [2, 6, 12, 40, 300, 2000, 50_000]) levels(`levels-${count}-`, count)
for (const count of [8, 20, 100, 1000]) numbers(`whole-${count}`, () => draws.int(count))
for (const name of ['a', 'b', 'c']) numbers(`real-${name}`, () => 1000 * draws.uniform())

const dataset: Dataset = {
  ...{ id: 'bench', name: 'bench', rowCount: ROWS, columns, truth: null },
  lines: Uint32Array.from({ length: ROWS }, (_, row) => row + 2),
}
const features = [...columns.keys()]
  .slice(6)
  .map((column, i): Feature => ({ column, source: i % 2 === 0 ? 'user' : 'item', roles: [] }))
const schema: Schema = {
  ...{ user: 'user', item: 'item', time: 'ts', scene: 'scene', filters: [], features },
  tasks: [
    { id: 'click', column: 'click', above: null, requires: null },
    { id: 'watch>10', column: 'watch', above: 10, requires: null },
    { id: 'watch>30', column: 'watch', above: 30, requires: 'watch>10' },
  ],
}
const rule: SplitRule = { kind: 'time', column: 'ts', valid: 0.15, test: 0.15 }

/** Median and least by the clock, and least of the processor, as cells of a table: neighbours on the machine only ever add. */
function timesOf(run: () => unknown): string {
  const rounds = Array.from({ length: REPEATS }, () => {
    const [begun, used] = [performance.now(), process.cpuUsage()]
    run()
    const { user, system } = process.cpuUsage(used)
    return { clock: performance.now() - begun, processor: (user + system) / 1000 }
  })
  const clocks = rounds.map(({ clock }) => clock).sort((x, y) => x - y)
  const least = Math.min(...rounds.map(({ processor }) => processor))
  return [clocks[(REPEATS - 1) / 2], clocks[0], least].map((time) => time?.toFixed(0)).join(' | ')
}

const reading = readLeniently(dataset, schema, rule)
console.log(`${ROWS} rows, ${columns.size} columns; of ${REPEATS} rounds, ms`)
console.log('| part | median | least | processor |\n| --- | --- | --- | --- |')
console.log(`| rows, labels, split | ${timesOf(() => readLeniently(dataset, schema, rule))} |`)
console.log(`| columns | ${timesOf(() => readColumns(reading))} |`)
console.log(`| rows and scenes | ${timesOf(() => rowFindings(reading))} |`)
console.log(`| all | ${timesOf(() => passportOf(dataset, schema, rule))} |`)
console.log(`payload: ${JSON.stringify(passportOf(dataset, schema, rule)).length} bytes as JSON`)
