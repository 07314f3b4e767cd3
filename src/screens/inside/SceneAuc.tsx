import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SliceDots } from '../../charts/SliceDots.tsx'
import { readsAlike } from '../../experiment/hash.ts'
import type { SlicePick } from '../../modules/panel-props.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { SliceButton } from '../../ui/SliceButton.tsx'
import { sceneRows } from '../compare/view.ts'
import type { InsideSubject } from './view.ts'

interface SceneAucProps {
  readonly subject: InsideSubject
  onSlice(pick: SlicePick): void
}

/** AUC of each scene in this run, with the counting floor of the same rows. */
export function SceneAuc({ subject, onSlice }: SceneAucProps) {
  const { t } = useTranslation('inside')
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const wanted = useWorkbench((state) => state.view.task)
  const { group, run } = subject
  const tasks = run.config.schema.tasks.map((task) => task.id)
  const task = wanted !== null && tasks.includes(wanted) ? wanted : (tasks[0] ?? '')
  const groups = useMemo(() => [{ ...group, runs: [run] }], [group, run])
  const prepared = preparing.kind === 'prepared' && readsAlike(draft, run.config) ? preparing.prepared : null
  const rows = useMemo(() => sceneRows(groups, { task, metric: 'auc' }, prepared), [groups, task, prepared])
  return (
    <SliceDots
      chart="C22"
      title={t('sceneAuc.title')}
      reading={t('sceneAuc.reading')}
      sliceHeader={t('sceneAuc.scene')}
      metric="auc"
      groups={groups}
      rows={rows.map((row) => ({ ...row, name: row.slice.replace('scene=', '') }))}
      provenance={{ split: 'test', task, seeds: [run.config.seed] }}
      beside={({ name }) => (
        <SliceButton what={name} onPick={() => onSlice({ kind: 'scene', scene: name })} />
      )}
    />
  )
}
