import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { defaultsOf } from '../../core/setting-spec.ts'
import type { BuildContext, Interacted, Layer } from '../../model/stage.ts'
import { keyOf, type VariableStore } from '../../model/variables.ts'
import { adam } from '../../nn/adam.ts'
import { binaryCrossEntropy } from '../../nn/losses.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
import { layerContext } from '../../testing/module-world.ts'
import { buildSceneRouting } from './graph.ts'
import { sceneRouting } from './spec.ts'

type Architecture = keyof typeof sceneRouting.settings.architecture.options
const ARCHITECTURES: readonly Architecture[] = ['shared-private', 'star']
const SCENES = 3
const HIDDEN = 6

beforeAll(() => useBackend('cpu'))

interface Routing {
  readonly layer: Layer<'route'>
  readonly store: VariableStore
  readonly variables: readonly tf.Variable[]
}

function routing(architecture: Architecture, overrides: Partial<BuildContext> = {}): Routing {
  const context = layerContext(overrides)
  const config = { ...defaultsOf(sceneRouting.settings), architecture, shared: [4, 3], private: [4, 3] }
  const layer = buildSceneRouting(config, context)
  return { layer, store: context.store, variables: context.store.variables.map(({ variable }) => variable) }
}

const hiddenRows = (rows: number, name: string): number[][] => {
  const rng = stream(2, name)
  return Array.from({ length: rows }, () => Array.from({ length: HIDDEN }, () => rng.normal()))
}

function input(hidden: readonly number[][], scenes: readonly number[]): Interacted {
  const rows = hidden.length
  const labels = tf.tensor2d(Array.from({ length: rows }, (_, row) => [row % 2, 1, 0]))
  const ids = tf.zeros<tf.Rank.R2>([rows, 1], 'int32')
  const batch = {
    labels,
    ids,
    sceneIds: tf.tensor1d([...scenes], 'int32'),
    userMask: ids,
    history: null,
    targets: null,
  }
  return { batch, hidden: tf.tensor2d([...hidden]), logit: tf.fill([rows], 0.25) }
}

const TRAIN = { training: true, observe: false, step: 0 }
const logitsOf = (layer: Layer<'route'>, from: Interacted): number[][] =>
  tf.tidy(() => layer.apply(from, TRAIN).out.logits.arraySync())

function gradients({ layer, variables }: Routing, from: Interacted): tf.NamedTensorMap {
  const { grads } = tf.variableGrads(
    () => tf.mean(binaryCrossEntropy(layer.apply(from, TRAIN).out.logits, from.batch.labels)) as tf.Scalar,
    [...variables],
  )
  return grads
}

/** The part of a private variable that belongs to one scene; null for a shared variable. */
function ofScene(variable: tf.Variable, values: tf.Tensor, scene: number): number[] | null {
  const key = keyOf(variable)
  const isPrivate =
    !key.includes('/shared') &&
    (/\/factors$/.test(key) || /(private|star|tower)\/.*(weights|bias)$/.test(key))
  if (!isPrivate) return null
  if (/\/bias$/.test(key)) return [...tf.slice(values, [scene, 0], [1, -1]).dataSync()]
  const [inputs = 1] = variable.shape
  const byScene = tf.reshape(values, [inputs, SCENES, -1])
  return [...tf.slice(byScene, [0, scene, 0], [-1, 1, -1]).dataSync()]
}

describe.each(ARCHITECTURES)('%s', (architecture) => {
  it('gives other scenes’ private parameters a gradient of exactly 0', () => {
    const built = routing(architecture)
    scatter(built.variables, 0.3, 4)
    const grads = gradients(built, input(hiddenRows(8, 'rows'), [0, 0, 0, 0, 0, 0, 0, 0]))
    let checked = 0
    for (const variable of built.variables) {
      const gradient = grads[variable.name] as tf.Tensor
      const own = ofScene(variable, gradient, 0)
      if (own === null) continue
      checked++
      expect(
        own.some((x) => x !== 0),
        keyOf(variable),
      ).toBe(true)
      for (const scene of [1, 2]) {
        expect(
          ofScene(variable, gradient, scene)?.every((x) => x === 0),
          keyOf(variable),
        ).toBe(true)
      }
    }
    // Two layers below the towers, one in them, one logit: a matrix and a bias each.
    expect(checked).toBe(8)
  })

  it('leaves other scenes’ private parameters bit-identical over optimiser steps', () => {
    const built = routing(architecture)
    scatter(built.variables, 0.3, 4)
    const first = built.variables.map((variable) =>
      [0, 1, 2].map((scene) => ofScene(variable, variable, scene)),
    )
    const optimizer = adam(
      built.variables.map((variable) => ({ variable, shrink: 1 })),
      0.01,
    )
    for (let step = 0; step < 3; step++) {
      const grads = gradients(built, input(hiddenRows(8, `rows ${step}`), [0, 0, 0, 0, 0, 0, 0, 0]))
      optimizer.apply(grads, step)
    }
    for (const [i, variable] of built.variables.entries()) {
      const now = [0, 1, 2].map((scene) => ofScene(variable, variable, scene))
      if (now[0] === null) continue
      expect(now[0], keyOf(variable)).not.toEqual(first[i]?.[0])
      expect(now.slice(1), keyOf(variable)).toEqual(first[i]?.slice(1))
    }
  })

  it('scores a row alike whatever rows share its batch', () => {
    const built = routing(architecture)
    scatter(built.variables, 0.3, 4)
    const rows = hiddenRows(4, 'rows')
    const others = hiddenRows(4, 'others')
    const mine = rows[1] as number[]
    const together = logitsOf(built.layer, input(rows, [0, 1, 2, 0]))[1] as number[]
    const elsewhere = logitsOf(
      built.layer,
      input([others[0], mine, others[2], others[3]] as number[][], [2, 1, 1, 1]),
    )
    const alone = logitsOf(built.layer, input([mine], [1]))
    expect(elsewhere[1]).toEqual(together)
    expect(alone[0]).toEqual(together)
  })

  it('scores a row by its scene', () => {
    const built = routing(architecture)
    scatter(built.variables, 0.3, 4)
    const row = hiddenRows(1, 'rows')[0] as number[]
    const [first, second] = logitsOf(built.layer, input([row, row], [0, 1]))
    expect(first).not.toEqual(second)
  })

  it('starts each task at its base rate, the wide logit added, where the hidden layer is silent', () => {
    const rates = [0.5, 0.2, 0.01]
    const { layer } = routing(architecture, { baseRates: rates })
    const [logits] = logitsOf(layer, input([new Array<number>(HIDDEN).fill(0)], [2]))
    for (const [t, rate] of rates.entries()) {
      expect(logits?.[t]).toBeCloseTo(0.25 + Math.log(rate / (1 - rate)), 5)
    }
  })

  it('takes towers of several layers', () => {
    const built = routing(architecture, { tower: [5, 4, 3] })
    scatter(built.variables, 0.3, 4)
    const logits = logitsOf(built.layer, input(hiddenRows(5, 'rows'), [0, 1, 2, 0, 1]))
    expect(logits.map((row) => row.length)).toEqual([3, 3, 3, 3, 3])
    expect(logits.flat().every(Number.isFinite)).toBe(true)
  })

  it('is one plain net with a single scene', () => {
    const { layer } = routing(architecture, { sceneCount: 1 })
    expect(
      logitsOf(layer, input(hiddenRows(3, 'rows'), [0, 0, 0]))
        .flat()
        .every(Number.isFinite),
    ).toBe(true)
  })
})

describe('STAR', () => {
  it('is the shared net before training', () => {
    const { layer, variables } = routing('star')
    const shared = new Map(variables.map((variable) => [keyOf(variable), variable]))
    const at = (name: string, shape: [number, number]): tf.Tensor2D =>
      tf.reshape(shared.get(`scene-routing/${name}/shared/weights`) as tf.Variable, shape)
    const from = input(hiddenRows(6, 'rows'), [0, 1, 2, 0, 1, 2])
    const expected = tf.tidy(() => {
      let h = from.hidden
      for (const [name, shape] of [
        ['star/0', [6, 4]],
        ['star/1', [4, 3]],
        ['tower/0', [3, 15]],
      ] as const) {
        h = tf.relu(tf.matMul(h, at(name, [...shape])))
      }
      const last = tf.reshape(at('tower/logit', [1, 15]), [1, 3, 5])
      const logits = tf.sum(tf.mul(tf.reshape(h, [6, 3, 5]), last), 2)
      const base = shared.get('scene-routing/tower/logit/shared/bias') as tf.Variable
      return tf.add(tf.add(logits, base), 0.25).arraySync() as number[][]
    })
    for (const [b, row] of logitsOf(layer, from).entries()) {
      for (const [t, logit] of row.entries()) expect(logit).toBeCloseTo(expected[b]?.[t] as number, 6)
    }
  })

  it('reports no deviation at first, and the scene that was moved', () => {
    const { layer, variables } = routing('star')
    const from = input(hiddenRows(3, 'rows'), [0, 1, 2])
    const deviation = () => layer.apply(from, { ...TRAIN, observe: true }).states?.deviation?.arraySync()
    expect(deviation()).toEqual([0, 0, 0])
    for (const variable of variables.filter(({ name }) => name.endsWith('/factors'))) {
      variable.assign(tf.add(variable, tf.tensor([0, 0.5, 0], [1, 3, 1])))
    }
    expect(deviation()).toEqual([0, 0.5, 0])
  })
})

describe('shared + private', () => {
  const observed = () => {
    const built = routing('shared-private')
    scatter(built.variables, 0.5, 4)
    const taps = built.layer.apply(input(hiddenRows(9, 'rows'), [0, 1, 2, 0, 1, 2, 0, 1, 2]), {
      ...TRAIN,
      observe: true,
    }).taps
    return {
      gate: taps?.gate?.arraySync() as number[][],
      contribution: taps?.contribution?.arraySync() as number[][],
    }
  }

  it('has gates that sum to 1 and are 0 for other scenes’ branches', () => {
    for (const [row, gate] of observed().gate.entries()) {
      expect(gate.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
      for (const scene of [0, 1, 2]) {
        const weight = gate[1 + scene] as number
        if (scene === row % 3) expect(weight).toBeGreaterThan(0)
        else expect(weight).toBe(0)
      }
    }
  })

  it('has contributions that are not negative and are 0 for other scenes’ branches', () => {
    for (const [row, norms] of observed().contribution.entries()) {
      for (const [branch, norm] of norms.entries()) {
        if (branch === 0 || branch - 1 === row % 3) expect(norm).toBeGreaterThanOrEqual(0)
        else expect(norm).toBe(0)
      }
    }
  })
})
