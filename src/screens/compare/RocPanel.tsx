import { useMemo } from 'react'
import { RocChart } from '../../charts/RocChart.tsx'
import { countsOf, type Subject } from './use-subject.ts'
import { finishedSeeds, rocGroups, testCounts } from './view.ts'

/** C3 on all test rows of the task. */
export function RocPanel({ subject }: { readonly subject: Subject }) {
  const { visible, groups, selection, prepared } = subject
  const { task } = selection
  const curves = useMemo(() => rocGroups(visible, task), [visible, task])
  const counts = useMemo(() => testCounts(groups, task, null), [groups, task])
  return (
    <RocChart
      groups={curves}
      floor={prepared?.floorRoc.get(task) ?? null}
      oracle={prepared?.oracleRoc?.get(task) ?? null}
      provenance={{ split: 'test', task, slice: null, ...countsOf(counts), seeds: finishedSeeds(visible) }}
    />
  )
}
