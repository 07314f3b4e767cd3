import { adaptDhmTrunk, clusterWeights } from './adapt-dhm.ts'
import { adaSparseTrunk } from './adasparse.ts'
import type { Config, SceneContext } from './context.ts'
import { epnetTrunk, ppnetTrunk } from './gate-nu.ts'
import { hinetTrunk } from './hinet.ts'
import { hmoeNet } from './hmoe.ts'
import type { After } from './layers.ts'
import { m2mNet } from './m2m.ts'
import { mmoeTrunk } from './mmoe.ts'
import { separateTrunk, sharedPrivateTrunk, sharedTrunk, toldTrunk } from './plain.ts'
import { pleTrunk } from './ple.ts'
import { sarNetTrunk } from './sar-net.ts'
import { AUXILIARY, type Auxiliary, clampedTowers, PUBLISHED_AUXILIARY, starTrunk } from './star.ts'
import type { Towers } from './towers.ts'
import type { Trunk, Whole } from './trunk.ts'
import { privateWeights, sharedWeights, starWeights, type Weights } from './weights.ts'

/** An architecture that ends in towers: what comes before them, whose weights they have, what happens to their layers. */
export interface Towered {
  readonly trunk: Trunk
  readonly towers: Weights
  readonly after?: After
  /** The towers as this architecture changes them. */
  readonly ending?: (towers: Towers) => Towers
}
export type Architecture = Towered | Whole

export function architectureOf(config: Config, context: SceneContext): Architecture {
  const [forAll, forEach] = [() => sharedWeights(context), () => privateWeights(context)]
  switch (config.architecture) {
    case 'shared':
      return { trunk: sharedTrunk(config, context), towers: forAll() }
    case 'shared-feat':
      return { trunk: toldTrunk(config, context), towers: forAll() }
    case 'separate':
      return { trunk: separateTrunk(config, context), towers: forEach() }
    case 'shared-bottom':
      return { trunk: sharedTrunk(config, context), towers: forEach() }
    case 'shared-private':
      return { trunk: sharedPrivateTrunk(config, context), towers: forEach() }
    case 'mmoe':
      return { trunk: mmoeTrunk(config, context), towers: forEach() }
    case 'ple':
      return { trunk: pleTrunk(config, context), towers: forEach() }
    case 'star':
      return star(config, context, config.asPublished ? PUBLISHED_AUXILIARY : AUXILIARY)
    case 'epnet':
      return { trunk: epnetTrunk(config, context), towers: forAll() }
    case 'ppnet':
      return gated(ppnetTrunk(config, context), context)
    case 'sar-net':
      return { trunk: sarNetTrunk(config, context), towers: forAll() }
    case 'hinet':
      return { trunk: hinetTrunk(config, context), towers: forEach() }
    case 'adasparse':
      return gated(adaSparseTrunk(config, context), context)
    case 'm2m':
      return m2mNet(config, context)
    case 'hmoe':
      return hmoeNet(config, context)
    case 'adapt-dhm': {
      const weights = clusterWeights(config, context)
      return { trunk: adaptDhmTrunk(config, context, weights), towers: weights }
    }
    default:
      return config.architecture satisfies never
  }
}

/** STAR's factors are those of the trunk and of the towers alike. */
export function star(config: Config, context: SceneContext, auxiliary: Auxiliary): Towered {
  const weights = starWeights(context)
  return {
    trunk: starTrunk(config, context, weights, auxiliary),
    towers: weights,
    ...(config.asPublished ? { ending: (towers: Towers) => clampedTowers(context, towers) } : {}),
  }
}

const gated = (trunk: Trunk & { readonly after: After }, context: SceneContext): Towered => ({
  trunk,
  towers: sharedWeights(context),
  after: trunk.after,
})
