import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SliceDots } from '../../charts/SliceDots.tsx'
import type { Subject } from './use-subject.ts'
import { finishedSeeds, sliceRows } from './view.ts'

interface SlicePanelProps {
  readonly subject: Subject
  readonly prefix: 'scene=' | 'activity=D'
}

/** C22 and C21 in first form: the metric by scene, or by activity decile, for each group. */
export function SlicePanel({ subject, prefix }: SlicePanelProps) {
  const { t } = useTranslation('compare')
  const { visible, selection, prepared } = subject
  const rows = useMemo(
    () => sliceRows(visible, selection, prefix, prepared),
    [visible, selection, prefix, prepared],
  )
  const isScene = prefix === 'scene='
  return (
    <SliceDots
      chart={isScene ? 'C22' : 'C21'}
      title={t(isScene ? 'scenes.title' : 'deciles.title')}
      reading={t(isScene ? 'scenes.reading' : 'deciles.reading')}
      sliceHeader={t(isScene ? 'scenes.scene' : 'deciles.decile')}
      metric={selection.metric}
      groups={visible}
      rows={rows.map((row) => ({ ...row, name: row.slice.slice(row.slice.indexOf('=') + 1) }))}
      provenance={{ split: 'test', task: selection.task, seeds: finishedSeeds(visible) }}
    />
  )
}
