import { useMemo } from 'react'
import type { PanelProps } from '../../panel-props.ts'
import type { Clustering } from '../view/identity.ts'
import { useClusterName } from './appearance.ts'

type OnSlice = PanelProps<'user-clusters'>['onSlice']

/** Makes clusters, by their keys, a slice, with drawn users where some are given; null where that cannot be asked. */
export function useClusterPick(
  clustering: Clustering | null,
  onSlice: OnSlice,
): ((key: string | readonly string[], drawn?: readonly number[]) => void) | null {
  const nameOf = useClusterName()
  return useMemo(() => {
    if (clustering === null || onSlice === null) return null
    const { names } = clustering.identity
    return (key, drawn = []) => {
      const keys = typeof key === 'string' ? [key] : key
      const clusters = names.flatMap((name, id) =>
        keys.includes(name.key) ? [{ id, name: nameOf(name) }] : [],
      )
      onSlice({ kind: 'users', clusters, drawn })
    }
  }, [clustering, onSlice, nameOf])
}
