import type { ChartId } from '../../charts/chart-ids.ts'
import { chartOfHash, routeQuery } from '../../charts/linked-chart.ts'

export const TABS = ['roc', 'calibration', 'scenes', 'deciles', 'runs'] as const
export type CompareTab = (typeof TABS)[number]

const HOLDS: Readonly<Record<CompareTab, readonly ChartId[]>> = {
  roc: ['C3', 'C3-pr'],
  calibration: ['C19'],
  scenes: ['C22'],
  deciles: ['C21'],
  runs: ['runs'],
}

/** The tab that an address asks for: the one with its chart, else the one it names, else the first. */
export function tabOfHash(hash: string): CompareTab {
  const chart = chartOfHash(hash)
  const named = routeQuery(hash).get('tab')
  return (
    TABS.find((tab) => chart !== null && HOLDS[tab].includes(chart)) ??
    TABS.find((tab) => tab === named) ??
    TABS[0]
  )
}

/** The address of a tab: a step of the browser's history of its own. What else the address keeps, it keeps. */
export function hashOfTab(hash: string, tab: CompareTab): string {
  const query = routeQuery(hash)
  query.delete('chart')
  query.set('tab', tab)
  return `#/compare?${query.toString()}`
}
