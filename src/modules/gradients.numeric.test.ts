import { isDeepStrictEqual } from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SettingTable } from '../core/setting-spec.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import { adam } from '../nn/adam.ts'
import { useBackend } from '../testing/backend.ts'
import { lossOn, ROWS, rankerOf, type Settings, switchings, WORLD } from '../testing/conformance.ts'
import { disagreements, scatter, slopes } from '../testing/gradients.ts'
import { withModule } from '../testing/module-world.ts'
import { type AnyModule, MODULES } from './specs.ts'

beforeAll(() => useBackend('cpu'))

/** Variables that lie behind a stop-gradient, whose gradient differs from the slope on purpose. */
const STOPPED: Readonly<Record<string, (changed: Settings, key: string) => boolean>> = {
  'prior-gate': (changed, key) =>
    key.startsWith('embedding/') || (changed.position === 'both' && !key.startsWith('prior-gate/layer/')),
  'user-clusters': (changed, key) =>
    changed.mode === 'ntm'
      ? key === 'embedding/user'
      : (changed.strictNoInterference === true || changed.lambdaCommitment !== undefined) &&
        key.startsWith('user-clusters/'),
  // Propensities are constants, and come from all but the towers of tasks that none requires.
  'task-chain': ({ coupling }, key) =>
    String(coupling).startsWith('escm2') && !/^(tower\/[12]|task-chain)\//.test(key),
  // Gates see the hidden layer as a constant, and so does a row what other scenes’ nets make of it.
  'scene-routing': ({ architecture }, key) => {
    if (architecture === 'hmoe') return !/^scene-routing\/gate\//.test(key)
    if (architecture === 'hinet')
      return !key.startsWith('scene-routing/') || /^scene-routing\/(expert|gate)\/own/.test(key)
    return ['epnet', 'ppnet'].includes(String(architecture)) && !key.startsWith('scene-routing/')
  },
  // The fine ranker is a constant to its student, and so is the rounding of weights in 8 bits.
  'coarse-rank': ({ weights }, key) =>
    !key.startsWith('coarse-rank/') || (weights === 'int8' && !key.endsWith('bias')),
}

describe.each(MODULES.map((spec): readonly [string, AnyModule] => [spec.id, spec]))('%s', (_, spec) => {
  const settings: SettingTable = spec.settings
  const own = `${spec.id}/`

  it.each(switchings(settings).map((s) => [JSON.stringify(s), s] as const))(
    'moves every variable of its own within five steps, at %s',
    async (_, changed) => {
      const modules = withModule(spec.id, changed)
      const ranker = rankerOf(modules)
      const first = new Map(
        ranker.variables.map(({ variable }) => [keyOf(variable), [...variable.dataSync()]]),
      )
      const batch = batchOf(WORLD, ROWS, null)
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      const optimizer = adam(
        variables.map((variable) => ({ variable, shrink: 1 })),
        0.01,
      )
      const still = (): readonly string[] =>
        variables
          .filter((variable) => {
            const key = keyOf(variable)
            return key.startsWith(own) && isDeepStrictEqual([...variable.dataSync()], first.get(key))
          })
          .map(keyOf)
      for (let step = 0; step < 5 && (step === 0 || still().length > 0); step++) {
        const { value, grads } = tf.variableGrads(lossOn(ranker, batch), variables)
        optimizer.apply(grads, step)
        tf.dispose([value, grads])
      }
      expect(still()).toEqual([])
      optimizer.dispose()
      disposeBatch(batch)
      ranker.dispose()
    },
  )

  it.each(switchings(settings).map((s) => [JSON.stringify(s), s] as const))(
    'has the gradient that finite differences give, at %s',
    (_, changed) => {
      const ranker = rankerOf(withModule(spec.id, changed))
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      scatter(variables, 0.3, 7)
      const batch = batchOf(WORLD, ROWS.slice(0, 12), null)
      const isSmooth = (key: string) => STOPPED[spec.id]?.(changed, key) !== true
      const checked = variables.filter((variable) => isSmooth(keyOf(variable)))
      expect(disagreements(slopes(checked, lossOn(ranker, batch)))).toEqual([])
      disposeBatch(batch)
      ranker.dispose()
    },
  )
})
