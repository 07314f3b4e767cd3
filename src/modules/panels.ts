import { type ComponentType, createElement, use } from 'react'
import { fetchedOnce } from '../core/fetched-once.ts'
import type { PanelProps } from './panel-props.ts'
import type { ModuleId } from './specs.ts'

/** The look inside of each module, loaded when it is opened. */
export const PANELS: { readonly [Id in ModuleId]: ComponentType<PanelProps<Id>> } = {
  'user-clusters': fetched(() => import('./user-clusters/Panel.tsx')),
  'prior-gate': fetched(() => import('./prior-gate/Panel.tsx')),
  interactions: fetched(() => import('./interactions/Panel.tsx')),
  'prior-auxiliary': fetched(() => import('./prior-auxiliary/Panel.tsx')),
  'scene-routing': fetched(() => import('./scene-routing/Panel.tsx')),
  debias: fetched(() => import('./debias/Panel.tsx')),
  'task-chain': fetched(() => import('./task-chain/Panel.tsx')),
  'loss-balance': fetched(() => import('./loss-balance/Panel.tsx')),
  'coarse-rank': fetched(() => import('./coarse-rank/Panel.tsx')),
}

/** A chart of Clusters that asks the trainer: whoever shows it brings the answer. */
export const TransferChart = fetched(async () => {
  const { TransferChart: chart } = await import('./user-clusters/panel/TransferChart.tsx')
  return { default: chart }
})

/** A part that is fetched when it is first shown; whoever shows it waits, and hears where it could not be fetched. */
function fetched<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const part = fetchedOnce(load)
  return function Fetched(props: Props) {
    return createElement(use(part()).default, props)
  }
}
