import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { PANELS } from '../../modules/panels.ts'
import { MODULES, type ModuleId } from '../../modules/specs.ts'
import { Placeholder } from '../../ui/Placeholder.tsx'
import type { InsideSubject } from './view.ts'

interface ModulePanelProps {
  readonly id: ModuleId
  readonly subject: InsideSubject
}

/** A module's own panel, or the reason why there is none: it is off in this group. */
export function ModulePanel({ id, subject }: ModulePanelProps) {
  const { t } = useTranslation('inside')
  const title = MODULES.find((spec) => spec.id === id)?.title ?? id
  const panel = panelOf(id, subject)
  if (panel === null) {
    return (
      <div className="sc-figure" style={{ padding: '40px 24px', textAlign: 'center' }}>
        {t('off', { module: title, group: subject.group.name })}
      </div>
    )
  }
  return <Suspense fallback={<Placeholder />}>{panel}</Suspense>
}

/** The panel with the config of its own module; null when the module is off. */
function panelOf(id: ModuleId, { run }: InsideSubject): ReactNode {
  const { modules, schema } = run.config
  switch (id) {
    case 'user-clusters': {
      const Panel = PANELS['user-clusters']
      const config = modules['user-clusters']
      return config === undefined ? null : <Panel config={config} schema={schema} run={run} />
    }
    case 'prior-gate': {
      const Panel = PANELS['prior-gate']
      const config = modules['prior-gate']
      return config === undefined ? null : <Panel config={config} schema={schema} run={run} />
    }
    case 'interactions': {
      const Panel = PANELS.interactions
      const config = modules.interactions
      return config === undefined ? null : <Panel config={config} schema={schema} run={run} />
    }
    case 'scene-routing': {
      const Panel = PANELS['scene-routing']
      const config = modules['scene-routing']
      return config === undefined ? null : <Panel config={config} schema={schema} run={run} />
    }
    case 'task-chain': {
      const Panel = PANELS['task-chain']
      const config = modules['task-chain']
      return config === undefined ? null : <Panel config={config} schema={schema} run={run} />
    }
    default:
      return id satisfies never
  }
}
