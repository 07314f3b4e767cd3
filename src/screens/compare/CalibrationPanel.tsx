import { useMemo } from 'react'
import { CalibrationChart } from '../../charts/CalibrationChart.tsx'
import { calibrationGroups, curveSlice } from './curves-view.ts'
import { countsOf, type Subject } from './use-subject.ts'
import { finishedSeeds, testCounts } from './view.ts'

/** C19 on the test rows of the task: of the slice where it was read on it, else on all. */
export function CalibrationPanel({ subject }: { readonly subject: Subject }) {
  const { visible, groups, selection, sliceText } = subject
  const { task } = selection
  const slice = useMemo(() => curveSlice(groups, task, selection.slice), [groups, task, selection.slice])
  const curves = useMemo(() => calibrationGroups(visible, task, slice), [visible, task, slice])
  const counts = useMemo(() => testCounts(groups, task, slice), [groups, task, slice])
  return (
    <CalibrationChart
      groups={curves}
      provenance={{
        split: 'test',
        task,
        slice: slice === null ? null : sliceText,
        ...countsOf(counts),
        seeds: finishedSeeds(visible),
      }}
    />
  )
}
