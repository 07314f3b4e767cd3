import type { ConfigOf } from '../core/setting-spec.ts'
import { coarseRank } from './coarse-rank/spec.ts'
import { debias } from './debias/spec.ts'
import { interactions } from './interactions/spec.ts'
import { lossBalance } from './loss-balance/spec.ts'
import { priorAuxiliary } from './prior-auxiliary/spec.ts'
import { priorGate } from './prior-gate/spec.ts'
import { sceneRouting } from './scene-routing/spec.ts'
import { taskChain } from './task-chain/spec.ts'
import { userClusters } from './user-clusters/spec.ts'

/** Every switchable part of the model, in stage order. `ModuleId` and `ModuleConfigs` follow from it. */
export const MODULES = [
  userClusters,
  priorGate,
  interactions,
  priorAuxiliary,
  sceneRouting,
  debias,
  taskChain,
  lossBalance,
  coarseRank,
] as const

export type AnyModule = (typeof MODULES)[number]
export type ModuleId = AnyModule['id']
export type SpecOf<Id extends ModuleId> = Extract<AnyModule, { readonly id: Id }>
export type ModuleConfig<Id extends ModuleId> = ConfigOf<SpecOf<Id>['settings']>
/** A module is on when its config is present; required modules always are. */
export type ModuleConfigs = { readonly [Id in ModuleId]?: ModuleConfig<Id> }
