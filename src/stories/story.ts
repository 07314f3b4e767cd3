import type { WorldRecipe } from '../core/data/worlds/settings.ts'
import { parseRecipe } from '../core/data/worlds/world.ts'
import type { Patch } from '../experiment/patch.ts'
import type { Quantity } from './quantity.ts'

export const TOPICS = [
  'clusters',
  'priors',
  'tasks',
  'scenes',
  'coarse',
  'bias',
  'balance',
  'platform',
] as const
export type Topic = (typeof TOPICS)[number]

/** A claim that runs can contradict: a world, some groups to train on it, and what must hold between them. */
export interface Story {
  /** `M1`: part of links to it and of the record of what was measured. */
  readonly id: string
  readonly topic: Topic
  /** What is claimed, in a sentence. */
  readonly claim: string
  readonly world: WorldRecipe
  /** Changes to the world's first draft that all groups share. */
  readonly base: Patch
  /** The first is the baseline. */
  readonly groups: readonly StoryGroup[]
  /** All must hold. */
  readonly checks: readonly Check[]
  /** What the runs say instead, where the claim did not hold when it was last measured. */
  readonly found?: string
  /** What a PyTorch prototype of one to four seeds gave, for comparison; null where nothing was measured. */
  readonly reference: string | null
}

export interface StoryGroup {
  readonly id: string
  readonly label: string
  readonly patch: Patch
}

/** A quantity and the range that it must lie in; a bound itself is inside. */
export interface Check {
  readonly label: string
  readonly quantity: Quantity
  readonly least?: number
  readonly most?: number
}

/** A world with some of its settings; an unknown one is a bug in the story. */
export function world(
  id: WorldRecipe['world'],
  settings: Readonly<Record<string, unknown>> = {},
): WorldRecipe {
  const recipe = parseRecipe(id, settings, 'world')
  if (!recipe.ok) throw new Error(`a story's world cannot be read: ${JSON.stringify(recipe.error)}`)
  return recipe.value
}
