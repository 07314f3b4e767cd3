import { beforeAll, expect, it } from 'vitest'
import { foldedSplats, fused } from '../compile/fuse.ts'
import { lowered } from '../compile/webgpu/lowering.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig, VARIANTS } from '../testing/engine-variants.ts'
import { moduleWorld } from '../testing/module-world.ts'
import { sampleWorld } from '../testing/sample-world.ts'
import { piecesOf } from './pieces.ts'
import { traceModel } from './trace-model.ts'
import { batchSizeOf, LIMITS, optionsOf } from './webgpu-program.ts'

beforeAll(() => useBackend('wasm'))

it('lays the default model with all its modules out in at most 40 launches a step', async () => {
  const { config, encoded } = await sampleWorld({ rows: 8000, users: 800 }, { batchSize: 4096 })
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

it.each(VARIANTS)(
  'has shaders for every graph of every module at every kind of setting: %s',
  (_, modules) => {
    const [config, encoded] = [engineConfig(modules), moduleWorld()]
    const batch = batchSizeOf(config, encoded)
    const traced = traceModel(config, encoded, partsOf(modules), batch)
    const { shaders } = lowered(piecesOf(traced, batch, encoded), optionsOf(config, encoded, traced, true))
    const some = (['writes', 'altered', 'pull'] as const).filter((name) => traced[name] !== null)
    const names = ['step', 'evaluate', 'observe', 'gradients', 'adam', ...some]
    expect([...shaders.keys()].sort()).toEqual(names.sort())
    const launches = ['step', 'adam', 'writes'].flatMap((name) => shaders.get(name) ?? [])
    // The most that a step may take; norms by scene over the batch take most, 45.
    expect(launches.length).toBeLessThanOrEqual(60)
    for (const { workgroups } of launches) expect(workgroups).toBeGreaterThan(0)
    // A driver compiles a loop of one like every other loop.
    for (const { code } of [...shaders.values()].flat()) expect(code).not.toMatch(/\(var \w+ = 0u; \w+ < 1u;/)
  },
)
