import { Checkbox } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { AucOverTraining } from '../../charts/AucOverTraining.tsx'
import { longestCurve } from '../../charts/curves.ts'
import { DeltaStrip } from '../../charts/DeltaStrip.tsx'
import { isCustom } from '../../core/metrics/slice-spec.ts'
import { useActions } from '../../store/hooks.ts'
import type { Subject } from './use-subject.ts'
import { curveGroups, deltaGroups, metricsOf, startedSeeds } from './view.ts'

/** C1 on the validation split, and the strip of paired differences under it. */
export function TrainingCharts({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const { setView } = useActions()
  const { visible, baseline, groups, selection, prepared, view, sliceText } = subject
  const { task } = selection
  const { t: words } = useTranslation('slices')
  // Rows of a person's slice are read at the end of a run alone.
  const slice = isCustom(selection.slice) ? null : selection.slice
  const curves = useMemo(() => curveGroups(visible, task, slice), [visible, task, slice])
  const deltas = useMemo(() => deltaGroups(visible, baseline, task, slice), [visible, baseline, task, slice])
  const floor = metricsOf(prepared?.floor, 'valid', task, slice)
  const oracle = metricsOf(prepared?.oracle, 'valid', task, slice)
  const xMax = longestCurve(curves)
  const provenance = {
    split: 'valid' as const,
    task,
    slice: slice === null ? null : sliceText,
    ...(floor === null ? {} : { rows: floor.rows, positives: floor.positives }),
    seeds: startedSeeds(groups),
  }
  return (
    <div className="sc-figure" style={{ gap: 12 }}>
      <div className="sc-tools" style={{ justifyContent: 'flex-start', gap: 16 }}>
        <Checkbox
          size="xs"
          label={t('training.seeds')}
          checked={view.showSeeds}
          onChange={(event) => setView({ showSeeds: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label={t('training.band')}
          checked={view.showBand}
          onChange={(event) => setView({ showBand: event.currentTarget.checked })}
        />
      </div>
      {isCustom(selection.slice) && <p className="sc-sub">{words('noCurve')}</p>}
      <AucOverTraining
        plain
        groups={curves}
        floor={floor?.auc ?? null}
        oracle={oracle?.auc ?? null}
        provenance={provenance}
        showSeeds={view.showSeeds}
        showBand={view.showBand}
        xMax={xMax}
      />
      <DeltaStrip
        plain
        groups={deltas}
        baselineName={baseline.name}
        xMax={xMax}
        provenance={provenance}
        showBand={view.showBand}
      />
    </div>
  )
}
