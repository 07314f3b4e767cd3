import { createElement, type ReactNode, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { moduleTitle } from '../../i18n/module-texts.ts'
import type { PanelProps } from '../../modules/panel-props.ts'
import { PANELS } from '../../modules/panels.ts'
import { MODULES, type ModuleConfig, type ModuleId } from '../../modules/specs.ts'
import type { Peer } from '../../run/peers.ts'
import { FetchBoundary } from '../../ui/FetchBoundary.tsx'
import { NotFetched } from '../../ui/NotFetched.tsx'
import { Placeholder } from '../../ui/Placeholder.tsx'
import type { NamedGroup } from '../compare/view.ts'
import { Interventions } from './Interventions.tsx'
import { ModuleOff } from './ModuleOff.tsx'
import { type InsideSubject, peersOf } from './view.ts'

interface ModulePanelProps {
  readonly id: ModuleId
  readonly subject: InsideSubject
  readonly groups: readonly NamedGroup[]
  /** Makes what is picked a slice; absent: this panel has nothing to pick. */
  readonly onSlice?: OnSlice
  readonly canTellRows?: boolean
}

type OnSlice = PanelProps<ModuleId>['onSlice']

/** A module's own panel, or the reason why there is none: it is off in this group. */
export function ModulePanel(props: ModulePanelProps) {
  const { id, subject, groups, onSlice = null, canTellRows = false } = props
  const spec = MODULES.find((one) => one.id === id)
  const { i18n } = useTranslation('inside')
  const title = moduleTitle(i18n, id)
  const peers = useMemo(() => peersOf(groups), [groups])
  const panel = panelOf(id, subject, peers, { onSlice, canTellRows })
  if (panel === null) {
    return <ModuleOff id={id} title={title} subject={subject} />
  }
  return (
    <>
      <FetchBoundary absent={(retry) => <NotFetched onRetry={retry} />}>
        <Suspense fallback={<Placeholder />}>{panel}</Suspense>
      </FetchBoundary>
      {spec !== undefined && 'interventions' in spec && <Interventions id={id} run={subject.run} />}
    </>
  )
}

/** The panel with the config of its own module; null when the module is off. */
function panelOf<Id extends ModuleId>(
  id: Id,
  { run }: InsideSubject,
  peers: readonly Peer[],
  picking: Pick<PanelProps<Id>, 'onSlice' | 'canTellRows'>,
): ReactNode {
  const { modules, schema } = run.config
  // What stands under a module's id is that module's config; indexing by a type parameter loses it.
  const config = modules[id] as ModuleConfig<Id> | undefined
  return config === undefined
    ? null
    : createElement<PanelProps<Id>>(PANELS[id], { config, schema, run, peers, ...picking })
}
