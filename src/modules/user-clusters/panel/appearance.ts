import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { clusterColor, clusterMarker, type Marker } from '../../../charts/palette.ts'
import type { ClusterName } from '../view/identity.ts'

/** How a cluster looks in every chart. Only a known cluster has a colour: a new one is hatched, an unused one hollow. */
export interface Appearance {
  readonly color: string
  readonly marker: Marker
  readonly isHatched: boolean
}

export const appearanceOf = ({ kind, number }: ClusterName): Appearance =>
  kind === 'known'
    ? { color: clusterColor(number - 1), marker: clusterMarker(number - 1), isHatched: false }
    : { color: 'var(--sc-axis)', marker: 'circle', isHatched: kind === 'new' }

/** What a cluster is called in every chart: `k3`, `new 1`, `unused 2`. */
export function useClusterName(): (name: ClusterName) => string {
  const { t } = useTranslation('clusters')
  return useCallback(({ kind, number }) => t(`name.${kind}`, { number }), [t])
}
