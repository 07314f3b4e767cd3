import { worldConfig } from '../experiment/defaults.ts'
import { world } from './story.ts'

const { schema } = worldConfig(world('a'))

/** World A read plainly: one task, no scene, no prior, no module but the interactions; small batches for its few rows. */
export const PLAIN_LOG = {
  'schema.tasks': schema.tasks.slice(0, 1),
  'schema.features': schema.features.filter(({ column }) => column !== 'same_age'),
  'schema.scene': null,
  'modules.user-clusters': null,
  'modules.prior-gate': null,
  'modules.scene-routing': null,
  'modules.task-chain': null,
  'training.learningRate': 0.01,
  'training.batchSize': 512,
} as const
