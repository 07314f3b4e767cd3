import type { Patch } from '../experiment/patch.ts'
import { auc, minus, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

/** Three tasks with drivers of their own; users have no effect in this world. */
const TASKS = world('d', { trainRows: 6000 })
const BASE: Patch = {
  'model.userId': false,
  'modules.task-chain': null,
  'training.batchSize': 128,
  'training.epochs': 40,
  'training.patience': 8,
}
const LABELS = { equal: 'Equal weights', uncertainty: 'UW', dwa: 'DWA', gradnorm: 'GradNorm' } as const
type Method = keyof typeof LABELS

const balanced = (method: Method): StoryGroup => ({
  id: method,
  label: LABELS[method],
  patch: { 'modules.loss-balance': { method } },
})
/** The first task's loss counts a hundredfold before any method sees it. */
const rescaled = (method: Method): StoryGroup => ({
  id: `${method}-rescaled`,
  label: `${LABELS[method]}, first loss × 100`,
  patch: { 'modules.loss-balance': { method, rescale: [100] } },
})
const last = (group: string): Quantity => auc(group, { task: 'y3' })
const over = (group: string, baseline: string): Quantity => minus(last(group), last(baseline))

export const BALANCE_STORIES: readonly Story[] = [
  {
    id: 'L1',
    topic: 'balance',
    claim:
      'Weights that move do not beat equal ones by more than .003 on the last task; where the first loss is rescaled a hundredfold, GradNorm and UW beat equal weights.',
    world: TASKS,
    base: BASE,
    groups: [
      balanced('equal'),
      balanced('uncertainty'),
      balanced('dwa'),
      balanced('gradnorm'),
      rescaled('equal'),
      rescaled('uncertainty'),
      rescaled('gradnorm'),
    ],
    checks: [
      ...(['uncertainty', 'dwa', 'gradnorm'] as const).map((method) => ({
        label: `AUC of y3, ${LABELS[method]} − equal`,
        quantity: over(method, 'equal'),
        most: 0.003,
      })),
      ...(['uncertainty', 'gradnorm'] as const).map((method) => ({
        label: `AUC of y3, ${LABELS[method]} − equal, first loss × 100`,
        quantity: over(`${method}-rescaled`, 'equal-rescaled'),
        least: 0,
      })),
    ],
    found:
      'Where the first loss is rescaled a hundredfold, GradNorm beats equal weights on the last task by about .011; for UW that is open. Without rescaling DWA changes nothing, and UW and GradNorm differ from equal weights by less than seeds do.',
    reference: null,
  },
]
