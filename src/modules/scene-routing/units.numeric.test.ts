import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { useBackend } from '../../testing/backend.ts'
import {
  ARCHITECTURES,
  EVALUATE,
  gradients,
  hiddenRows,
  logitsOf,
  type Routing,
  routeInput,
  routing,
  scatterAll,
  TRAIN,
} from '../../testing/scene-routing.ts'
import { moved } from './graph/adapt-dhm.ts'
import { kept } from './graph/adasparse.ts'
import type { Config } from './graph/context.ts'
import { contributions, likeness } from './graph/mixture.ts'
import { sceneRouting } from './spec.ts'

beforeAll(() => useBackend('cpu'))

const DEFAULTS: Config = defaultsOf(sceneRouting.settings)
describe.each(ARCHITECTURES)('%s', (architecture) => {
  it('uses every variable in its forward pass, biases included', () => {
    // Wide enough that no layer is dead on all rows.
    const built = routing({ architecture, shared: [12], private: [12] })
    scatterAll(built)
    const rows = hiddenRows(40, 'rows')
    const grads = gradients(
      built,
      routeInput(
        rows,
        rows.map((_, i) => i % 3),
      ),
    )
    for (const variable of built.variables) {
      const gradient = grads[variable.name] as tf.Tensor
      expect(
        [...gradient.dataSync()].some((x) => x !== 0),
        variable.name,
      ).toBe(true)
    }
  })
})

describe('AdaSparse', () => {
  const factors = () => tf.tensor2d([[0, 0.004, 0.01, 0.02, 1.9]])

  it('leaves factors above ε as they are and makes the others exactly 0', () => {
    expect(kept(factors(), DEFAULTS).arraySync()).toEqual([[0, 0, 0, Math.fround(0.02), Math.fround(1.9)]])
  })

  it('as published turns them negative', () => {
    const [row] = kept(factors(), { ...DEFAULTS, asPublished: true }).arraySync()
    expect(row?.[1]).toBeCloseTo(-0.004, 6)
    expect(row?.[4]).toBeCloseTo(1.9, 6)
  })

  it('passes a gradient to what is kept alone', () => {
    const slope = tf.grad((x) => tf.sum(kept(x as tf.Tensor2D, DEFAULTS)))(factors())
    expect(slope.arraySync()).toEqual([[0, 0, 0, 1, 1]])
  })

  it('sharpens with training steps, not with looking', () => {
    const { layer, all } = routing({ architecture: 'adasparse', alphaStep: 0.05 })
    const alpha = () => all.get('scene-routing/alpha')?.dataSync()[0]
    const from = routeInput(hiddenRows(3, 'rows'), [0, 1, 2])
    for (const mode of [EVALUATE, TRAIN, EVALUATE]) logitsOf(layer, from, mode)
    expect(alpha()).toBe(1)
    layer.afterStep?.()
    layer.afterStep?.()
    expect(alpha()).toBeCloseTo(1.1, 5)
  })
})

describe('AdaptDHM', () => {
  const step = (built: Routing) => {
    logitsOf(built.layer, routeInput(hiddenRows(40, 'rows'), new Array<number>(40).fill(1)), TRAIN)
    built.layer.afterStep?.()
  }
  const centresOf = ({ all }: Routing): number[][] =>
    all.get('scene-routing/centres')?.arraySync() as number[][]

  it('keeps centres of length 1, moved by training steps and never by the gradient', () => {
    const built = routing({ architecture: 'adapt-dhm' })
    expect(built.variables.map(({ name }) => name).filter((name) => /centres/.test(name))).toEqual([])
    const first = centresOf(built)
    step(built)
    const now = centresOf(built)
    expect(now).not.toEqual(first)
    for (const centre of now) expect(Math.hypot(...centre)).toBeCloseTo(1, 5)
    logitsOf(built.layer, routeInput(hiddenRows(4, 'rows'), [0, 1, 2, 0]))
    expect(centresOf(built)).toEqual(now)
  })

  it('moves a centre three times a tenth of the way to the mean direction of its rows; one without rows stays', () => {
    const centres = tf.tensor2d([
      [1, 0],
      [-1, 0],
    ])
    const [near, far] = moved(centres, tf.tensor2d([[0.6, 0.8]])).arraySync() as [number[], number[]]
    // Three times m ← unit(.9 m + .1 (.6, .8)).
    let m = [1, 0]
    for (let i = 0; i < 3; i++) {
      const sum = [0.9 * (m[0] as number) + 0.06, 0.9 * (m[1] as number) + 0.08]
      m = sum.map((value) => value / Math.hypot(...sum))
    }
    expect(near[0]).toBeCloseTo(m[0] as number, 5)
    expect(near[1]).toBeCloseTo(m[1] as number, 5)
    expect(far).toEqual([-1, 0])
  })

  it('gives each row one cluster', () => {
    const built = routing({ architecture: 'adapt-dhm' })
    const from = routeInput(hiddenRows(30, 'rows'), new Array<number>(30).fill(0))
    const gate = built.layer.apply(from, { ...EVALUATE, observe: true }).taps?.gate?.arraySync() as number[][]
    for (const row of gate) expect([...row].sort()).toEqual([0, 0, 1])
    expect(new Set(gate.map((row) => row.indexOf(1))).size).toBeGreaterThan(1)
  })

  it('as published leaves biases out of the forward pass', () => {
    const logits = (asPublished: boolean): number[][] => {
      const built = routing({ architecture: 'adapt-dhm', asPublished })
      for (const [key, variable] of built.all) {
        if (/bias$/.test(key)) variable.assign(tf.add(variable, 1))
      }
      return logitsOf(built.layer, routeInput([[0, 0, 0, 0, 0, 0]], [0]))
    }
    const silent = (asPublished: boolean): number[][] =>
      logitsOf(
        routing({ architecture: 'adapt-dhm', asPublished }).layer,
        routeInput([[0, 0, 0, 0, 0, 0]], [0]),
      )
    expect(logits(true)).toEqual(silent(true))
    expect(logits(false)).not.toEqual(silent(false))
  })
})

it('STAR as published has scene logits that are never negative', () => {
  const built = routing({ architecture: 'star', asPublished: true })
  scatterAll(built)
  const { layer, all } = built
  for (const [key, variable] of all) if (/auxiliary\/logit/.test(key)) variable.assign(tf.zerosLike(variable))
  const rows = hiddenRows(60, 'rows')
  const logits = logitsOf(
    layer,
    routeInput(
      rows,
      rows.map((_, i) => i % 3),
    ),
  ).flat()
  // The wide logit is .25.
  expect(Math.min(...logits)).toBeCloseTo(0.25, 6)
})

it('task experts give each task a gate of its own that sums to 1', () => {
  for (const [taskExperts, count] of [
    ['mmoe', 3],
    ['ple', 4],
  ] as const) {
    const built = routing({ architecture: 'shared-bottom', taskExperts })
    scatterAll(built)
    const { layer } = built
    const from = routeInput(hiddenRows(5, 'rows'), [0, 1, 2, 0, 1])
    const gate = layer.apply(from, { ...EVALUATE, observe: true }).taps?.taskGate
    expect(gate?.shape).toEqual([5, 3, count])
    const rows = gate?.arraySync() as number[][][]
    for (const row of rows.flat()) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
  }
})

describe('what is told of experts', () => {
  const outputs = () => tf.tensor2d([[1, 2, 4, 8, 0, 3]])

  it('leaves contributions as they are when a branch is scaled and its gate scaled back', () => {
    const gate = tf.tensor2d([[0.5, 0.25, 0.25]])
    const scaled = tf.mul(outputs(), tf.tensor2d([[8, 8, 1, 1, 1, 1]])) as tf.Tensor2D
    const unscaled = tf.mul(gate, tf.tensor2d([[1 / 8, 1, 1]])) as tf.Tensor2D
    const [a, b] = [contributions(outputs(), gate).dataSync(), contributions(scaled, unscaled).dataSync()]
    for (const [i, value] of a.entries()) expect(b[i]).toBeCloseTo(value, 5)
    // ½ ‖(1, 2)‖, ¼ ‖(4, 8)‖, ¼ ‖(0, 3)‖
    for (const [i, wanted] of [Math.sqrt(5) / 2, Math.sqrt(5), 0.75].entries())
      expect(a[i]).toBeCloseTo(wanted, 5)
  })

  it('finds experts that say the same up to a factor; one alone is like none', () => {
    // (1, 2) and (4, 8) are parallel; (0, 3) has the cosine 2/√5 with both.
    const alike = likeness(outputs(), 3).dataSync()
    for (const [i, wanted] of [1, 1, 2 / Math.sqrt(5)].entries()) expect(alike[i]).toBeCloseTo(wanted, 5)
    expect(likeness(outputs(), 1).dataSync()[0]).toBe(0)
  })
})
