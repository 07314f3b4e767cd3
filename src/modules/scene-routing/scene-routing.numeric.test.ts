import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { keyOf } from '../../model/variables.ts'
import { adam } from '../../nn/adam.ts'
import { useBackend } from '../../testing/backend.ts'
import {
  ARCHITECTURES,
  type Architecture,
  gradients,
  hiddenRows,
  routeInput as input,
  logitsOf,
  type Routing,
  routing,
  scatterAll,
} from '../../testing/scene-routing.ts'
import type { Config } from './graph/context.ts'

const SCENES = [0, 1, 2]
const ALONE = new Array<number>(8).fill(0)

beforeAll(() => useBackend('cpu'))

/** Variables that are for all scenes though their shape knows how many there are. */
const FOR_ALL = /gate\/shared|gate\/weights$|attention|auxiliary/
/** Whether the gate of an architecture has weights of each scene's own. */
const hasOwnGate = (architecture: Architecture): boolean => ['mmoe', 'ple', 'hmoe'].includes(architecture)

/** How many branches all scenes share and how many each has, where a gate mixes both. */
const OWN: Partial<Record<Architecture, readonly [number, number]>> = {
  ple: [2, 2],
  'sar-net': [2, 2],
  'shared-private': [1, 1],
}

/**
 * The part of a variable that belongs to one scene, or null where it is shared. Found by what grows when a fourth scene is
 * added: parts of scenes lie side by side along that axis.
 */
function partsOf(settings: Partial<Config> & { readonly architecture: Architecture }) {
  const four = routing(settings, { sceneCount: 4 }).all
  const isForAll = (key: string): boolean =>
    FOR_ALL.test(key) && !(hasOwnGate(settings.architecture) && /gate\/weights$/.test(key))
  return (variable: tf.Variable, values: tf.Tensor, scene: number): number[] | null => {
    const key = keyOf(variable)
    const expert = /(?:own|score)\/(\d+)\/upper/.exec(key)?.[1]
    const other = four.get(key) as tf.Variable
    const axis = variable.shape.findIndex((size, i) => size !== other.shape[i])
    if (axis >= 0 && !isForAll(key)) {
      const size = (variable.shape[axis] as number) / SCENES.length
      const begin = variable.shape.map((_, i) => (i === axis ? scene * size : 0))
      return [
        ...tf
          .slice(
            values,
            begin,
            variable.shape.map((all, i) => (i === axis ? size : all)),
          )
          .dataSync(),
      ]
    }
    if (expert === undefined || axis >= 0) return null
    const count = settings.architecture === 'hmoe' ? 3 : 2
    return Math.floor(Number(expert) / count) === scene ? [...values.dataSync()] : null
  }
}

const CASES: readonly (Partial<Config> & { readonly architecture: Architecture })[] = [
  ...ARCHITECTURES.map((architecture) => ({ architecture })),
  { architecture: 'shared-private', combine: 'gated-sum' },
  { architecture: 'shared-private', combine: 'concat' },
  { architecture: 'shared-private', combine: 'sum' },
  { architecture: 'ple', levels: 2 },
  { architecture: 'star', taskExperts: 'mmoe' },
  { architecture: 'hinet', taskExperts: 'ple' },
  ...ARCHITECTURES.map((architecture) => ({ architecture, norm: 'layer' as const })),
  ...ARCHITECTURES.map((architecture) => ({ architecture, norm: 'partitioned' as const })),
]
const named = CASES.map((settings) => [Object.values(settings).join(', '), settings] as const)

function scattered(settings: Partial<Config>): Routing {
  const built = routing(settings)
  scatterAll(built)
  return built
}

describe.each(named)('%s', (_, settings) => {
  it('gives other scenes’ private parameters a gradient of exactly 0', () => {
    const part = partsOf(settings)
    const built = scattered(settings)
    const grads = gradients(built, input(hiddenRows(8, 'rows'), ALONE))
    let checked = 0
    for (const variable of built.variables) {
      const gradient = grads[variable.name] as tf.Tensor
      const own = part(variable, gradient, 0)
      if (own !== null) {
        checked++
        expect(
          own.some((x) => x !== 0),
          keyOf(variable),
        ).toBe(true)
      }
      for (const scene of [1, 2]) {
        expect(part(variable, gradient, scene)?.every((x) => x === 0) ?? true, keyOf(variable)).toBe(true)
      }
    }
    if (settings.architecture !== 'shared') expect(checked).toBeGreaterThan(0)
    // Two layers below the towers, one in them, one logit: a matrix and a bias each.
    if (settings.architecture === 'separate' && settings.norm === undefined) expect(checked).toBe(8)
  })

  it('scores a row alike whatever rows share its batch', () => {
    const { layer } = scattered(settings)
    const rows = hiddenRows(4, 'rows')
    const others = hiddenRows(4, 'others').map((row) => row.map((x) => 40 * x))
    const mine = rows[1] as number[]
    const together = logitsOf(layer, input(rows, [0, 1, 2, 0]))[1] as number[]
    const mixed = [others[0], mine, others[2], others[3]] as number[][]
    expect(logitsOf(layer, input(mixed, [2, 1, 1, 1]))[1]).toEqual(together)
    expect(logitsOf(layer, input([mine], [1]))[0]).toEqual(together)
  })

  it('scores a row by its scene, unless it is not told', () => {
    const { layer } = scattered(settings)
    const row = hiddenRows(1, 'rows')[0] as number[]
    const [first, second] = logitsOf(layer, input([row, row], [0, 1]))
    if (settings.architecture === 'shared' && settings.norm !== 'partitioned') expect(first).toEqual(second)
    else expect(first).not.toEqual(second)
  })

  it('gives logits of both signs: nothing clamps the last layer', () => {
    const { layer } = scattered(settings)
    const rows = hiddenRows(60, 'rows').map((row) => row.map((x) => 4 * x))
    const logits = logitsOf(
      layer,
      input(
        rows,
        rows.map((_, i) => i % 3),
      ),
    ).flat()
    expect(Math.min(...logits)).toBeLessThan(-0.05)
    expect(Math.max(...logits)).toBeGreaterThan(0.05)
    // A clamp would put most of one sign at one value.
    expect(new Set(logits).size).toBeGreaterThan(0.7 * logits.length)
  })

  it('takes towers of several layers, and a single scene', () => {
    for (const overrides of [{ tower: [5, 4, 3] }, { sceneCount: 1 }]) {
      const built = routing(settings, overrides)
      scatterAll(built)
      const scenes = 'sceneCount' in overrides ? [0, 0, 0, 0] : [0, 1, 2, 0]
      const from = input(hiddenRows(4, 'rows'), scenes)
      const logits = logitsOf(built.layer, from)
      expect(logits.map((row) => row.length)).toEqual([3, 3, 3, 3])
      expect(logits.flat().every(Number.isFinite)).toBe(true)
      const { out } = built.layer.apply(from, { training: false, observe: false, step: 0 })
      expect(out.towers().shape).toEqual([4, 3, built.layer.shape.towerUnits])
    }
  })
})

describe.each(ARCHITECTURES)('%s', (architecture) => {
  it('leaves other scenes’ private parameters bit-identical over optimiser steps', () => {
    const part = partsOf({ architecture })
    const built = scattered({ architecture })
    const first = built.variables.map((variable) => SCENES.map((scene) => part(variable, variable, scene)))
    const optimizer = adam(
      built.variables.map((variable) => ({ variable, shrink: 1 })),
      0.01,
    )
    for (let step = 0; step < 3; step++) {
      const grads = gradients(built, input(hiddenRows(8, `rows ${step}`), ALONE))
      optimizer.apply(grads, step)
      built.layer.afterStep?.()
    }
    for (const [i, variable] of built.variables.entries()) {
      const now = SCENES.map((scene) => part(variable, variable, scene))
      if (now[0] !== null) expect(now[0], keyOf(variable)).not.toEqual(first[i]?.[0])
      expect(now.slice(1), keyOf(variable)).toEqual(first[i]?.slice(1))
    }
  })

  it('starts each task at its base rate, the wide logit added, where all that it reads is silent', () => {
    const rates = [0.5, 0.2, 0.01]
    const { layer, all } = routing({ architecture }, { baseRates: rates })
    for (const [key, variable] of all)
      if (/\/(scenes|tasks)$/.test(key)) variable.assign(tf.zerosLike(variable))
    const [logits] = logitsOf(layer, input([new Array<number>(6).fill(0)], [2]))
    for (const [t, rate] of rates.entries()) {
      expect(logits?.[t]).toBeCloseTo(0.25 + Math.log(rate / (1 - rate)), 5)
    }
  })

  it('has gates that are not negative, sum to 1 over what each mixes, and are 0 for other scenes’ own', () => {
    const { layer } = scattered({ architecture })
    const scenes = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    const from = input(hiddenRows(9, 'rows'), scenes)
    const { taps } = layer.apply(from, { training: false, observe: true, step: 0 })
    const gates = taps?.gate?.arraySync() as number[][] | undefined
    if (gates === undefined)
      return expect([
        'shared',
        'shared-feat',
        'separate',
        'shared-bottom',
        'star',
        'epnet',
        'ppnet',
        'adasparse',
      ]).toContain(architecture)
    const contributions = taps?.contribution?.arraySync() as number[][]
    const silent = taps?.silent?.arraySync() as number[][]
    for (const [row, gate] of gates.entries()) {
      const sum = gate.reduce((a, b) => a + b, 0)
      // HiNet mixes shared experts, own experts and other scenes: three gates.
      expect(sum).toBeCloseTo(architecture === 'hinet' ? 3 : 1, 5)
      for (const [e, weight] of gate.entries()) {
        expect(weight).toBeGreaterThanOrEqual(0)
        expect(contributions[row]?.[e]).toBeGreaterThanOrEqual(0)
        if (weight === 0) expect(contributions[row]?.[e]).toBe(0)
        expect(silent[row]?.[e]).toBeGreaterThanOrEqual(0)
        expect(silent[row]?.[e]).toBeLessThanOrEqual(1)
      }
      const [shared, own] = OWN[architecture] ?? [0, 0]
      for (const scene of SCENES.filter((other) => own > 0 && other !== scenes[row])) {
        const others = gate.slice(shared + scene * own, shared + (scene + 1) * own)
        expect(others).toEqual(new Array<number>(own).fill(0))
      }
    }
  })
})

describe('STAR', () => {
  it('is the shared net before training', () => {
    const { layer, all } = routing({ architecture: 'star' })
    const at = (name: string, shape: [number, number]): tf.Tensor2D =>
      tf.reshape(all.get(`scene-routing/${name}/shared/weights`) as tf.Variable, shape)
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
      const base = all.get('scene-routing/tower/logit/shared/bias') as tf.Variable
      return tf.add(tf.add(logits, base), 0.25).arraySync() as number[][]
    })
    for (const [b, row] of logitsOf(layer, from).entries()) {
      for (const [t, logit] of row.entries()) expect(logit).toBeCloseTo(expected[b]?.[t] as number, 6)
    }
  })

  it('reports no deviation at first, and the scene that was moved', () => {
    const { layer, variables } = routing({ architecture: 'star' })
    const from = input(hiddenRows(3, 'rows'), SCENES)
    const observe = { training: false, observe: true, step: 0 }
    const deviation = () => layer.apply(from, observe).states?.deviation?.arraySync()
    expect(deviation()).toEqual([0, 0, 0])
    for (const variable of variables.filter(({ name }) => name.endsWith('/factors'))) {
      variable.assign(tf.add(variable, tf.tensor([0, 0.5, 0], [1, 3, 1])))
    }
    expect(deviation()).toEqual([0, 0.5, 0])
  })
})
