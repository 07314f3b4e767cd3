import { beforeAll, expect, it } from 'vitest'
import { useBackend } from '../../testing/backend.ts'
import {
  hiddenRows,
  logitsOf,
  type Routing,
  routeInput,
  routing,
  scatterAll,
} from '../../testing/scene-routing.ts'
import type { Config } from './graph/context.ts'

beforeAll(() => useBackend('cpu'))

const SCENES = [0, 1, 2, 2, 1, 0, 1]
const S = 3
const TASKS = 3
const UNITS = 5
const WIDE = 0.25

type Vector = readonly number[]

/** Σ_i x_i w[i, from + o] + b[o] for `outputs` columns of a matrix of `width` columns. */
function affine(x: Vector, w: Float32Array, width: number, from: number, bias: Vector): number[] {
  return bias.map((b, o) => x.reduce((sum, value, i) => sum + value * (w[i * width + from + o] as number), b))
}
const relu = (x: Vector): number[] => x.map((value) => Math.max(0, value))
function softmax(z: Vector): number[] {
  const powers = z.map((value) => Math.exp(value))
  const total = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / total)
}
const slice = (values: Float32Array, from: number, count: number): number[] => [
  ...values.subarray(from, from + count),
]
const weighted = (parts: readonly Vector[], gate: Vector): number[] =>
  (parts[0] as Vector).map((_, i) =>
    parts.reduce((sum, part, e) => sum + (gate[e] as number) * (part[i] as number), 0),
  )

/** Reads the variables of a built layer. */
function reader({ all }: Routing) {
  const values = (key: string): Float32Array => {
    const variable = all.get(`scene-routing/${key}`)
    if (variable === undefined) throw new Error(`no variable ${key} among ${[...all.keys()].join()}`)
    return variable.dataSync() as Float32Array
  }
  /** Branch `s` of `n`, columns `from` to `from + outputs` of its `width`. */
  const layer = (
    key: string,
    x: Vector,
    n: number,
    s: number,
    width: number,
    from: number,
    outputs: number,
  ) =>
    affine(
      x,
      values(`${key}/weights`),
      n * width,
      s * width + from,
      slice(values(`${key}/bias`), s * width + from, outputs),
    )
  /** Towers of scene `s`: private weights throughout. */
  const towers = (h: Vector, s: number): number[] =>
    Array.from({ length: TASKS }, (_, t) => {
      const top = relu(layer('tower/0', h, S, s, TASKS * UNITS, t * UNITS, UNITS))
      const head = slice(values('tower/logit/weights'), s * TASKS * UNITS + t * UNITS, UNITS)
      const bias = values('tower/logit/bias')[s * TASKS + t] as number
      return top.reduce((sum, value, u) => sum + value * (head[u] as number), bias + WIDE)
    })
  return { values, layer, towers }
}

function compared(settings: Partial<Config>, expected: (built: Routing) => (x: Vector, s: number) => Vector) {
  const built = routing({ shared: [4], ...settings })
  scatterAll(built)
  const rows = hiddenRows(SCENES.length, 'forward')
  const logits = logitsOf(built.layer, routeInput(rows, SCENES))
  const wanted = expected(built)
  for (const [b, row] of rows.entries()) {
    for (const [t, logit] of wanted(row, SCENES[b] as number).entries()) {
      expect(logits[b]?.[t]).toBeCloseTo(logit, 4)
    }
  }
}

it('MMoE is Σ_e g_e^s(x) f_e(x) through the towers of the scene', () => {
  compared({ architecture: 'mmoe', experts: 3 }, (built) => {
    const { layer, towers } = reader(built)
    return (x, s) => {
      const outputs = [0, 1, 2].map((e) => relu(layer('expert/0', x, 1, 0, 12, 4 * e, 4)))
      return towers(weighted(outputs, softmax(layer('gate', x, S, s, 3, 0, 3))), s)
    }
  })
})

it('PLE of one level mixes shared experts and the scene’s own by the scene’s gate', () => {
  compared({ architecture: 'ple', experts: 2, sceneExperts: 2 }, (built) => {
    const { layer, towers } = reader(built)
    return (x, s) => {
      const shared = [0, 1].map((e) => relu(layer('level/0/shared/0', x, 1, 0, 8, 4 * e, 4)))
      const own = [0, 1].map((e) => relu(layer('level/0/own/0', x, S, s, 8, 4 * e, 4)))
      return towers(weighted([...shared, ...own], softmax(layer('level/0/gate', x, S, s, 4, 0, 4))), s)
    }
  })
})

it('PLE of two levels feeds its shared experts by a gate over all experts of all scenes', () => {
  compared({ architecture: 'ple', experts: 2, sceneExperts: 1, levels: 2 }, (built) => {
    const { layer, towers } = reader(built)
    return (x, s) => {
      const shared = [0, 1].map((e) => relu(layer('level/0/shared/0', x, 1, 0, 8, 4 * e, 4)))
      const every = [0, 1, 2].map((other) => relu(layer('level/0/own/0', x, S, other, 4, 0, 4)))
      const mine = weighted([...shared, every[s] as Vector], softmax(layer('level/0/gate', x, S, s, 3, 0, 3)))
      const common = weighted([...shared, ...every], softmax(layer('level/0/gate/shared', x, 1, 0, 5, 0, 5)))
      const upper = [0, 1].map((e) => relu(layer('level/1/shared/0', common, 1, 0, 8, 4 * e, 4)))
      const own = relu(layer('level/1/own/0', mine, S, s, 4, 0, 4))
      return towers(weighted([...upper, own], softmax(layer('level/1/gate', mine, S, s, 3, 0, 3))), s)
    }
  })
})

it('STAR multiplies every shared matrix by the scene’s factors, adds biases and the auxiliary logits', () => {
  compared({ architecture: 'star' }, (built) => {
    const { values, layer } = reader(built)
    const starred = (
      key: string,
      x: Vector,
      s: number,
      width: number,
      from: number,
      outputs: number,
    ): number[] => {
      const shared = values(`${key}/shared/weights`)
      const factors = values(`${key}/factors`)
      return Array.from({ length: outputs }, (_, o) => {
        const column = from + o
        const bias =
          (values(`${key}/shared/bias`)[column] as number) +
          (values(`${key}/bias`)[s * width + column] as number)
        return x.reduce(
          (sum, value, i) =>
            sum +
            value *
              (shared[i * width + column] as number) *
              (factors[(i * S + s) * width + column] as number),
          bias,
        )
      })
    }
    const head = (top: Vector, s: number, t: number): number => {
      const shared = values('tower/logit/shared/weights')
      const factors = values('tower/logit/factors')
      const bias =
        (values('tower/logit/shared/bias')[t] as number) +
        (values('tower/logit/bias')[s * TASKS + t] as number)
      return top.reduce((sum, value, u) => {
        const i = t * UNITS + u
        return sum + value * (shared[i] as number) * (factors[s * TASKS * UNITS + i] as number)
      }, bias)
    }
    return (x, s) => {
      const h = relu(starred('star/0', x, s, 4, 0, 4))
      const told = [...x, ...[0, 1, 2].map((scene) => (scene === s ? 1 : 0))]
      const hidden = relu(layer('auxiliary/0', told, 1, 0, 16, 0, 16))
      const added = affine(hidden, values('auxiliary/logit/weights'), TASKS, 0, [0, 0, 0])
      return added.map((extra, t) => {
        const top = relu(starred('tower/0', h, s, TASKS * UNITS, t * UNITS, UNITS))
        return extra + head(top, s, t) + WIDE
      })
    }
  })
})
