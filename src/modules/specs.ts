import type { Schema } from '../core/data/schema.ts'
import type { Issue } from '../core/result.ts'
import type { ConfigOf } from '../core/setting-spec.ts'
import { coarseRank } from './coarse-rank/spec.ts'
import { debias } from './debias/spec.ts'
import { interactions } from './interactions/spec.ts'
import { priorGate } from './prior-gate/spec.ts'
import { sceneRouting } from './scene-routing/spec.ts'
import { taskChain } from './task-chain/spec.ts'
import { userClusters } from './user-clusters/spec.ts'

/** Every switchable part of the model, in stage order. `ModuleId` and `ModuleConfigs` follow from it. */
export const MODULES = [
  userClusters,
  priorGate,
  interactions,
  sceneRouting,
  debias,
  taskChain,
  coarseRank,
] as const

export type AnyModule = (typeof MODULES)[number]
export type ModuleId = AnyModule['id']
export type SpecOf<Id extends ModuleId> = Extract<AnyModule, { readonly id: Id }>
export type ModuleConfig<Id extends ModuleId> = ConfigOf<SpecOf<Id>['settings']>
/** A module is on when its config is present; required modules always are. */
export type ModuleConfigs = { readonly [Id in ModuleId]?: ModuleConfig<Id> }

/** What the schema lacks for one module at these settings, or at its defaults. */
export function obstacles<Id extends ModuleId>(
  spec: SpecOf<Id>,
  schema: Schema,
  config: ModuleConfigs[Id],
): readonly Issue[] {
  // A spec's check takes its own config; a union over ids cannot express that.
  const check = spec.check as (schema: Schema, config: ModuleConfigs[Id]) => readonly Issue[]
  return check(schema, config)
}

/** What the schema lacks for the modules that are on. */
export const allObstacles = (modules: ModuleConfigs, schema: Schema): readonly Issue[] =>
  MODULES.filter((spec) => modules[spec.id] !== undefined).flatMap((spec) =>
    obstacles(spec, schema, modules[spec.id]),
  )
