import * as tf from '@tensorflow/tfjs'
import type { SettingTable } from '../core/setting-spec.ts'
import type { batchOf } from '../model/batches.ts'
import { buildRanker, type Ranker } from '../model/ranker.ts'
import { partsOf } from '../modules/parts.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { moduleWorld, SMALL_MODEL } from './module-world.ts'

/** What the tests that hold of every module share. */

export type Settings = Readonly<Record<string, unknown>>

export const WORLD = moduleWorld()
export const ROWS = WORLD.splits.train
export const TRAIN = { training: true, observe: false, step: 0 } as const

export const rankerOf = (modules: ModuleConfigs): Ranker =>
  buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)

/** What tasks add to the total and all other loss terms, unweighted, as a function of the ranker's variables. */
export function lossOn(ranker: Ranker, batch: ReturnType<typeof batchOf>): () => tf.Scalar {
  return () => {
    const { objectives, terms } = ranker.forward(batch, TRAIN)
    const others = [...terms].flatMap(([name, term]) => (name.startsWith('task/') ? [] : [term]))
    return tf.addN([...objectives, ...others]) as tf.Scalar
  }
}

/** Each choice and each switch at each of its values, each number that is off at its default on, all else at its default. */
export const switchings = (settings: SettingTable): readonly Settings[] => [
  {},
  ...Object.entries(settings).flatMap(([key, setting]): readonly Settings[] => {
    if (setting.kind === 'bool') return [{ [key]: !setting.default }]
    if (setting.kind === 'float' && setting.default === 0) return [{ [key]: Math.min(1, setting.max) }]
    if (setting.kind !== 'choice') return []
    return Object.keys(setting.options)
      .filter((option) => option !== setting.default)
      .map((option) => ({ [key]: option }))
  }),
]
