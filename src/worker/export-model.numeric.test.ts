import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TensorValues } from '../portable/safetensors.ts'
import { TOLERANCE } from '../portable/weights-file.ts'
import { WASM_ROOM } from '../run/memory.ts'
import { useBackend } from '../testing/backend.ts'
import { allModules, engineConfig } from '../testing/engine-variants.ts'
import {
  bytesOf,
  distance,
  onnxLogits,
  type TrainedRun,
  trainedRun,
  unpacked,
} from '../testing/exported-model.ts'
import { moduleWorld } from '../testing/module-world.ts'
import { plainLogits } from '../testing/plain-model.ts'
import { readSafetensors } from '../testing/read-safetensors.ts'
import { sampleWorld } from '../testing/sample-world.ts'
import { spread } from './export-model.ts'
import type { Workshop } from './rebuilt.ts'

beforeAll(() => useBackend('wasm'))

/** Tensors of an archive, its vectors, and the logits that the run itself gave. */
function opened(archive: Uint8Array) {
  const { manifest, script, weights, vectors } = unpacked(archive)
  const { tensors } = readSafetensors(vectors)
  const logits = tensors.get('logits')
  if (logits === undefined) throw new Error('no logits among the vectors')
  return { manifest, script, weights: readSafetensors(weights).tensors, vectors: tensors, logits }
}

/** What trained a run may be another than what it is built on once more. */
const ELSEWHERE = 'webgpu, compiled (24 launches)'
/** A workshop that builds nothing. */
const NO_SHOP: Workshop = {
  cold: () => Promise.reject(new Error('nothing is to be built')),
  room: () => WASM_ROOM,
  changes: () => 0,
}

/** The same tensors with as many rows. */
const firstRows = (tensors: ReadonlyMap<string, TensorValues>, rows: number) =>
  new Map(
    [...tensors].map(
      ([
        name,
        {
          shape: [all = 1, ...rest],
          values,
        },
      ]) => [name, { shape: [rows, ...rest], values: values.slice(0, (values.length / all) * rows) }],
    ),
  )

describe('the default model, trained and taken along', () => {
  let run: TrainedRun
  let trainedBy: string
  let archive: Uint8Array
  beforeAll(async () => {
    const { config, encoded } = await sampleWorld(
      { rows: 7000, users: 300, hosts: 30 },
      { epochs: 1, batchSize: 256 },
    )
    const trained = await trainedRun(config, encoded)
    trainedBy = trained.how
    run = { ...trained, how: ELSEWHERE }
    archive = await bytesOf(run, 'pytorch')
  })

  it('gives the logits of the run on 1,000 rows, by an evaluation of its own of the bytes alone', () => {
    const { manifest, weights, vectors, logits } = opened(archive)
    expect(logits.shape).toEqual([1000, 2])
    expect(distance(plainLogits(manifest.graph, weights, vectors).values, logits.values)).toBeLessThan(
      TOLERANCE,
    )
  })

  it('gives other logits when one weight is another', () => {
    const { manifest, weights, vectors, logits } = opened(archive)
    const changed = new Map(weights)
    const bias = changed.get('scene-routing/tower/logit/shared/bias')
    if (bias === undefined) throw new Error('the weight is not there')
    changed.set('scene-routing/tower/logit/shared/bias', {
      ...bias,
      values: bias.values.map((value) => value + 0.001),
    })
    const [few, own] = [firstRows(vectors, 20), logits.values.slice(0, 40)]
    expect(distance(plainLogits(manifest.graph, weights, few).values, own)).toBeLessThan(TOLERANCE)
    expect(distance(plainLogits(manifest.graph, changed, few).values, own)).toBeGreaterThan(TOLERANCE)
  })

  it('says how its inputs were made', () => {
    const { manifest } = opened(archive)
    expect(manifest.config).toEqual(run.config)
    expect(manifest.fields).toEqual(JSON.parse(JSON.stringify(run.encoded.fields)))
    expect(manifest.tasks).toEqual(run.encoded.tasks)
    expect(trainedBy).toMatch(/^wasm, compiled/)
    expect(manifest.run.how).toBe(ELSEWHERE)
  })

  it('comes with a short script that reads every weight and every input of the model', () => {
    const { manifest, script, weights } = opened(archive)
    expect(script.split('\n').length).toBeLessThanOrEqual(120)
    for (const name of weights.keys()) expect(script).toContain(`w[${JSON.stringify(name)}]`)
    for (const { name } of manifest.graph.inputs) expect(script).toContain(`v["${name}"]`)
  })

  it('says that it holds test rows; without them it has the same weights and no row, and no model is built', async () => {
    expect(opened(archive).manifest.vectors).toMatchObject({ holds: 'test rows', rows: 1000, split: 'test' })
    const bare = unzipSync(await bytesOf(run, 'weights', NO_SHOP))
    const files = unzipSync(archive)
    expect(Object.keys(bare)).toEqual(Object.keys(files).filter((name) => name !== 'vectors.safetensors'))
    expect(bare['model.safetensors']).toEqual(files['model.safetensors'])
    const manifest = JSON.parse(strFromU8(bare['manifest.json'] as Uint8Array))
    expect(manifest.run.how).toBe(ELSEWHERE)
    expect(manifest.vectors).toBeNull()
    expect(strFromU8(bare['reload.py'] as Uint8Array)).not.toContain('vectors')
    expect(JSON.stringify(manifest.files)).not.toContain('vectors')
  })

  it('of an upload holds neither name nor hash of the file', async () => {
    const config = {
      ...run.config,
      name: 'Secret',
      dataset: { kind: 'upload' as const, id: '0f'.repeat(32), name: 'Secret.csv' },
    }
    const upload = { ...run, config }
    const files = Object.values(unzipSync(await bytesOf(upload, 'weights')))
    for (const bytes of [...files, await bytesOf(upload, 'onnx')])
      for (const told of ['Secret', '0f'.repeat(32)]) expect(Buffer.from(bytes).includes(told)).toBe(false)
  })

  it('gives the same logits in the ONNX runtime', async () => {
    const { vectors, logits } = opened(archive)
    const made = await onnxLogits(await bytesOf(run, 'onnx'), vectors)
    expect(distance(made, logits.values)).toBeLessThan(TOLERANCE)
  })
})

describe('a model of every module', () => {
  it('gives the logits of the run, plainly and in the ONNX runtime', async () => {
    const run = await trainedRun(engineConfig(allModules(), { epochs: 1 }), moduleWorld())
    const { manifest, weights, vectors, logits } = opened(await bytesOf(run, 'pytorch'))
    expect(distance(plainLogits(manifest.graph, weights, vectors).values, logits.values)).toBeLessThan(
      TOLERANCE,
    )
    const made = await onnxLogits(await bytesOf(run, 'onnx'), vectors)
    expect(distance(made, logits.values)).toBeLessThan(TOLERANCE)
  })
})

describe('the rows of the vectors', () => {
  const rows = Uint32Array.from({ length: 10 }, (_, i) => 100 + i)
  it('are all rows when there are few', () => expect(spread(rows, 10)).toEqual(rows))
  it('lie at equal distances otherwise', () =>
    expect([...spread(rows, 5)]).toEqual([100, 102, 104, 106, 108]))
})
