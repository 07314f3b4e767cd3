// `npm run bench:kept`: what a run of the sample's default model takes on the device, part by part, and how long it takes to read.
import { chooseBackend } from '../../src/cli/backend-node.ts'
import { readSample } from '../../src/cli/read-data.ts'
import { makeStepper } from '../../src/engine/make-stepper.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { endedRecord, openRecord, parseRun, withReadings } from '../../src/keep/run-record.ts'
import { train } from '../../src/model/train.ts'
import { partsOf } from '../../src/modules/parts.ts'
import { prepare } from '../../src/run/prepare.ts'
import { queuedRun, type Run, reduceRun } from '../../src/run/run.ts'

const ROUNDS = 9
const clock = (): number => performance.now()
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function trained(): Promise<Run> {
  const config = sampleConfig()
  const made = prepare((await readSample()).dataset, config.schema, config.split)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  const job = {
    ...{ config, clock, encoded: made.value.encoded },
    ...{ parts: partsOf(config.modules), stepperOf: makeStepper(2) },
  }
  let run = queuedRun('g1|1', config)
  const control = { stopped: false, paused: false }
  for await (const event of train(job, control, breathe)) run = reduceRun(run, event)
  return run
}

/** Milliseconds, median of rounds. */
async function took(work: () => unknown): Promise<string> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = clock()
    await work()
    rounds.push(clock() - began)
  }
  return (rounds.sort((a, b) => a - b)[(ROUNDS - 1) / 2] as number).toFixed(1)
}

await chooseBackend('wasm')
const run = await trained()
const whole = openRecord(run).bytes
const { record, readings } = await endedRecord(run)
const near = parseRun(record.bytes)
if (!near.ok || readings === null) throw new Error('what was written cannot be read')
const bytes = (one: Uint8Array): string => one.length.toLocaleString('en')
console.log(`| record | bytes | written, ms | read, ms |\n|${' --- |'.repeat(4)}
| on its way, as it is | ${bytes(whole)} | ${await took(() => openRecord(run))} | ${await took(() => parseRun(whole))} |
| ended: what lists and Compare read | ${bytes(record.bytes)} | ${await took(() => endedRecord(run))}, with its readings | ${await took(() => parseRun(record.bytes))} |
| its readings, apart | ${bytes(readings)} | | ${await took(() => withReadings(near.value, readings))} |`)
process.exit(0)
