import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import { stopGradient } from '../../../nn/stop-gradient.ts'
import type { taskChain } from '../spec.ts'
import { excess, ownLosses } from './independent.ts'
import { pairsOf, pathTo } from './paths.ts'

type Config = ConfigOf<typeof taskChain.settings>

/** A task that has a link, and what it needs: tasks in an order in which each comes after those it requires. */
interface Link {
  readonly task: number
  /** From the root to the required one. */
  readonly ancestors: readonly number[]
}

function linksOf(tasks: BuildContext['tasks']): readonly Link[] {
  const links = tasks.map((_, task) => ({ task, ancestors: pathTo(tasks, task).slice(0, -1) }))
  return links
    .filter(({ ancestors }) => ancestors.length > 0)
    .sort((a, b) => a.ancestors.length - b.ancestors.length)
}

/** Logits with what each link adds to its task's own: a head that starts at 0, so that tasks start independent. */
function linkedLogits(logits: tf.Tensor2D, added: ReadonlyMap<number, tf.Tensor2D>): tf.Tensor2D {
  const columns = columnsOf(logits, logits.shape[1])
  return tf.concat(
    columns.map((own, task) => {
      const more = added.get(task)
      return more === undefined ? own : tf.add<tf.Tensor2D>(own, more)
    }),
    1,
  )
}

/** Hidden layers by task, to be replaced as links are made: a copy, since the tape keeps what unstack gave. */
const hiddenOf = (towers: tf.Tensor3D): tf.Tensor2D[] => [...tf.unstack(towers, 1)] as tf.Tensor2D[]

const headsOf = (context: BuildContext, name: string, links: readonly Link[]): ReadonlyMap<number, Dense> =>
  new Map(
    links.map(({ task }) => [
      task,
      dense(context, `${name}/head/${task}`, context.shape.towerUnits, 1, { zero: true, bias: null }),
    ]),
  )

/**
 * AITM (Xi et al. 2021): what the required task knows, p = relu(W h_required), beside the tower's own q in an attention
 * of two, with projections that all pairs share:
 *   h_k = Σ_{u ∈ {p, q}} softmax_u(⟨Q u, K u⟩ / √U) V u,   h_root = q,
 * and the calibrator. The head on h_k stands beside the tower's own.
 */
export function aitm(config: Config, context: BuildContext): Layer<'relate'> {
  const { tasks, shape } = context
  const width = shape.towerUnits
  const links = linksOf(tasks)
  const pairs = pairsOf(tasks)
  const name = 'task-chain/aitm'
  const [query, key, value] = ['query', 'key', 'value'].map((what) =>
    dense(context, `${name}/${what}`, width, width, { bias: null }),
  ) as [Dense, Dense, Dense]
  const transfers = new Map(
    links.map(({ task }) => [task, dense(context, `${name}/transfer/${task}`, width, width)]),
  )
  const heads = headsOf(context, name, links)
  const score = (u: tf.Tensor2D): tf.Tensor2D =>
    tf.div(tf.sum<tf.Tensor2D>(tf.mul(query(u), key(u)), 1, true), Math.sqrt(width))
  return {
    shape,
    apply({ batch, logits, weights, towers }, { observe }) {
      const hidden = hiddenOf(towers())
      const added = new Map<number, tf.Tensor2D>()
      const shares = new Map<number, tf.Tensor2D>()
      for (const { task, ancestors } of links) {
        const own = hidden[task] as tf.Tensor2D
        const before = hidden[ancestors.at(-1) as number] as tf.Tensor2D
        const passed = config.stopGradient ? stopGradient(before) : before
        const info = tf.relu<tf.Tensor2D>((transfers.get(task) as Dense)(passed))
        // A softmax over two is a sigmoid of their difference.
        const share = tf.sigmoid<tf.Tensor2D>(tf.sub(score(info), score(own)))
        const mixed = tf.add<tf.Tensor2D>(tf.mul(share, value(info)), tf.mul(tf.sub(1, share), value(own)))
        hidden[task] = mixed
        shares.set(task, share)
        added.set(task, (heads.get(task) as Dense)(mixed))
      }
      const z = linkedLogits(logits, added)
      const transfer = () =>
        tf.concat(
          pairs.map(({ later }) => shares.get(later) as tf.Tensor2D),
          1,
        )
      return {
        out: { logits: z, taskLosses: ownLosses(z, batch.labels, weights) },
        losses: { hinge: excess(z, pairs) },
        ...(observe ? { taps: { transfer: transfer() } } : {}),
      }
    },
  }
}

/**
 * DBMTL (Wang et al. 2019): P(l, m, n | x) = P(l | x) P(m | x, l) P(n | x, l, m) with links between hidden layers. A
 * task's layer reads its own tower and the layers of all tasks before it: r_k = relu(W [q_k; r_j of its path] + b),
 * r_root = q. The head on r_k stands beside the tower's own.
 */
export function dbmtl(context: BuildContext): Layer<'relate'> {
  const { tasks, shape } = context
  const width = shape.towerUnits
  const links = linksOf(tasks)
  const name = 'task-chain/dbmtl'
  const layers = new Map(
    links.map(({ task, ancestors }) => [
      task,
      dense(context, `${name}/link/${task}`, width * (1 + ancestors.length), width),
    ]),
  )
  const heads = headsOf(context, name, links)
  return {
    shape,
    apply({ batch, logits, weights, towers }) {
      const hidden = hiddenOf(towers())
      const added = new Map<number, tf.Tensor2D>()
      for (const { task, ancestors } of links) {
        const seen = [task, ...ancestors].map((j) => hidden[j] as tf.Tensor2D)
        const linked = tf.relu<tf.Tensor2D>((layers.get(task) as Dense)(tf.concat(seen, 1)))
        hidden[task] = linked
        added.set(task, (heads.get(task) as Dense)(linked))
      }
      const z = linkedLogits(logits, added)
      return { out: { logits: z, taskLosses: ownLosses(z, batch.labels, weights) } }
    },
  }
}
