// One engine, one process: trains the built-in sample's default model and prints how long its steps took, as JSON.
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from '../../src/core/data/synth.ts'
import { compiledStepper } from '../../src/engine/compiled-stepper.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { readCsv } from '../../src/ingest/read-csv.ts'
import { eagerStepper } from '../../src/model/eager-stepper.ts'
import { partsOf } from '../../src/modules/parts.ts'
import { prepare } from '../../src/run/prepare.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'compiled' },
    kernels: { type: 'string', default: 'simd' },
    workers: { type: 'string', default: '1' },
    batch: { type: 'string', default: '1024' },
    seconds: { type: 'string', default: '3' },
    backend: { type: 'string', default: 'wasm' },
  },
})
await chooseBackend(values.backend as 'wasm')
const sample = sampleConfig()
const config = { ...sample, training: { ...sample.training, batchSize: Number(values.batch) } }
const csv = await readCsv(new Blob([worldCsv(generateWorld(BUILTIN_SAMPLE))]).stream(), 'sample.csv')
if (csv === null || !csv.ok) throw new Error('the sample was not read')
const prepared = prepare(csv.value.dataset, config.schema, config.split)
if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
const { encoded } = prepared.value
const parts = partsOf(config.modules)
const begun = performance.now()
const stepper =
  values.engine === 'eager'
    ? eagerStepper(config, encoded, parts)
    : compiledStepper(config, encoded, parts, {
        kernels: values.kernels as 'simd',
        workers: Number(values.workers),
      })
const built = performance.now() - begun
let step = 0
async function timed(): Promise<number> {
  const start = performance.now()
  await stepper.steps(1, step++)
  return performance.now() - start
}
const warm = values.engine === 'eager' ? 3 : 20
for (let i = 0; i < warm; i++) await timed()
// Helpers start in their own time.
await new Promise((resolve) => setTimeout(resolve, 200))
const cpu = process.cpuUsage()
const times: number[] = []
const until = performance.now() + 1000 * Number(values.seconds)
while (performance.now() < until || times.length < 5) times.push(await timed())
const { user, system } = process.cpuUsage(cpu)
const losses = [...(await stepper.losses()).values.slice(0, stepper.terms.length)]
times.sort((a, b) => a - b)
const at = (share: number): number => times[Math.floor(share * (times.length - 1))] as number
console.log(
  JSON.stringify({
    median: at(0.5),
    least: at(0),
    p10: at(0.1),
    cpu: (user + system) / 1000 / times.length,
    steps: times.length,
    built,
    how: stepper.how,
    tensors: tf.memory().numTensors,
    losses,
  }),
)
stepper.dispose()
process.exit(0)
