import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { chain } from './graph/chain.ts'
import { escm } from './graph/escm.ts'
import { independent } from './graph/independent.ts'
import { aitm, dbmtl } from './graph/links.ts'
import { coral, corn } from './graph/ordinal.ts'
import type { taskChain } from './spec.ts'

type Config = ConfigOf<typeof taskChain.settings>

/** How nested tasks hang together. */
export function buildTaskChain(config: Config, context: BuildContext): Layer<'relate'> {
  switch (config.coupling) {
    case 'chain':
      return chain(context)
    case 'hinge':
      return independent(context, true)
    case 'independent':
      return independent(context, false)
    case 'corn':
      return corn(context)
    case 'coral':
      return coral(context)
    case 'aitm':
      return aitm(config, context)
    case 'dbmtl':
      return dbmtl(context)
    case 'escm2-ips':
    case 'escm2-dr':
      return escm(config, context)
    default:
      return config.coupling satisfies never
  }
}
