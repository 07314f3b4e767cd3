import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../../testing/backend.ts'
import { disagreements, scatter, slopes } from '../../testing/gradients.ts'
import { layerContext } from '../../testing/module-world.ts'
import { hiddenRows, logitsOf, lossOf, routeInput, routing, TRAIN } from '../../testing/scene-routing.ts'
import type { Config, SceneContext } from './graph/context.ts'
import { rowNorm } from './graph/norm.ts'
import { oneHotScenes, type Rows } from './graph/rows.ts'

beforeAll(() => useBackend('cpu'))

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const varianceOf = (values: readonly number[]): number =>
  meanOf(values.map((value) => (value - meanOf(values)) ** 2))
const columnOf = (rows: readonly (readonly number[])[], column: number): number[] =>
  rows.map((row) => row[column] as number)

/** A norm on its own, two columns wide, and what is written after a step. */
function norm(kind: Config['norm']) {
  const writes: (() => void)[] = []
  const build = layerContext({ sceneCount: 2 })
  const onStep = (write: () => void): void => {
    writes.push(write)
  }
  const context: SceneContext = { ...build, norm: kind, onStep, onOwned: () => undefined }
  const layer = rowNorm(context, 'n', 2, { affine: 'shared' })
  if (layer === null) throw new Error('no norm')
  const rowsOf = (scenes: readonly number[], training: boolean): Rows => {
    const scene = oneHotScenes(tf.tensor1d([...scenes], 'int32'), 2)
    return { input: scene, scene, route: scene, training, off: null }
  }
  return {
    of: (x: number[][], scenes: readonly number[], training: boolean): number[][] =>
      layer(tf.tensor2d(x), rowsOf(scenes, training)).arraySync(),
    afterStep: () => {
      for (const write of writes) write()
    },
    moving: (): number[] =>
      build.store.variables
        .filter(({ variable }) => variable.name.endsWith('/moving/mean'))
        .flatMap(({ variable }) => [...variable.dataSync()]),
  }
}

describe('partitioned norm', () => {
  const mine = hiddenRows(20, 'mine', 2).map((row) => row.map((x) => 3 * x + 5))
  const scenes = [...new Array<number>(20).fill(0), ...new Array<number>(20).fill(1)]
  const others = (scale: number): number[][] =>
    hiddenRows(20, 'others', 2).map((row) => row.map((x) => scale * x - 2))

  /** 40 rows, those of the second scene scaled. */
  const withOthers = (scale: number): number[][] =>
    hiddenRows(40, 'rows').map((row, b) => (b < 20 ? row : row.map((x) => scale * x)))

  it('gives the rows of each scene mean 0 and variance 1 in training', () => {
    const rows = norm('partitioned').of([...mine, ...others(1)], scenes, true)
    for (const part of [rows.slice(0, 20), rows.slice(20)]) {
      for (const column of [0, 1]) {
        expect(meanOf(columnOf(part, column))).toBeCloseTo(0, 4)
        expect(varianceOf(columnOf(part, column))).toBeCloseTo(1, 3)
      }
    }
  })

  it('does not see the rows of other scenes', () => {
    const { of } = norm('partitioned')
    const a = of([...mine, ...others(1)], scenes, true).slice(0, 20)
    expect(of([...mine, ...others(50)], scenes, true).slice(0, 20)).toEqual(a)
  })

  it('takes moving moments for a scene of fewer than 16 rows, which start at 0 and 1', () => {
    const few = mine.slice(0, 15)
    for (const [b, row] of norm('partitioned').of(few, scenes.slice(0, 15), true).entries()) {
      for (const [i, value] of row.entries()) expect(value).toBeCloseTo(few[b]?.[i] as number, 3)
    }
  })

  it('moves moments a tenth of the way after a step, those of large enough scenes alone', () => {
    const { of, afterStep, moving } = norm('partitioned')
    const rows = [...mine, ...others(1).slice(0, 15)]
    of(rows, scenes.slice(0, 35), true)
    expect(moving()).toEqual([0, 0, 0, 0])
    afterStep()
    const [first, second, ...rest] = moving()
    expect(first).toBeCloseTo(0.1 * meanOf(columnOf(mine, 0)), 5)
    expect(second).toBeCloseTo(0.1 * meanOf(columnOf(mine, 1)), 5)
    expect(rest).toEqual([0, 0])
    afterStep()
    expect(moving()[0]).toBe(first)
  })

  it('takes moving moments at evaluation, and leaves them alone', () => {
    const { of, afterStep, moving } = norm('partitioned')
    for (let step = 0; step < 200; step++) {
      of([...mine, ...others(1)], scenes, true)
      afterStep()
    }
    const before = moving()
    const trained = of([...mine, ...others(1)], scenes, true)
    afterStep()
    const one = of([mine[3] as number[]], [0], false)
    for (const [i, value] of (one[0] as number[]).entries())
      expect(value).toBeCloseTo(trained[3]?.[i] as number, 3)
    for (const [i, value] of moving().entries()) expect(value).toBeCloseTo(before[i] as number, 5)
  })

  it.each(['star', 'ple', 'sar-net', 'shared-private'] as const)(
    'in %s trains a scene’s logits by its own rows alone, with the gradient of finite differences',
    (architecture) => {
      const built = routing(
        { architecture, norm: 'partitioned', shared: [3], private: [3] },
        { sceneCount: 2, tower: [3] },
      )
      scatter(built.variables, 0.3, 4)
      const logits = (hidden: number[][]): number[][] =>
        logitsOf(built.layer, routeInput(hidden, scenes), TRAIN).slice(0, 20)
      expect(logits(withOthers(30))).toEqual(logits(withOthers(1)))
      const loss = lossOf(built.layer, routeInput(withOthers(1), scenes))
      expect(disagreements(slopes(built.variables, loss, { directions: 2 }))).toEqual([])
    },
  )

  it('in HMoE normalises what a scene’s net gives by the rows of that scene alone', () => {
    const built = routing({ architecture: 'hmoe', norm: 'partitioned' }, { sceneCount: 2 })
    scatter(built.variables, 0.3, 4)
    const own = (hidden: number[][]): tf.Tensor =>
      tf.slice(built.layer.apply(routeInput(hidden, scenes), TRAIN).out.towers(), 0, 20)
    expect(own(withOthers(30)).arraySync()).toEqual(own(withOthers(1)).arraySync())
  })
})

it('LayerNorm of a row does not see other rows', () => {
  const { of } = norm('layer')
  const row = [3, -1]
  expect(of([row, [100, 7]], [0, 1], true)[0]).toEqual(of([row], [0], false)[0])
  expect(of([row], [0], true)[0]?.[0]).toBeCloseTo(1, 4)
})
