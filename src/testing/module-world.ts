import type { EncodedDataset, Field } from '../core/data/encoded.ts'
import { HISTORY_LENGTH } from '../core/data/history.ts'
import { type Stream, stream } from '../core/rng.ts'
import { defaultsOf, parseSettings } from '../core/setting-spec.ts'
import {
  type ExperimentConfig,
  MODEL_SETTINGS,
  type ModelConfig,
  TRAINING_SETTINGS,
} from '../experiment/config.ts'
import type { BuildContext } from '../model/stage.ts'
import { type VariableStore, variableStore } from '../model/variables.ts'
import { MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'

const field = (name: string, kind: Field['kind'], roles: Field['roles'], vocabSize: number): Field => ({
  name,
  kind,
  roles,
  vocabSize,
  source: kind === 'user' || roles.includes('unbiased') ? 'user' : 'item',
  labels: kind === 'feature' ? Array.from({ length: vocabSize }, (_, id) => `${name} ${id}`) : [],
})
const FIELDS: readonly Field[] = [
  field('user', 'user', [], 13),
  field('room', 'item', [], 6),
  field('scene', 'scene', [], 4),
  field('age', 'feature', ['unbiased'], 5),
  field('gender', 'feature', ['unbiased'], 3),
  field('genre', 'feature', [], 5),
  field('same age', 'feature', ['prior'], 3),
  field('place', 'feature', ['position'], 5),
]

/** 64 rows that every module can read: three scenes, a chain of two tasks and one alone; labels follow from the ids. */
export function moduleWorld(seed = 1): EncodedDataset {
  const rng = stream(seed, 'module-world')
  const rowCount = 64
  const ids = new Int32Array(rowCount * FIELDS.length)
  const labels = new Float32Array(rowCount * 3)
  const sceneIds = new Int32Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    const user = 1 + rng.int(12)
    const room = 1 + rng.int(5)
    const scene = row % 3
    const age = 1 + (user % 4)
    const genre = 1 + (room % 4)
    sceneIds[row] = scene
    ids.set(
      [user, room, 1 + scene, age, 1 + ((user >> 2) % 2), genre, age === genre ? 2 : 1, 1 + (row % 4)],
      row * FIELDS.length,
    )
    const long = (age + genre + scene) % 2
    labels.set([long, (user + room) % 3 === 0 ? 0 : long, room % 2], row * 3)
  }
  const behaviours = histories(rowCount, rng)
  // Labels of other rows: no less learnable than a row's own, and not the same.
  const quantiles = labels.map((_, i) => labels[(i + 21) % labels.length] as number)
  const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i)
  const users = Int32Array.from({ length: rowCount }, (_, row) => ids[row * FIELDS.length] as number)
  return {
    rowCount,
    fields: FIELDS,
    ids,
    tasks: [
      { id: 'long', requires: null },
      { id: 'longer', requires: 'long' },
      { id: 'follow', requires: null },
    ],
    labels,
    sceneIds,
    sceneNames: ['click', 'immersive', 'breathing'],
    users,
    userCount: 13,
    items: Int32Array.from({ length: rowCount }, (_, row) => ids[row * FIELDS.length + 1] as number),
    itemCount: 6,
    activity: new Int32Array(13).fill(4),
    deciles: new Uint8Array(rowCount).fill(5),
    truth: null,
    splits: { train: range(0, 40), valid: range(40, 52), test: range(52, 64) },
    behaviours: () => behaviours,
    quantiles: () => quantiles,
    requests: () => ({ by: 'user', codes: users }),
    watch: () => null,
    mapped: () => null,
    userNames: () => Array.from({ length: 13 }, (_, user) => `u${user}`),
    itemNames: () => Array.from({ length: 6 }, (_, item) => `i${item}`),
    history: behaviours,
    targets: quantiles,
  }
}

/** Up to HISTORY_LENGTH of the five items before each row, some rows without any. */
function histories(rowCount: number, rng: Stream): Int32Array {
  const history = new Int32Array(rowCount * HISTORY_LENGTH)
  for (let row = 0; row < rowCount; row++) {
    const length = row % 5 === 0 ? 0 : rng.int(HISTORY_LENGTH + 1)
    for (let i = 0; i < length; i++) history[row * HISTORY_LENGTH + i] = 1 + rng.int(5)
  }
  return history
}

/** The same rows with their first task alone: a world of one goal. */
export function oneTaskWorld(seed = 1): EncodedDataset {
  const world = moduleWorld(seed)
  return {
    ...world,
    tasks: world.tasks.slice(0, 1),
    labels: Float32Array.from({ length: world.rowCount }, (_, row) => world.labels[row * 3] as number),
    quantiles: () => null,
    targets: null,
  }
}

/** Small widths; embeddings large enough that every path carries something. */
export const SMALL_MODEL: ModelConfig = {
  ...defaultsOf(MODEL_SETTINGS),
  embeddingDim: 4,
  initStd: 0.3,
  tower: [5],
}

/** A context for a layer on its own, and the variables that it makes. */
export function layerContext(
  overrides: Partial<BuildContext> = {},
): BuildContext & { readonly store: VariableStore } {
  const store = variableStore(3)
  return {
    store,
    rng: store.rng,
    variable: store.variable,
    shape: { fieldNames: ['room', 'genre'], embeddingDim: 4, extras: 0, hiddenUnits: 6, towerUnits: 0 },
    fields: FIELDS,
    tasks: moduleWorld().tasks,
    sceneCount: 3,
    tower: [5],
    baseRates: [0.5, 0.2, 0.1],
    trainRows: 40,
    userAttributes: () => new Int32Array(13),
    trainCounts: (field) => new Int32Array(FIELDS[field]?.vocabSize ?? 1).fill(5),
    trainRates: (field, task) =>
      Float32Array.from({ length: FIELDS[field]?.vocabSize ?? 1 }, (_, id) => 0.2 + 0.1 * ((id + task) % 4)),
    userActivity: () => new Int32Array(13).fill(4, 1),
    seed: 3,
    ...overrides,
  }
}

/** One module with these settings, the rest at their defaults. A setting that the spec refuses throws. */
export function withModule(id: ModuleId, settings: Readonly<Record<string, unknown>> = {}): ModuleConfigs {
  const spec = MODULES.find((module) => module.id === id)
  if (spec === undefined) throw new Error(`no module ${id}`)
  const config = parseSettings(spec.settings, settings, id)
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  return { [id]: config.value } as ModuleConfigs
}

/** An experiment on the module world: no dropout and no shrink, so that the law at hand is all that acts. */
export function moduleExperiment(
  modules: ModuleConfigs,
  training: Partial<ExperimentConfig['training']>,
): ExperimentConfig {
  return {
    version: 1,
    name: '',
    seed: 11,
    dataset: { kind: 'builtin', id: 'module-world' },
    schema: { user: 'user', item: 'room', time: null, scene: 'scene', tasks: [], features: [], filters: [] },
    split: { kind: 'random', valid: 0.2, test: 0.2 },
    model: { ...SMALL_MODEL, idDropout: 0, idShrinkPerEpoch: 0 },
    modules,
    training: { ...defaultsOf(TRAINING_SETTINGS), ...training },
  }
}
