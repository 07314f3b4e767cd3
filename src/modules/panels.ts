import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { PanelProps } from './panel-props.ts'
import type { ModuleId } from './specs.ts'

/** The look inside of each module, loaded when it is opened. */
export const PANELS: { readonly [Id in ModuleId]: LazyExoticComponent<ComponentType<PanelProps<Id>>> } = {
  'user-clusters': lazy(() => import('./user-clusters/Panel.tsx')),
  'prior-gate': lazy(() => import('./prior-gate/Panel.tsx')),
  interactions: lazy(() => import('./interactions/Panel.tsx')),
  'prior-auxiliary': lazy(() => import('./prior-auxiliary/Panel.tsx')),
  'scene-routing': lazy(() => import('./scene-routing/Panel.tsx')),
  debias: lazy(() => import('./debias/Panel.tsx')),
  'task-chain': lazy(() => import('./task-chain/Panel.tsx')),
  'loss-balance': lazy(() => import('./loss-balance/Panel.tsx')),
  'coarse-rank': lazy(() => import('./coarse-rank/Panel.tsx')),
}

/** A chart of Clusters that asks the trainer: whoever shows it brings the answer. */
export const TransferChart = lazy(async () => {
  const { TransferChart: chart } = await import('./user-clusters/panel/TransferChart.tsx')
  return { default: chart }
})
