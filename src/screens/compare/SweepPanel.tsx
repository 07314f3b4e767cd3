import { useMemo } from 'react'
import { SweepChart } from '../../charts/SweepChart.tsx'
import { isCustom } from '../../core/metrics/slice-spec.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { sweptOf } from './sweep-view.ts'
import type { Subject } from './use-subject.ts'
import { finishedSeeds, metricsOf } from './view.ts'

/** C25, where three groups or more differ in a few settings. */
export function SweepPanel({ subject }: { readonly subject: Subject }) {
  const { visible, selection, prepared, sliceText } = subject
  const naming = useNaming()
  const { task, slice } = selection
  const swept = useMemo(() => sweptOf(visible, { task, slice }, naming), [visible, task, slice, naming])
  // Rows of a person's slice are read at the end of a run alone, on test.
  if (swept === null || isCustom(slice)) return null
  const counts = metricsOf(prepared?.floor, 'valid', task, slice)
  return (
    <SweepChart
      {...swept}
      provenance={{
        split: 'valid',
        task,
        slice: sliceText,
        ...(counts === null ? {} : { rows: counts.rows, positives: counts.positives }),
        seeds: finishedSeeds(visible),
      }}
    />
  )
}
