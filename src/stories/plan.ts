import type { ExperimentConfig } from '../experiment/config.ts'
import { worldConfig } from '../experiment/defaults.ts'
import { parseExperiment } from '../experiment/parse.ts'
import { type Patch, patched } from '../experiment/patch.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Story, StoryGroup } from './story.ts'

/** The config of one group of a story. A patch that no experiment can have is a bug in the story. */
export function groupConfig(story: Story, group: StoryGroup): ExperimentConfig {
  const config = apply(apply(worldConfig(story.world), story.base, story.id), group.patch, story.id)
  return { ...config, name: story.id }
}

function apply(config: ExperimentConfig, patch: Patch, id: string): ExperimentConfig {
  const parsed = parseExperiment(patched(config, patch))
  if (!parsed.ok) throw new Error(`story ${id}: ${JSON.stringify(parsed.error)}`)
  return parsed.value
}

/** A story as a plan of the page, baseline first. */
export function storyPlan(story: Story, seeds: readonly number[]): Plan {
  return {
    groups: story.groups.map((group, style) => ({
      id: `g${style}`,
      label: group.label,
      style,
      config: groupConfig(story, group),
    })),
    seeds,
  }
}
