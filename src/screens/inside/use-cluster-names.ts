import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../run/peers.ts'
import type { Run } from '../../run/run.ts'
import { type NamedCluster, namedClusters } from './view.ts'

/** `namedClusters` in the words of the charts of clusters. */
export function useClusterNames(run: Run, peers: readonly Peer[]): readonly NamedCluster[] {
  const { t } = useTranslation('clusters')
  return useMemo(
    () => namedClusters(run, peers, ({ kind, number }) => t(`name.${kind}`, { number })),
    [run, peers, t],
  )
}
