import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { entropyOf, gradNorm } from './graph/gradnorm.ts'
import type { Method } from './graph/method.ts'
import { pace } from './graph/pace.ts'
import { pcGrad } from './graph/pcgrad.ts'
import { uncertainty } from './graph/uncertainty.ts'
import type { lossBalance } from './spec.ts'

type Config = ConfigOf<typeof lossBalance.settings>

/** Σ_t w_t c_t L_t with rescalings c and the weights w that a method gives; what that comes to is the gauge `weight`. */
export function buildLossBalance(config: Config, context: BuildContext): Layer<'balance'> {
  const scales = context.tasks.map((_, t) => config.rescale[t] ?? 1)
  const method = methodOf(config, scales, context)
  return {
    shape: context.shape,
    apply(pulling) {
      const losses = pulling.taskLosses.map((loss, t) => times(loss, scales[t] as number))
      const { weights, losses: terms, adapt } = method({ ...pulling, taskLosses: losses })
      const gauges = weights.map((weight, t) => {
        const scale = scales[t] as number
        const whole = typeof weight === 'number' ? tf.scalar(weight * scale) : times(weight, scale)
        return [`weight/${context.tasks[t]?.id}`, whole] as const
      })
      return {
        out: {
          objectives: losses.map((loss, t) => times(loss, weights[t] as tf.Scalar | number)),
          ...(adapt === undefined ? {} : { adapt }),
        },
        ...(terms === undefined ? {} : { losses: terms }),
        gauges: Object.fromEntries(gauges),
      }
    },
  }
}

function methodOf(config: Config, scales: readonly number[], context: BuildContext): Method {
  switch (config.method) {
    case 'equal':
      return ({ taskLosses }) => ({ weights: taskLosses.map(() => 1) })
    case 'static':
      return ({ taskLosses }) => ({ weights: taskLosses.map((_, t) => config.weights[t] ?? 1) })
    case 'uncertainty':
      return uncertainty(context)
    case 'dwa':
      return pace(config.temperature, context)
    case 'gradnorm': {
      const starts = context.baseRates.map((rate, t) => entropyOf(rate) * (scales[t] as number))
      return gradNorm(config, starts, context)
    }
    case 'pcgrad':
      return pcGrad(context)
    default:
      return config.method satisfies never
  }
}

/** A product; by 1 it is the very same tensor. */
const times = (x: tf.Scalar, factor: tf.Scalar | number): tf.Scalar =>
  factor === 1 ? x : (tf.mul(x, factor) as tf.Scalar)
