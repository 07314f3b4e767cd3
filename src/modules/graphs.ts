import type { BuildLayer } from '../model/stage.ts'
import { buildCoarseRank } from './coarse-rank/graph.ts'
import { buildDebias } from './debias/graph.ts'
import { buildInteractions } from './interactions/graph.ts'
import { buildLossBalance } from './loss-balance/graph.ts'
import { buildPriorAuxiliary } from './prior-auxiliary/graph.ts'
import { buildPriorGate } from './prior-gate/graph.ts'
import { buildSceneRouting } from './scene-routing/graph.ts'
import type { ModuleConfig, ModuleId, SpecOf } from './specs.ts'
import { buildTaskChain } from './task-chain/graph.ts'
import { buildUserClusters } from './user-clusters/graph.ts'

/** Every module's layer; one without a graph, or with one of another stage, does not compile. */
export const GRAPHS: {
  readonly [Id in ModuleId]: BuildLayer<ModuleConfig<Id>, SpecOf<Id>['stage']>
} = {
  'user-clusters': buildUserClusters,
  'prior-gate': buildPriorGate,
  interactions: buildInteractions,
  'prior-auxiliary': buildPriorAuxiliary,
  'scene-routing': buildSceneRouting,
  debias: buildDebias,
  'task-chain': buildTaskChain,
  'loss-balance': buildLossBalance,
  'coarse-rank': buildCoarseRank,
}
