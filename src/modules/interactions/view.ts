import { HISTORY_LENGTH } from '../../core/data/history.ts'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { interactions } from './spec.ts'

export type Unit = 'linear' | 'fm' | 'senet' | 'dcn' | 'biInteraction' | 'attention' | 'din' | 'mask' | 'mlp'

/** Units of the interact stage that are on, with what sizes them. */
export function unitsOn(
  config: ConfigOf<typeof interactions.settings>,
): readonly { readonly unit: Unit; readonly size: string | null }[] {
  return [
    ...(config.linear ? [{ unit: 'linear' as const, size: null }] : []),
    ...(config.fm ? [{ unit: 'fm' as const, size: null }] : []),
    ...(config.senet ? [{ unit: 'senet' as const, size: null }] : []),
    ...(config.dcnLayers > 0 ? [{ unit: 'dcn' as const, size: String(config.dcnLayers) }] : []),
    ...(config.biInteraction ? [{ unit: 'biInteraction' as const, size: null }] : []),
    ...(config.attentionLayers > 0
      ? [
          {
            unit: 'attention' as const,
            size: `${config.attentionLayers} × ${config.attentionHeads} × ${config.attentionHeadWidth}`,
          },
        ]
      : []),
    ...(config.din ? [{ unit: 'din' as const, size: String(HISTORY_LENGTH) }] : []),
    ...(config.maskBlocks > 0
      ? [{ unit: 'mask' as const, size: `${config.maskBlocks} × ${config.maskWidth}` }]
      : []),
    { unit: 'mlp' as const, size: config.mlp.join(' · ') },
  ]
}
