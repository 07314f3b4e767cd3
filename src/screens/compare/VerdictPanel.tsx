import { useMemo } from 'react'
import { VerdictTable } from '../../charts/VerdictTable.tsx'
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
  return (
    <VerdictTable
      groups={visible}
      comparison={comparison}
      metric={metric}
      floor={metricsOf(prepared?.floor, 'test', task, slice)}
      oracle={metricsOf(prepared?.oracle, 'test', task, slice)}
      gaucExcluded={excluded}
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
