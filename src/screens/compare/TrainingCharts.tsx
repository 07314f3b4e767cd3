import { useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { AucOverTraining } from '../../charts/AucOverTraining.tsx'
import { curveEnd, firstPoint } from '../../charts/curves.ts'
import { DeltaStrip } from '../../charts/DeltaStrip.tsx'
import { routeQuery, useAddressHash } from '../../charts/linked-chart.ts'
import { isCustom } from '../../core/metrics/slice-spec.ts'
import { queriedCurves } from '../../core/metrics/training-axis.ts'
import { useActions, usePacedRuns } from '../../store/hooks.ts'
import { CurveControls } from './CurveControls.tsx'
import type { Subject } from './use-subject.ts'
import { asOfNow, curveGroups, deltaGroups, metricsOf, startedSeeds } from './view.ts'

/** C1 on the validation split, and the strip of paired differences under it. */
export function TrainingCharts({ subject }: { readonly subject: Subject }) {
  const { setView } = useActions()
  const { selection, prepared, view, sliceText } = subject
  const runs = usePacedRuns()
  const groups = useMemo(() => asOfNow(subject.groups, runs), [subject.groups, runs])
  const visible = useMemo(() => groups.filter(({ id }) => !subject.hidden.has(id)), [groups, subject.hidden])
  const baseline = groups[0] ?? subject.baseline
  const { task } = selection
  const { t: words } = useTranslation('slices')
  // Rows of a person's slice are read at the end of a run alone.
  const slice = isCustom(selection.slice) ? null : selection.slice
  const marks = view.compare.runs
  const { axis } = view.curves
  useLinkedCurves()
  const curves = useMemo(
    () => curveGroups(visible, task, slice, { axis, isHidden: (id) => marks[id]?.hidden === true }),
    [visible, task, slice, axis, marks],
  )
  const deltas = useMemo(
    () => deltaGroups(visible, baseline, task, slice, axis),
    [visible, baseline, task, slice, axis],
  )
  const floor = metricsOf(prepared?.floor, 'valid', task, slice)
  const oracle = metricsOf(prepared?.oracle, 'valid', task, slice)
  const range = [firstPoint(curves), curveEnd(curves)] as const
  const provenance = {
    split: 'valid' as const,
    task,
    slice: slice === null ? null : sliceText,
    ...(floor === null ? {} : { rows: floor.rows, positives: floor.positives }),
    seeds: startedSeeds(groups),
  }
  const onZoom = useCallback(
    (from: number, to: number) => setView({ curves: { ...view.curves, zoom: [from, to] } }),
    [setView, view.curves],
  )
  const shared = {
    provenance,
    plain: true,
    view: view.curves,
    showBand: view.showBand,
    onZoom,
  }
  return (
    <div className="sc-figure" style={{ gap: 12 }}>
      <CurveControls view={view} range={range} />
      {isCustom(selection.slice) && <p className="sc-sub">{words('noCurve')}</p>}
      <AucOverTraining
        {...shared}
        groups={curves}
        floor={floor?.auc ?? null}
        oracle={oracle?.auc ?? null}
        showSeeds={view.showSeeds}
      />
      <DeltaStrip {...shared} groups={deltas} baselineName={baseline.name} xRange={range} />
    </div>
  )
}

/** A link to the chart says how it was drawn; the view follows it when the page comes to it. */
function useLinkedCurves(): void {
  const { setView } = useActions()
  const hash = useAddressHash()
  useEffect(() => {
    const query = routeQuery(hash)
    const curves = queriedCurves((name) => query.get(name))
    if (curves !== null) setView({ curves })
  }, [hash, setView])
}
