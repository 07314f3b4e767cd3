// `npm run bench:epoch`: an epoch of the training loop beside its steps alone, on KuaiRand-Pure and on the sample.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import { readData, readSample } from '../../src/cli/read-data.ts'
import type { EncodedDataset } from '../../src/core/data/encoded.ts'
import { makeStepper } from '../../src/engine/make-stepper.ts'
import type { ExperimentConfig } from '../../src/experiment/config.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { parseExperiment } from '../../src/experiment/parse.ts'
import type { ModelStepper } from '../../src/model/stepper.ts'
import { type Job, train } from '../../src/model/train.ts'
import { partsOf } from '../../src/modules/parts.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { prepare } from '../../src/run/prepare.ts'
import { batched } from '../../src/worker/batched.ts'

const EPOCHS = 1
const ROUNDS = 1
const STEPS = 10
const FILE = process.env.KUAIRAND ?? '../shared/data/kuairand-pure/kuairand-pure-2weeks.csv.gz'
const clock = (): number => performance.now()
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Subject {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
}

async function kuairand(): Promise<Subject> {
  if (!existsSync(FILE)) throw new Error(`no file ${FILE}: name it by KUAIRAND`)
  const read = await readData(FILE)
  const raw: unknown = JSON.parse(readFileSync(join(process.cwd(), 'docs/examples/kuairand.json'), 'utf8'))
  const parsed = parseExperiment(raw)
  if (!read.ok || !parsed.ok) throw new Error(JSON.stringify([read, parsed]))
  return prepared(parsed.value, read.value.dataset)
}

function prepared(config: ExperimentConfig, dataset: Parameters<typeof prepare>[0]): Subject {
  const made = prepare(dataset, config.schema, config.split)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return { config, encoded: made.value.encoded }
}

/** Milliseconds of each step of a stepper, without the loop, by the median of rounds of ten. */
async function stepMs({ config, encoded }: Subject, threads: number): Promise<number> {
  const stepper = await makeStepper(threads)(config, encoded, partsOf(config.modules))
  const rounds: number[] = []
  let step = 0
  for (let round = 0; round < 6; round++) {
    const began = clock()
    await stepper.steps(STEPS, step)
    await stepper.losses()
    step += STEPS
    // Helpers start in their own time: the first round does not count.
    if (round > 0) rounds.push((clock() - began) / STEPS)
    else await new Promise((resolve) => setTimeout(resolve, 300))
  }
  stepper.dispose()
  return medianOf(rounds)
}

interface Epoch {
  readonly seconds: number
  readonly split: Readonly<Record<string, number>>
  readonly messages: number
  readonly steps: number
}

/** Trains through the loop as the worker does, events copied as a message copies them; says where the time went. */
async function epochs({ config, encoded }: Subject, threads: number): Promise<Epoch> {
  const spent: Record<string, number> = {}
  const timed =
    <A extends readonly unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const began = clock()
      const value = await call(...args)
      spent[name] = (spent[name] ?? 0) + clock() - began
      return value
    }
  let made = 0
  const job: Job = {
    config: { ...config, training: { ...config.training, epochs: EPOCHS, patience: 100 } },
    encoded,
    parts: partsOf(config.modules),
    clock,
    stepperOf: async (...args): Promise<ModelStepper> => {
      const began = clock()
      const own = await makeStepper(threads)(...args)
      made = clock() - began
      return {
        ...own,
        steps: timed('steps', own.steps),
        losses: timed('losses', own.losses),
        evaluate: timed('evaluate', own.evaluate),
        taps: timed('taps', own.taps),
      }
    },
  }
  let messages = 0
  let first = 0
  let last = 0
  let ended: Extract<RunEvent, { type: 'ended' }> | null = null
  for await (const event of batched(train(job, { stopped: false, paused: false }, breathe), clock)) {
    if (event.type === 'observing') first = clock()
    if (event.type === 'tested') continue
    const began = clock()
    structuredClone(event)
    spent.messages = (spent.messages ?? 0) + clock() - began
    messages++
    last = clock()
    if (event.type === 'ended') ended = event
  }
  if (ended === null) throw new Error('the run did not end')
  return {
    seconds: ended.seconds / EPOCHS,
    split: { made, loop: last - first, ...spent },
    messages,
    steps: ended.step,
  }
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

await chooseBackend('wasm')
const subjects = new Map([
  ['sample', async () => prepared(sampleConfig(), (await readSample()).dataset)],
  ['KuaiRand', kuairand],
])
const asked = process.argv.slice(2)
const columns = ['data', 'threads', 'step alone, ms', 'step in the loop, ms', 'epoch, s', 'rows/s']
const ratios = ['epoch ÷ steps alone', 'epoch ÷ its own steps']
console.log(`| ${[...columns, ...ratios].join(' | ')} |\n|${' --- |'.repeat(columns.length + ratios.length)}`)
for (const [name, make] of subjects) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const subject = await make()
  for (const threads of [1, 2]) {
    const all: { readonly alone: number; readonly epoch: Epoch }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await stepMs(subject, threads)
      all.push({ alone, epoch: await epochs(subject, threads) })
    }
    const median = (of: (one: (typeof all)[number]) => number): number => medianOf(all.map(of))
    const spentOn = ({ split }: Epoch): number => split.steps ?? Number.NaN
    const seconds = median(({ epoch }) => epoch.seconds)
    const cells = [
      median(({ alone }) => alone).toFixed(2),
      median(({ epoch }) => spentOn(epoch) / epoch.steps).toFixed(2),
      seconds.toFixed(2),
      Math.round(subject.encoded.splits.train.length / seconds),
      median(({ alone, epoch }) => (1000 * epoch.seconds * EPOCHS) / (alone * epoch.steps)).toFixed(2),
      median(({ epoch }) => (1000 * epoch.seconds * EPOCHS) / spentOn(epoch)).toFixed(2),
    ]
    console.log(`| ${[name, threads, ...cells].join(' | ')} |`)
    console.error(JSON.stringify(all.at(-1)?.epoch))
  }
}
process.exit(0)
