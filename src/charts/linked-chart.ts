import { useSyncExternalStore } from 'react'
import { type ChartId, isChartId } from './chart-ids.ts'

/** What follows `?` in the route of an address: `#/compare?chart=C1&x=step`. */
export function routeQuery(hash: string): URLSearchParams {
  const start = hash.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : hash.slice(start + 1))
}

/** The chart that an address points at; null for none, or one that does not exist. */
export function chartOfHash(hash: string): ChartId | null {
  const id = routeQuery(hash).get('chart')
  return id !== null && isChartId(id) ? id : null
}

/** The address of a chart on the screen that `href` shows, with what decides how it is drawn. */
export function chartLink(href: string, chart: ChartId, view: Readonly<Record<string, string>> = {}): string {
  const [page = '', hash = ''] = href.split('#', 2)
  const route = hash.split('?', 1)[0] ?? ''
  const query = new URLSearchParams({ chart, ...view })
  return `${page}#${route === '' ? '/' : route}?${query.toString()}`
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** The part of the address after `#`, followed as it changes. */
export const useAddressHash = (): string => useSyncExternalStore(subscribe, () => location.hash)

/** The chart that the page's address points at; a screen with tabs opens the one that holds it. */
export const useLinkedChart = (): ChartId | null => chartOfHash(useAddressHash())
