import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Batch, BuildContext, Layer } from '../../model/stage.ts'
import { columnOf } from '../../nn/embedding.ts'
import { binaryCrossEntropy } from '../../nn/losses.ts'
import { offTape } from '../../nn/stop-gradient.ts'
import { firstOf, labelLoss } from './graph/labels.ts'
import { type Lists, listDivergence, listsOf, tutorLoss } from './graph/lists.ts'
import { buildStudent } from './graph/student.ts'
import type { coarseRank } from './spec.ts'

type Config = ConfigOf<typeof coarseRank.settings>

/**
 * A coarse ranker of the first task: a student with embeddings and towers of its own, taught by the labels and by the
 * fine ranker's logits, which are constants to it.
 */
export function buildCoarseRank(config: Config, context: BuildContext): Layer<'distil'> {
  const { shape } = context
  const student = buildStudent(config, context)
  const consistency = consistencyOf(config, context)
  const learn = labelLoss(config, context)
  return {
    shape,
    apply(input, { observe }) {
      const { batch } = input
      const scored = student.score(batch)
      const { logit, gates } = scored
      const teacher = offTape(() => firstOf(input.logits))
      const taught = tf.sigmoid(tf.div(teacher, config.temperature)) as tf.Tensor2D
      return {
        out: input,
        losses: {
          label: learn(scored, batch),
          soft: tf.mean(binaryCrossEntropy(logit, taught)) as tf.Scalar,
          ...consistency(teacher, logit, batch),
        },
        ...(observe
          ? {
              taps: {
                logit: tf.reshape(logit, [-1]),
                ...(gates === null ? {} : { importance: gates }),
              },
              states: config.prune === 0 ? {} : { kept: student.kept() as tf.Tensor1D },
            }
          : {}),
      }
    },
    ...(student.afterStep === undefined ? {} : { afterStep: student.afterStep }),
  }
}

type Consistency = (
  teacher: tf.Tensor2D,
  student: tf.Tensor2D,
  batch: Batch,
) => Readonly<Record<string, tf.Scalar>>

/** What holds the student's order of a list against the teacher's. */
function consistencyOf({ consistency, lists, listTemperature }: Config, context: BuildContext): Consistency {
  if (consistency === 'none') return () => ({})
  const user = context.fields.findIndex(({ kind }) => kind === 'user')
  if (lists === 'user' && user < 0) throw new Error('coarse-rank: no user column')
  const listed = ({ ids, sceneIds }: Batch): Lists =>
    listsOf(lists === 'user' ? columnOf(ids, user) : tf.add(sceneIds, tf.scalar(1, 'int32')))
  return consistency === 'list'
    ? (teacher, student, batch) => ({
        list: listDivergence(teacher, student, listed(batch), listTemperature),
      })
    : (teacher, student, batch) => ({ tutor: tutorLoss(teacher, student, listed(batch)) })
}
