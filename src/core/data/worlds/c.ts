import { portableSigmoid } from '../../portable-math.ts'
import { stream } from '../../rng.ts'
import type { Schema } from '../schema.ts'
import { normals } from './draws.ts'
import { foldsOf, momentOf } from './folds.ts'
import { drawInputs, inputColumns, inputFeatures, linear, quadratic } from './quadratic.ts'
import type { SettingsOf } from './settings.ts'
import { tableOf, userName, type WorldTable } from './table.ts'

const INPUTS = 10
const SCENES = ['click', 'immersive', 'breathing'] as const
const TASK = 'click'

export const SCENE_CONFLICT_SCHEMA: Schema = {
  user: 'user_id',
  item: null,
  time: 'ts',
  scene: 'scene',
  tasks: [{ id: TASK, column: TASK, above: null, requires: null }],
  features: inputFeatures(INPUTS),
  filters: [],
}

/**
 * World C. x ∈ R¹⁰, f(x) = 1.2·xᵀw/√10 + .5·xᵀWx/√10 with w ~ N(0, I), W ~ N(0, 1/10);
 * z = √(1 − c)·f₀(x) + √c·f_s(x) + base_s, P(click) = σ(1.5 z).
 */
export function drawSceneConflict(settings: SettingsOf<'c'>): WorldTable {
  const { seed, conflict, secondShare, thirdShare } = settings
  const root = Math.sqrt(INPUTS)
  // One response for all scenes, then one for each.
  const responses = ['common', ...SCENES].map((name) => {
    const random = stream(seed, `world-c/response/${name}`)
    const w = normals(random, INPUTS)
    const W = normals(random, INPUTS * INPUTS).map((value) => value / root)
    return (x: Float64Array): number => (1.2 * linear(x, w) + 0.5 * quadratic(x, W)) / root
  })
  const bases = [settings.firstBase, settings.secondBase, settings.thirdBase]
  const streams = [0, 1, 2].map((fold) => stream(seed, `world-c/rows/${fold}`))
  const rows = foldsOf(settings).map((fold) => {
    const random = streams[fold] as (typeof streams)[number]
    const x = drawInputs(random, INPUTS)
    const u = random.uniform()
    const first = 1 - secondShare - thirdShare
    const scene = u < first ? 0 : u < first + secondShare ? 1 : 2
    const response = (of: number): number => responses[of]?.(x) as number
    const z =
      Math.sqrt(1 - conflict) * response(0) +
      Math.sqrt(conflict) * response(1 + scene) +
      (bases[scene] as number)
    const p = portableSigmoid(1.5 * z)
    return {
      fold,
      ts: momentOf(random, fold),
      values: {
        user_id: userName(random.int(settings.users)),
        scene: SCENES[scene] as string,
        ...inputColumns(x),
        [TASK]: random.uniform() < p ? 1 : 0,
      },
      truth: { [TASK]: p },
    }
  })
  return tableOf(rows)
}
