// `npm run bench:spreads`: how far paired differences scatter on the built-in sample, over seeds and over users. Each
// module of the default model is left out in turn. Writes src/run/sample-spreads.json, from which the page says what a
// plan can detect before anything has run.
import { writeFileSync } from 'node:fs'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import { readSample } from '../../src/cli/read-data.ts'
import { trainRun } from '../../src/cli/train-run.ts'
import { deviation } from '../../src/core/stats/student.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { groupName } from '../../src/experiment/diff.ts'
import { leaveOneOut } from '../../src/experiment/groups.ts'
import { differenceOf, sampleOf } from '../../src/run/pairs.ts'
import { prepare } from '../../src/run/prepare.ts'
import type { Run } from '../../src/run/run.ts'

const SEEDS = [1, 2, 3, 4, 5]
const { dataset } = await readSample()
const base = sampleConfig()
const preparation = prepare(dataset, base.schema, base.split)
if (!preparation.ok) throw new Error(JSON.stringify(preparation.error))
const { encoded } = preparation.value
const task = base.schema.tasks[0]?.id as string
const { name } = await chooseBackend('wasm')

const groups: Run[][] = []
for (const config of leaveOneOut(base)) {
  const runs: Run[] = []
  for (const seed of SEEDS) {
    const run = await trainRun({ ...config, seed }, encoded, 1, () => undefined)
    if (run.status.reason !== 'finished') throw new Error(`${groupName(base, config)} ${run.status.reason}`)
    runs.push(run)
    console.log(groupName(base, config), seed, run.seconds?.toFixed(1))
  }
  groups.push(runs)
}
const [full, ...others] = groups as [Run[], ...Run[][]]
const differences = others.map((runs) => {
  const { values, userError } = sampleOf(
    runs.map((own, i) => differenceOf({ own, base: full[i] as Run })),
    { task, slice: null, metric: 'auc' },
  )
  return {
    group: groupName(base, runs[0]?.config ?? base),
    values,
    seedDeviation: deviation(values),
    userError,
  }
})
const record = {
  date: new Date().toISOString().slice(0, 10),
  backend: name,
  task,
  testRows: encoded.splits.test.length,
  seeds: SEEDS,
  differences,
}
writeFileSync('src/run/sample-spreads.json', `${JSON.stringify(record, null, 2)}\n`)
console.log(record)
