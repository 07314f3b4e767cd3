import type { WorldRecipe } from '../core/data/worlds/settings.ts'
import { changedSettings, recipeId } from '../core/data/worlds/world.ts'
import type { DatasetRef, GeneratedRef } from './config.ts'

/** A recipe as a dataset of an experiment. */
export const generatedRef = (recipe: WorldRecipe): GeneratedRef => ({
  kind: 'generated',
  id: recipeId(recipe),
  ...recipe,
})

/** A reference as a link holds it: of a generated world the settings that are not at their defaults. */
export function packedRef(ref: DatasetRef): Readonly<Record<string, unknown>> {
  if (ref.kind !== 'generated') return { ...ref }
  return { kind: ref.kind, world: ref.world, settings: changedSettings(ref) }
}
