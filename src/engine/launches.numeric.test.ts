import { expect, it } from 'vitest'
import { foldedSplats, fused } from '../compile/fuse.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import { prepare } from '../run/prepare.ts'
import { useBackend } from '../testing/backend.ts'
import { worldDataset } from '../testing/datasets.ts'
import { piecesOf } from './pieces.ts'
import { traceModel } from './trace-model.ts'
import { LIMITS } from './webgpu-stepper.ts'

it('lays the default model with all its modules out in at most 40 launches a step', async () => {
  await useBackend('wasm')
  const config = sampleConfig()
  const prepared = prepare(await worldDataset({ rows: 8000, users: 800 }), config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  const { encoded } = prepared.value
  const traced = traceModel(config, encoded, partsOf(config.modules), 4096)
  const step = piecesOf(traced, 4096, encoded).get('step')
  if (step === undefined) throw new Error('no step')
  const { launches, virtual } = fused(foldedSplats(step.graph), 4096, step.rowInputs, LIMITS)
  // The update of all that is trained is one more.
  expect(launches.length + 1).toBeLessThanOrEqual(40)
  const tasks = launches.flatMap((launch) =>
    launch.flatMap(({ levels }) => levels.flatMap((level) => level.flatMap((loop) => loop.tasks))),
  )
  const done = new Set(tasks.map(({ op }) => op))
  const through = new Set([...virtual.values()].map(({ op }) => op))
  expect(foldedSplats(step.graph).ops.every((op) => done.has(op) || through.has(op))).toBe(true)
})
