import { useState } from 'react'
import type { Peer } from '../../../run/peers.ts'

/** The same list until something that charts of clusters draw is another: a run that trains changes many times a second. */
export function useSteadyPeers(peers: readonly Peer[]): readonly Peer[] {
  const [steady, setSteady] = useState(peers)
  if (isSame(steady, peers)) return steady
  setSteady(peers)
  return peers
}

function isSame(one: readonly Peer[], other: readonly Peer[]): boolean {
  return (
    one.length === other.length &&
    one.every((a, i) => {
      const b = other[i]
      return (
        b !== undefined &&
        a.groupId === b.groupId &&
        a.group === b.group &&
        a.style === b.style &&
        a.run.id === b.run.id &&
        a.run.config === b.run.config &&
        a.run.status.kind === b.run.status.kind &&
        a.run.observed === b.run.observed &&
        a.run.snapshots === b.run.snapshots
      )
    })
  )
}
