import { beforeAll, describe, expect, it } from 'vitest'
import { memoryOf } from '../compile/wasm/memory.ts'
import { programOf } from '../compile/wasm/program.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import { needOf, sizesOf } from '../run/memory.ts'
import { prepare } from '../run/prepare.ts'
import { useBackend } from '../testing/backend.ts'
import { worldDataset } from '../testing/datasets.ts'
import { piecesOf } from './pieces.ts'
import { TooLarge } from './too-large.ts'
import { traceModel } from './trace-model.ts'

beforeAll(() => useBackend('wasm'))

/** Bytes of the program of a config, and what was said that it needs at least. */
async function bytesOf(change: (config: ExperimentConfig) => ExperimentConfig) {
  const config = change(sampleConfig())
  const prepared = prepare(await worldDataset({ rows: 12_000, users: 3000 }), config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  const { encoded } = prepared.value
  const batch = Math.min(config.training.batchSize, encoded.splits.train.length)
  const traced = traceModel(config, encoded, partsOf(config.modules), batch)
  const trained = [...traced.variables.keys()].filter((name) => traced.step.outputs.has(`gradient/${name}`))
  const program = programOf(piecesOf(traced, batch, encoded), {
    batch,
    variables: traced.variables,
    trained: new Map(trained.map((name) => [name, { gradient: `gradient/${name}`, shrink: 1 }])),
    kernels: 'simd',
    workers: 1,
  })
  const { dataset, tables, batch: rows } = needOf(config, sizesOf(encoded))
  return { bytes: program.bytes, need: dataset + tables + rows }
}

describe('the least need of a run', () => {
  it.each([
    ['the default model', (config: ExperimentConfig) => config],
    [
      'large batches',
      (config: ExperimentConfig) => ({ ...config, training: { ...config.training, batchSize: 8192 } }),
    ],
    [
      'wide embeddings',
      (config: ExperimentConfig) => ({ ...config, model: { ...config.model, embeddingDim: 64 } }),
    ],
  ])('is of the order of what its program takes: %s', async (_, change) => {
    const { bytes, need } = await bytesOf(change)
    expect(need / bytes).toBeGreaterThan(1 / 4)
    expect(need / bytes).toBeLessThan(1.05)
  })

  it('is what a memory is refused for, by name and not as a mere range error', () => {
    expect(() => memoryOf(2 ** 33, false)).toThrow(TooLarge)
  })
})
