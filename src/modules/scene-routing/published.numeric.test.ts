import { beforeAll, describe, expect, it } from 'vitest'
import type { Field } from '../../core/data/encoded.ts'
import { defaultsOf } from '../../core/setting-spec.ts'
import { embedder } from '../../model/embed.ts'
import type { BuildContext } from '../../model/stage.ts'
import { keyOf, trainedOf, variableStore } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext, SMALL_MODEL } from '../../testing/module-world.ts'
import { type Architecture, architectureOf, star } from './graph/architecture.ts'
import type { Config, SceneContext } from './graph/context.ts'
import type { Auxiliary } from './graph/star.ts'
import { routed } from './graph.ts'
import { sceneRouting } from './spec.ts'

beforeAll(() => useBackend('cpu'))

/** The fields of MovieLens-1M as the public benchmark has them: user, film, gender, occupation, zip code, first genre. */
const FIELDS: readonly Field[] = [6040, 3706, 2, 21, 3439, 18].map((vocabSize, i) => ({
  name: `field ${i}`,
  kind: 'feature',
  roles: [],
  source: 'user',
  vocabSize,
  labels: [],
}))
const WIDTH = 16

type Make = (config: Config, context: SceneContext) => Architecture

/** Trained values of the embedding tables and of the layer that the route stage builds; our linear part is not theirs. */
function parameters(
  hiddenUnits: number,
  tower: readonly number[],
  settings: Partial<Config>,
  make: Make = architectureOf,
): number {
  const store = variableStore(1)
  embedder(store, FIELDS, { ...SMALL_MODEL, embeddingDim: WIDTH })
  const overrides: Partial<BuildContext> = {
    rng: store.rng,
    variable: store.variable,
    shape: { fieldNames: [], embeddingDim: WIDTH, extras: 0, hiddenUnits, towerUnits: 0 },
    tasks: [{ id: 'liked', requires: null }],
    baseRates: [0.5],
    sceneCount: 3,
    tower,
  }
  routed(
    { ...defaultsOf(sceneRouting.settings), sceneWidth: WIDTH, ...settings },
    layerContext(overrides),
    make,
  )
  const count = trainedOf(store.variables)
    .filter(({ variable }) => keyOf(variable) !== 'embedding/linear')
    .reduce((sum, { variable }) => sum + variable.size, 0)
  store.dispose()
  return count
}

/** Six embeddings, and with them the user's age. */
const EMBEDDED = 6 * WIDTH
const WITH_AGE = EMBEDDED + 1

describe.each(['partitioned', 'layer'] as const)('with norm %s', (norm) => {
  it.each<readonly [string, number, number, readonly number[], Partial<Config>]>([
    ['SharedBottom', 227_587, WITH_AGE, [8], { architecture: 'shared-bottom', shared: [128] }],
    ['MMoE', 217_799, WITH_AGE, [8], { architecture: 'mmoe', shared: [16], experts: 3, asPublished: true }],
    [
      'PLE',
      224_199,
      WITH_AGE,
      [8],
      { architecture: 'ple', shared: [16], experts: 1, sceneExperts: 2, asPublished: true },
    ],
    [
      'SAR-Net',
      239_339,
      EMBEDDED,
      [32, 32],
      { architecture: 'sar-net', shared: [16], experts: 8, sceneExperts: 2 },
    ],
    ['AdaSparse', 230_321, EMBEDDED, [32], { architecture: 'adasparse', shared: [32] }],
    [
      'AdaSparse as published',
      230_321,
      EMBEDDED,
      [32],
      { architecture: 'adasparse', shared: [32], asPublished: true },
    ],
    ['MMoE, corrected', 217_781, WITH_AGE, [8], { architecture: 'mmoe', shared: [16], experts: 3 }],
    [
      'PLE, corrected',
      224_181,
      WITH_AGE,
      [8],
      { architecture: 'ple', shared: [16], experts: 1, sceneExperts: 2 },
    ],
    ['EPNet with its deep part', 255_589, WITH_AGE, [32], { architecture: 'epnet', shared: [128, 64] }],
    [
      'EPNet as published, without',
      232_326,
      WITH_AGE,
      [32],
      { architecture: 'epnet', shared: [128, 64], asPublished: true },
    ],
    // Scenes 48, net H(97, 128) = 12 800, tower H(128, 32) + L(32, 1) = 4 225, gate L(113, 32) + L(32, 32) = 4 704.
    ['PPNet, ours', 233_393, WITH_AGE, [32], { architecture: 'ppnet', shared: [128] }],
    // Scenes 48, knowledge 272, experts 4 800, attention 4 624 + 4 352 + 16 + 16, tower 136 + 1 224 + 9.
    ['M2M, ours', 227_113, WITH_AGE, [8], { architecture: 'm2m', shared: [16], experts: 3 }],
  ])('%s has %i parameters', (_, count, hidden, tower, settings) => {
    expect(parameters(hidden, tower, { ...settings, norm })).toBe(count)
  })
})

describe('STAR', () => {
  const settings: Partial<Config> = { architecture: 'star', shared: [128, 64], norm: 'partitioned' }
  const withAuxiliary =
    (auxiliary: Auxiliary): Make =>
    (config, context) =>
      star(config, context, auxiliary)

  it('as published has 308 627 parameters', () => {
    expect(parameters(WITH_AGE, [32], { ...settings, asPublished: true })).toBe(308_627)
  })
  it('without norm and ReLU after its last layer has 308 621', () => {
    const auxiliary = withAuxiliary({ width: 32, scene: 'none', bias: true })
    expect(parameters(WITH_AGE, [32], settings, auxiliary)).toBe(308_621)
  })
  it('whose auxiliary net is told the scene has 309 181', () => {
    const auxiliary = withAuxiliary({ width: 32, scene: 'embedding', bias: true })
    expect(parameters(WITH_AGE, [32], settings, auxiliary)).toBe(309_181)
  })
})

it.each([true, false])(
  'AdaptDHM has 257 492 parameters, biases used or not (as published %s)',
  (asPublished) => {
    const settings = { architecture: 'adapt-dhm', shared: [64], clusters: 3, asPublished } as const
    expect(parameters(EMBEDDED, [64], settings)).toBe(257_492)
  },
)
