import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Interacted, Layer, Owned } from '../../model/stage.ts'
import { type Architecture, architectureOf, type Towered } from './graph/architecture.ts'
import type { Config, SceneContext } from './graph/context.ts'
import { oneHotScenes, type Rows } from './graph/rows.ts'
import { taskExperts } from './graph/task-experts.ts'
import { towersOf } from './graph/towers.ts'
import type { Scored, Whole } from './graph/trunk.ts'

/** Routes the rows of one mixed batch by scene; other scenes' private weights get exactly zero gradient from a row. */
export function buildSceneRouting(config: Config, context: BuildContext): Layer<'route'> {
  return routed(config, context, architectureOf)
}

/** The route layer of any architecture. */
export function routed(
  config: Config,
  build: BuildContext,
  make: (config: Config, context: SceneContext) => Architecture,
): Layer<'route'> {
  const writes: (() => void)[] = []
  const owned: Owned[] = []
  const onStep = (write: () => void): void => {
    writes.push(write)
  }
  const context: SceneContext = {
    ...build,
    // Published EPNet's head is a single layer.
    tower: config.architecture === 'epnet' && config.asPublished ? [] : build.tower,
    norm: config.norm,
    onStep,
    onOwned: (one) => owned.push(one),
  }
  const made = make(config, context)
  const net = 'trunk' in made ? towered(config, context, made) : made
  const tasks = context.tasks.length
  const without = (off: Rows['off']): Pick<Layer<'route'>, 'apply'> => ({
    apply({ batch, hidden, logit }: Interacted, { training, observe }) {
      const scene = oneHotScenes(batch.sceneIds, context.sceneCount)
      const rows: Rows = { input: hidden, scene, route: scene, training, off }
      const { top, logits, taps, states } = net.apply(rows, observe)
      return {
        out: {
          batch,
          logits: tf.add(logits, tf.expandDims(logit, 1)) as tf.Tensor2D,
          weights: null,
          towers: () => tf.reshape(top, [-1, tasks, net.units]) as tf.Tensor3D,
        },
        ...(taps === undefined ? {} : { taps }),
        ...(states === undefined ? {} : { states }),
      }
    },
  })
  return {
    shape: { ...context.shape, towerUnits: net.units },
    owned,
    ...without(null),
    ...(config.architecture === 'shared-private'
      ? { interventions: { sharedOff: without('shared'), privateOff: without('private') } }
      : {}),
    ...(config.architecture === 'star' ? { interventions: { factorsOff: without('factors') } } : {}),
    ...(writes.length === 0
      ? {}
      : {
          afterStep: () => {
            for (const write of writes) write()
          },
        }),
  }
}

/** Trunk, experts of tasks where the setting asks for them, towers. */
function towered(config: Config, context: SceneContext, made: Towered): Whole {
  const { trunk, after, ending = (towers) => towers } = made
  const forTasks = taskExperts(config, context, trunk.width)
  const inputs = forTasks?.width ?? trunk.width
  const towers = ending(towersOf(context, made.towers, inputs, { isByTask: forTasks !== null, after }))
  return {
    units: context.tower.at(-1) ?? inputs,
    apply(given, observe): Scored {
      const { hidden, added, rows = given, taps, states } = trunk.apply(given, observe)
      const mixture = forTasks?.apply(hidden, rows) ?? null
      const top = towers.hidden(mixture?.hidden ?? hidden, rows)
      const own = towers.logits(top, rows)
      const logits = added === undefined ? own : tf.add<tf.Tensor2D>(own, added)
      if (!observe) return { top, logits }
      return {
        top,
        logits,
        taps: { ...taps, ...(mixture === null ? {} : { taskGate: mixture.gates() }) },
        ...(states === undefined ? {} : { states }),
      }
    },
  }
}
