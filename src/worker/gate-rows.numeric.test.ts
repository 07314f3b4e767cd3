import { beforeAll, describe, expect, it } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { GateAnswer, QuestionOf } from '../core/inspect/question.ts'
import type { Result } from '../core/result.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { ModelStepper } from '../model/stepper.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { withModule } from '../testing/module-world.ts'
import { sampleWorld } from '../testing/sample-world.ts'
import { gateRows } from './gate-rows.ts'

const OFF = ['user-clusters', 'prior-gate', 'task-chain']

/** A model as it begins: its gates differ from row to row already. */
async function modelOf(
  architecture: string,
): Promise<{ readonly encoded: EncodedDataset; readonly stepper: ModelStepper }> {
  const { config, encoded } = await sampleWorld(
    { rows: 900, users: 80, hosts: 12 },
    { epochs: 1, batchSize: 64 },
    OFF,
  )
  const modules = { ...config.modules, ...withModule('scene-routing', { architecture }) }
  const parts = partsOf(modules).map((part) => ({
    ...part,
    build: (context: Parameters<typeof part.build>[0]) => part.build({ ...context, isInspected: true }),
  }))
  return { encoded, stepper: eagerStepper({ ...config, modules }, encoded, parts) }
}

describe('a cell of the gate matrix', () => {
  let encoded: EncodedDataset
  let stepper: ModelStepper

  beforeAll(async () => {
    await useBackend('wasm')
    const model = await modelOf('mmoe')
    encoded = model.encoded
    stepper = model.stepper
  }, 60_000)

  async function ask(question: Omit<QuestionOf<'gate'>, 'kind'>, of = stepper): Promise<Result<GateAnswer>> {
    const work = gateRows({ encoded, stepper: of }, { kind: 'gate', ...question })
    for (;;) {
      const step = await work.next()
      if (step.done === true) return step.value
    }
  }
  const code = async (...given: Parameters<typeof ask>): Promise<readonly string[]> => {
    const answer = await ask(...given)
    return answer.ok ? [] : answer.error.map((one) => one.code)
  }

  it('has the test rows of its scene whose gate is above the scene’s mean, by brute force', async () => {
    const { sceneNames, sceneIds, splits } = encoded
    const gate = (await stepper.taps(splits.test)).get('scene-routing/gate')
    const width = gate?.shape[1] as number
    expect(width).toBeGreaterThan(1)
    let told = 0
    for (const [id, scene] of sceneNames.entries()) {
      const positions = [...splits.test.keys()].filter((i) => sceneIds[splits.test[i] as number] === id)
      for (let branch = 0; branch < width; branch++) {
        const at = (i: number): number => gate?.values[i * width + branch] as number
        const mean = positions.reduce((sum, i) => sum + at(i), 0) / positions.length
        const wanted = positions.filter((i) => at(i) > mean).map((i) => splits.test[i] as number)
        const answer = await ask({ scene, branch })
        if (!answer.ok) throw new Error(JSON.stringify(answer.error))
        expect(answer.value.mean).toBeCloseTo(mean, 6)
        expect(answer.value.rows).toEqual(wanted.sort((a, b) => a - b))
        told += wanted.length
      }
    }
    expect(told).toBeGreaterThan(20)
  })

  it('is refused by the name of what is not there', async () => {
    const scene = encoded.sceneNames[0] as string
    expect(await code({ scene, branch: 99 })).toEqual(['inspect.noSuch'])
    expect(await code({ scene: 'nowhere', branch: 0 })).toEqual(['slice.noScene'])
    expect(await code({ scene, branch: 0 }, (await modelOf('star')).stepper)).toEqual(['inspect.noBranches'])
  })

  it('holds no rows of its own where every row of a scene has one gate', async () => {
    const taps = stepper.taps.bind(stepper)
    const constant = {
      ...stepper,
      taps: async (rows: Uint32Array) =>
        new Map(
          [...(await taps(rows))].map(([name, tap]) => [name, { ...tap, values: tap.values.fill(0.25) }]),
        ),
    }
    const answer = await ask({ scene: encoded.sceneNames[0] as string, branch: 1 }, constant)
    expect(answer.ok && answer.value).toMatchObject({ mean: 0.25, rows: null })
  })
})
