// Writes into the folder that it is given an archive of weights for the sample's default model and for every setting of
// every module, one epoch each, and says how far plain arrays and the ONNX runtime come from the run's logits.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { env } from 'onnxruntime-web'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import { engineConfig, VARIANTS } from '../../src/testing/engine-variants.ts'
import {
  bytesOf,
  distance,
  onnxLogits,
  type TrainedRun,
  trainedRun,
  unpacked,
} from '../../src/testing/exported-model.ts'
import { moduleWorld } from '../../src/testing/module-world.ts'
import { plainLogits } from '../../src/testing/plain-model.ts'
import { readSafetensors } from '../../src/testing/read-safetensors.ts'
import { sampleWorld } from '../../src/testing/sample-world.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder to write to')
const far = { plain: 0, onnx: 0, lines: 0 }

async function write(run: TrainedRun, name: string): Promise<void> {
  const archive = await bytesOf(run, 'pytorch')
  writeFileSync(join(folder as string, `${name}.zip`), archive)
  const { manifest, script, weights, vectors } = unpacked(archive)
  const { tensors } = readSafetensors(vectors)
  const logits = tensors.get('logits')?.values ?? []
  const plain = plainLogits(manifest.graph, readSafetensors(weights).tensors, tensors)
  far.plain = Math.max(far.plain, distance(plain.values, logits))
  far.onnx = Math.max(far.onnx, distance(await onnxLogits(await bytesOf(run, 'onnx'), tensors), logits))
  far.lines = Math.max(far.lines, script.split('\n').length)
}

env.wasm.wasmPaths = pathToFileURL(join(process.cwd(), 'node_modules/onnxruntime-web/dist/')).href
await chooseBackend('wasm')
const { config, encoded } = await sampleWorld({ rows: 20_000 }, { epochs: 2 })
await write(await trainedRun(config, encoded), 'default')
for (const [i, [, modules]] of VARIANTS.entries())
  await write(await trainedRun(engineConfig(modules, { epochs: 1 }), moduleWorld()), `${i}`.padStart(3, '0'))
console.log(`${1 + VARIANTS.length} models; largest distance: plain arrays ${far.plain.toExponential(1)}, `)
console.log(`ONNX runtime ${far.onnx.toExponential(1)}; longest script ${far.lines} lines`)
