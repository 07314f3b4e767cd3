import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SliceChart } from '../../../charts/SliceChart.tsx'
import { readsAlike } from '../../../experiment/hash.ts'
import { looksOf } from '../../../experiment/plan.ts'
import { useWorkbench } from '../../../store/hooks.ts'
import { decileTable, isLow } from '../../compare/slices-view.ts'
import { finishedSeeds, type NamedGroup } from '../../compare/view.ts'
import type { InsideSubject } from '../view.ts'

interface DecileAucProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** C21 for the subject's group against another on the same rows: levels by activity decile, paired differences below. */
export function DecileAuc({ groups, subject }: DecileAucProps) {
  const { t } = useTranslation(['inside', 'compare'])
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const plan = useWorkbench((state) => state.plan)
  const wanted = useWorkbench((state) => state.view.task)
  const { run, group } = subject
  const others = useMemo(
    () => groups.filter((one) => one.id !== group.id && readsAlike(one.config, run.config)),
    [groups, group, run],
  )
  const [otherId, setOther] = useState('')
  const other = others.find(({ id }) => id === otherId) ?? others[0]
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const task = wanted !== null && tasks.includes(wanted) ? wanted : (tasks[0] ?? '')
  const prepared = preparing.kind === 'prepared' && readsAlike(draft, run.config) ? preparing.prepared : null
  const shown = useMemo(() => (other === undefined ? [group] : [other, group]), [other, group])
  const { columns, apart } = useMemo(() => {
    const baseline = other ?? group
    const selection = { task, metric: 'auc' } as const
    const adaptive = looksOf(plan)
    return decileTable({ groups: shown, baseline, visible: shown, selection, prepared, adaptive })
  }, [shown, other, group, task, prepared, plan])
  return (
    <>
      {others.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={t('users.partner')}
          value={other?.id ?? ''}
          onChange={(event) => setOther(event.currentTarget.value)}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      <SliceChart
        chart="C21"
        title={t('users.deciles')}
        reading={t('users.decilesReading')}
        metric="auc"
        groups={shown}
        columns={columns.map((column) =>
          column.slice === 'activity=unseen' ? { ...column, label: t('compare:deciles.unseen') } : column,
        )}
        apart={apart}
        isBracketed={({ slice }) => isLow(slice)}
        bracketName={t('compare:deciles.bracket')}
        beside={null}
        sliceName={t('compare:deciles.decile')}
        allName={t('compare:scenes.all')}
        badges={[]}
        provenance={{ split: 'test', task, seeds: finishedSeeds(shown) }}
      />
    </>
  )
}
