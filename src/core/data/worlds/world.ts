import { canonicalJson, sha256Text } from '../../hash.ts'
import { fail, issue, ok, type Result } from '../../result.ts'
import { defaultsOf, parseSettings, type SettingTable } from '../../setting-spec.ts'
import type { Schema } from '../schema.ts'
import { drawPlantedGroups, PLANTED_GROUPS_SCHEMA } from './a.ts'
import { drawPriors, PRIORS_SCHEMA } from './b.ts'
import { drawSceneConflict, SCENE_CONFLICT_SCHEMA } from './c.ts'
import { drawNestedTasks, NESTED_TASKS_SCHEMA } from './d.ts'
import { WORLD_IDS, WORLDS, type WorldId, type WorldRecipe } from './settings.ts'
import type { WorldTable } from './table.ts'

/** Draws a world. Pure: equal recipes give equal tables in every JavaScript engine. */
export function drawWorld(recipe: WorldRecipe): WorldTable {
  switch (recipe.world) {
    case 'a':
      return drawPlantedGroups(recipe.settings)
    case 'b':
      return drawPriors(recipe.settings)
    case 'c':
      return drawSceneConflict(recipe.settings)
    case 'd':
      return drawNestedTasks(recipe.settings)
    default:
      return recipe satisfies never
  }
}

/** How each world is read. */
export const WORLD_SCHEMAS: Readonly<Record<WorldId, Schema>> = {
  a: PLANTED_GROUPS_SCHEMA,
  b: PRIORS_SCHEMA,
  c: SCENE_CONFLICT_SCHEMA,
  d: NESTED_TASKS_SCHEMA,
}

/** A recipe from a world's id and some of its settings; what is left out takes its default. */
export function parseRecipe(world: unknown, settings: unknown, path: string): Result<WorldRecipe> {
  const id = WORLD_IDS.find((one) => one === world)
  if (id === undefined) {
    const got = (JSON.stringify(world) ?? 'nothing').slice(0, 40)
    return fail([issue(`${path}.world`, 'data.noWorld', { options: WORLD_IDS.join(', '), got })])
  }
  const parsed = parseSettings(WORLDS[id].settings as SettingTable, settings, `${path}.settings`)
  // The settings were parsed by the world's own table; a union over ids cannot express that.
  return parsed.ok ? ok({ world: id, settings: parsed.value } as WorldRecipe) : parsed
}

/** The settings of a recipe that are not at their defaults: what a link has to say. */
export function changedSettings({ world, settings }: WorldRecipe): Readonly<Record<string, unknown>> {
  const defaults: Readonly<Record<string, unknown>> = defaultsOf(WORLDS[world].settings as SettingTable)
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => canonicalJson(value) !== canonicalJson(defaults[key])),
  )
}

/** Name of a recipe, `world-a-` and 12 digits: settings at their defaults do not count, so that one more changes no name. */
export function recipeId(recipe: WorldRecipe): string {
  const digest = sha256Text(canonicalJson([recipe.world, changedSettings(recipe)]))
  return `world-${recipe.world}-${digest.slice(0, 12)}`
}
