import { portableSigmoid } from '../../portable-math.ts'
import { stream } from '../../rng.ts'
import type { Schema } from '../schema.ts'
import { normals } from './draws.ts'
import { foldsOf, momentOf } from './folds.ts'
import { drawInputs, inputColumns, inputFeatures, linear, quadratic } from './quadratic.ts'
import type { SettingsOf } from './settings.ts'
import { tableOf, userName, type WorldTable } from './table.ts'

const INPUTS = 12
/** Each requires the one before. */
const TASKS = ['y1', 'y2', 'y3'] as const
/** Thresholds of the one score that all stages share. */
const THRESHOLDS = [0.3, 1.4, 2.6] as const

export const NESTED_TASKS_SCHEMA: Schema = {
  user: 'user_id',
  item: null,
  time: 'ts',
  scene: null,
  tasks: TASKS.map((id, k) => ({ id, column: id, above: null, requires: TASKS[k - 1] ?? null })),
  features: inputFeatures(INPUTS),
  filters: [],
}

/**
 * World D. x ∈ R¹², a = 1.4·xᵀw + .8·xᵀWx, b = 1.4·xᵀw′ with w, w′ ~ N(0, I/12), W ~ N(0, 1/144). Drivers of their own:
 *   P(y1) = σ(a − .3),  P(y2 | y1) = σ(.6b + .4a − .8),  P(y3 | y2) = σ(.42b + .4a − 1.2);
 * shared: P(y_k) = σ(a − θ_k), the cumulative logit of one score.
 */
export function drawNestedTasks(settings: SettingsOf<'d'>): WorldTable {
  const { seed } = settings
  const weights = stream(seed, 'world-d/weights')
  const root = Math.sqrt(INPUTS)
  const w = normals(weights, INPUTS).map((value) => value / root)
  const other = normals(weights, INPUTS).map((value) => value / root)
  const W = normals(weights, INPUTS * INPUTS).map((value) => value / INPUTS)
  const streams = [0, 1, 2].map((fold) => stream(seed, `world-d/rows/${fold}`))
  const rows = foldsOf(settings).map((fold) => {
    const random = streams[fold] as (typeof streams)[number]
    const x = drawInputs(random, INPUTS)
    const a = 1.4 * linear(x, w) + 0.8 * quadratic(x, W)
    const p = settings.drivers === 'own' ? hazards(a, 1.4 * linear(x, other)) : cumulative(a)
    // One uniform for all stages nests them: y_k = [u < p_k] with p falling in k.
    const u = random.uniform()
    const entries = TASKS.map((task, k) => [task, p[k] as number] as const)
    return {
      fold,
      ts: momentOf(random, fold),
      values: {
        user_id: userName(random.int(settings.users)),
        ...inputColumns(x),
        ...Object.fromEntries(entries.map(([task, probability]) => [task, u < probability ? 1 : 0])),
      },
      truth: Object.fromEntries(entries),
    }
  })
  return tableOf(rows)
}

/** Probabilities of the three tasks as running products of their hazards. */
function hazards(a: number, b: number): readonly number[] {
  const first = portableSigmoid(a - 0.3)
  const second = first * portableSigmoid(0.6 * b + 0.4 * a - 0.8)
  return [first, second, second * portableSigmoid(0.42 * b + 0.4 * a - 1.2)]
}

const cumulative = (a: number): readonly number[] =>
  THRESHOLDS.map((threshold) => portableSigmoid(a - threshold))
