import type { ConfigOf } from '../../core/setting-spec.ts'
import type { interactions } from './spec.ts'

export type Unit = 'linear' | 'fm' | 'dcn' | 'mlp'

/** Units of the interact stage that are on, with what sizes them. */
export function unitsOn(
  config: ConfigOf<typeof interactions.settings>,
): readonly { readonly unit: Unit; readonly size: string | null }[] {
  return [
    ...(config.linear ? [{ unit: 'linear' as const, size: null }] : []),
    ...(config.fm ? [{ unit: 'fm' as const, size: null }] : []),
    ...(config.dcnLayers > 0 ? [{ unit: 'dcn' as const, size: String(config.dcnLayers) }] : []),
    { unit: 'mlp' as const, size: config.mlp.join(' · ') },
  ]
}
