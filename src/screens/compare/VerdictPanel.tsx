import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { VerdictTable } from '../../charts/VerdictTable.tsx'
import { useWorkbench } from '../../store/hooks.ts'
import { countsOf, type Subject } from './use-subject.ts'
import { finishedSeeds, metricsOf, testCounts } from './view.ts'

/** C2 over the groups that are shown; Holm counts the hidden ones, too. */
export function VerdictPanel({ subject }: { readonly subject: Subject }) {
  const { groups, visible, baseline, selection, comparison, prepared, sliceText } = subject
  const { task, slice, metric } = selection
  const counts = useMemo(() => testCounts(groups, task, slice), [groups, task, slice])
  const excluded = useMemo(
    () => testCounts([baseline], task, slice)?.gaucExcluded ?? null,
    [baseline, task, slice],
  )
  const present = useMemo(() => new Set(groups.flatMap(({ runs }) => runs.map(({ id }) => id))), [groups])
  const { t } = useTranslation('compare')
  const bin = useWorkbench((state) => state.bin)
  const ids = groups.map(({ id }) => `${id}|`)
  const deleted = bin
    .flat()
    .filter((run) => ids.some((id) => run.id.startsWith(id)) && !present.has(run.id)).length
  return (
    <VerdictTable
      groups={visible}
      comparison={comparison}
      metric={metric}
      floor={metricsOf(prepared?.floor, 'test', task, slice)}
      oracle={metricsOf(prepared?.oracle, 'test', task, slice)}
      gaucExcluded={excluded}
      looks={subject.looks}
      badges={deleted === 0 ? [] : [t('runs.deleted', { count: deleted })]}
      provenance={{
        split: 'test',
        task,
        slice: sliceText,
        ...countsOf(counts),
        seeds: finishedSeeds(groups),
      }}
    />
  )
}
