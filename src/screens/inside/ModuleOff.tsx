import { useTranslation } from 'react-i18next'
import type { ModuleId } from '../../modules/specs.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { runKey } from '../../store/state.ts'
import { hasStarted } from '../compare/view.ts'
import type { InsideSubject } from './view.ts'

interface ModuleOffProps {
  readonly id: ModuleId
  readonly title: string
  readonly subject: InsideSubject
}

/** A module that is off in the subject: the baseline where it is on there, and the way to have it. */
export function ModuleOff({ id, title, subject }: ModuleOffProps) {
  const { t } = useTranslation('inside')
  const { setView, toggleModule } = useActions()
  const baseline = useWorkbench((state) => state.plan.groups[0])
  const runs = useWorkbench((state) => state.runs)
  const draft = useWorkbench((state) => state.draft)
  const seeds = useWorkbench((state) => state.plan.seeds)
  const isShowable =
    baseline !== undefined &&
    baseline.id !== subject.group.id &&
    baseline.config.modules[id] !== undefined &&
    seeds.some((seed) => {
      const run = runs.get(runKey(baseline.id, seed))
      return run !== undefined && hasStarted(run)
    })
  const isOn = draft.modules[id] !== undefined
  return (
    <div className="sc-figure" style={{ padding: '32px 24px', alignItems: 'center', gap: 12 }}>
      <p style={{ margin: 0 }}>{t('off', { module: title, group: subject.group.name })}</p>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
        {isShowable && (
          <button type="button" className="sc-tool" onClick={() => setView({ insideGroup: baseline.id })}>
            {t('off.baseline')}
          </button>
        )}
        {isOn ? (
          <span className="sc-sub">{t('off.isOn')}</span>
        ) : (
          <button type="button" className="sc-tool" onClick={() => toggleModule(id, true)}>
            {t('off.turnOn')}
          </button>
        )}
      </div>
    </div>
  )
}
