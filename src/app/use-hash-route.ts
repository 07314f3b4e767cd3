import { useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'
import { navigate } from 'wouter/use-hash-location'

/** The route of an address: what follows `#`, without what follows `?` there. */
export const routeOf = (hash: string): string => `/${hash.replace(/^#?\/?/, '').split('?', 1)[0] ?? ''}`

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** Routes in the fragment, like wouter's own; a query in the fragment chooses no screen. */
export const useHashRoute: BaseLocationHook = () => [
  useSyncExternalStore(subscribe, () => routeOf(location.hash)),
  navigate,
]
useHashRoute.hrefs = (href) => `#${href}`
