import { useMemo } from 'react'
import { PrecisionChart } from '../../charts/PrecisionChart.tsx'
import { RocChart } from '../../charts/RocChart.tsx'
import { curveKey } from '../../run/slice-report.ts'
import { curveSlice, precisionGroups, rocGroups } from './curves-view.ts'
import { countsOf, type Subject } from './use-subject.ts'
import { finishedSeeds, testCounts } from './view.ts'

/** C3 on the test rows of the task: of the slice where it was read on it, else on all. */
export function RocPanel({ subject }: { readonly subject: Subject }) {
  const { visible, groups, selection, prepared, sliceText } = subject
  const { task } = selection
  const slice = useMemo(() => curveSlice(groups, task, selection.slice), [groups, task, selection.slice])
  const key = curveKey(task, slice)
  const roc = useMemo(() => rocGroups(visible, task, slice), [visible, task, slice])
  const precision = useMemo(() => precisionGroups(visible, task, slice), [visible, task, slice])
  const counts = useMemo(() => testCounts(groups, task, slice), [groups, task, slice])
  const provenance = {
    split: 'test' as const,
    task,
    slice: slice === null ? null : sliceText,
    ...countsOf(counts),
    seeds: finishedSeeds(visible),
  }
  return (
    <div className="sc-halves">
      <RocChart
        groups={roc}
        floor={prepared?.floorRoc.get(key) ?? null}
        oracle={prepared?.oracleRoc?.get(key) ?? null}
        provenance={provenance}
      />
      <PrecisionChart
        groups={precision}
        floor={prepared?.floorPrecision?.get(key) ?? null}
        oracle={prepared?.oraclePrecision?.get(key) ?? null}
        prevalence={counts === null || counts.rows === 0 ? null : counts.positives / counts.rows}
        provenance={provenance}
      />
    </div>
  )
}
