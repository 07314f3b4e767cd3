import { BALANCE_STORIES } from './balance.ts'
import { BIAS_STORIES } from './bias.ts'
import { CLUSTER_STORIES } from './clusters.ts'
import { COARSE_STORIES } from './coarse.ts'
import { PLATFORM_STORIES } from './platform.ts'
import { PRIOR_STORIES } from './priors.ts'
import { SCENE_STORIES } from './scenes.ts'
import type { Story } from './story.ts'
import { TASK_STORIES } from './tasks.ts'

/** Every claim, by topic. One more is one more entry in its topic's file. */
export const STORIES: readonly Story[] = [
  ...CLUSTER_STORIES,
  ...PRIOR_STORIES,
  ...TASK_STORIES,
  ...SCENE_STORIES,
  ...COARSE_STORIES,
  ...BIAS_STORIES,
  ...BALANCE_STORIES,
  ...PLATFORM_STORIES,
]
