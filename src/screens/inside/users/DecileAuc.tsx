import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SliceDots } from '../../../charts/SliceDots.tsx'
import { useWorkbench } from '../../../store/hooks.ts'
import { type NamedGroup, readsAlike, sliceRows } from '../../compare/view.ts'
import { partnersOf } from '../ranking/view.ts'
import type { InsideSubject } from '../view.ts'

interface DecileAucProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** AUC of this run by activity decile, beside a run of another group on the same rows. */
export function DecileAuc({ groups, subject }: DecileAucProps) {
  const { t } = useTranslation('inside')
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const wanted = useWorkbench((state) => state.view.task)
  const partners = useMemo(() => partnersOf(groups, subject), [groups, subject])
  const [partnerId, setPartner] = useState('')
  const partner = partners.find(({ group }) => group.id === partnerId) ?? partners[0]
  const { run } = subject
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const task = wanted !== null && tasks.includes(wanted) ? wanted : (tasks[0] ?? '')
  const shown = useMemo(
    () =>
      [subject, ...(partner === undefined ? [] : [partner])].map((one) => ({
        ...one.group,
        runs: [one.run],
      })),
    [subject, partner],
  )
  const prepared = preparing.kind === 'prepared' && readsAlike(draft, run.config) ? preparing.prepared : null
  const rows = useMemo(
    () => sliceRows(shown, { task, metric: 'auc' }, 'activity=D', prepared),
    [shown, task, prepared],
  )
  return (
    <>
      {partners.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={t('users.partner')}
          value={partner?.group.id ?? ''}
          onChange={(event) => setPartner(event.currentTarget.value)}
          data={partners.map(({ group }) => ({ value: group.id, label: group.name }))}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      <SliceDots
        chart="C21"
        title={t('users.deciles')}
        reading={t('users.decilesReading')}
        sliceHeader={t('users.decile')}
        metric="auc"
        groups={shown}
        rows={rows.map((row) => ({ ...row, name: row.slice.replace('activity=', '') }))}
        provenance={{
          split: 'test',
          task,
          seeds: [...new Set(shown.flatMap(({ runs }) => runs.map(({ config }) => config.seed)))],
        }}
      />
    </>
  )
}
