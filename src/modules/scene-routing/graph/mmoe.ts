import type { Config, SceneContext } from './context.ts'
import { experts } from './layers.ts'
import { contributions, likeness, mixed, silence, softmaxGate } from './mixture.ts'
import { lastOf } from './plain.ts'
import type { Trunk } from './trunk.ts'
import { privateWeights, sharedWeights } from './weights.ts'

/** MMoE (Ma et al. 2018, eq. 6–7) over scenes: h = Σ_e g_e^s(x) f_e(x), E shared experts, a softmax gate for each scene. */
export function mmoeTrunk(config: Config, context: SceneContext): Trunk {
  const inputs = context.shape.hiddenUnits
  const count = config.experts
  const all = experts(context, sharedWeights(context), 'scene-routing/expert', count, inputs, config.shared)
  const gateOf = softmaxGate(
    context,
    privateWeights(context),
    'scene-routing/gate',
    inputs,
    count,
    config.asPublished,
  )
  return {
    width: lastOf(config.shared),
    apply(rows, observe) {
      const outputs = all(rows.input, rows)
      const gate = gateOf(rows.input, rows)
      const hidden = mixed(outputs, gate)
      if (!observe) return { hidden }
      return {
        hidden,
        taps: {
          gate,
          contribution: contributions(outputs, gate),
          silent: silence(outputs, count),
          alike: likeness(outputs, count),
        },
      }
    },
  }
}
