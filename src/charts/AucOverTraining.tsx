import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CurveView, curveQuery, PLAIN_CURVES } from '../core/metrics/training-axis.ts'
import { gapText } from '../run/interruption.ts'
import { BandPlot, type PlotGap, type PlotLine, type PlotReference } from './BandPlot.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { CurveTip } from './CurveTip.tsx'
import { type CurveGroup, curveEnd, firstPoint, hasPoints, labelPoint, within } from './curves.ts'
import { type DataTable, numberCell } from './data-table.ts'
import type { PlotEnd } from './EndLabels.tsx'
import { curveFinding } from './findings.ts'
import { countText, metricText, placeText } from './format.ts'
import { isVivid, meanBands, meanLines, sharedX } from './mean-lines.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { CEILING, groupColor, REFERENCE } from './palette.ts'
import { isSame } from './same.ts'
import { type Axis, axisOf } from './ticks.ts'

export interface AucOverTrainingProps {
  /** Drawn along the view's axis. */
  readonly groups: readonly CurveGroup[]
  /** Of the same task, slice and split; null where it has no value. */
  readonly floor: number | null
  /** Generated data only. */
  readonly oracle: number | null
  readonly provenance: ProvenanceFacts
  readonly showSeeds: boolean
  readonly showBand: boolean
  readonly view?: CurveView
  /** Told the range that was dragged over; absent: no zoom. */
  onZoom?(from: number, to: number): void
  readonly height?: number
  readonly plain?: boolean
}

/** Id under which the AUC chart and the strip of differences move their crosshair together. */
export const TRAINING_SYNC = 'over-training'

/** C1: which group learns better, with the counting floor and the oracle ceiling. */
export const AucOverTraining = memo(Drawn, isSame)

function Drawn(props: AucOverTrainingProps) {
  const { groups, floor, oracle, provenance, showSeeds, showBand, height = 320, plain, onZoom } = props
  const view = props.view ?? PLAIN_CURVES
  const { t } = useTranslation('charts')
  const [pointed, setPointed] = useState<string | null>(null)
  const lines = useMemo(
    () => [...(showSeeds ? seedLines(groups, pointed) : []), ...meanLines(groups, view.smooth, pointed)],
    [groups, showSeeds, view.smooth, pointed],
  )
  const bands = useMemo(() => (showBand ? meanBands(groups, pointed) : []), [groups, showBand, pointed])
  const axis = useMemo(() => axisFor(groups, view.zoom, floor, oracle), [groups, view.zoom, floor, oracle])
  const ends: PlotEnd[] = groups.flatMap(({ id, name, style, band }) => {
    const read = labelPoint(band, view.zoom)
    if (read === null) return []
    const { mean, n } = read.point
    const value = read.isEnd ? metricText(mean) : `${metricText(mean)} ${t('auc.seedsHere', { n })}`
    return [{ key: id, y: mean, text: name, value, color: groupColor(style), style }]
  })
  const references = referencesOf(floor, oracle, t('auc.floor'), t('auc.oracle'))
  for (const { key, y, color, label } of references) {
    ends.push({ key, y, text: label ?? '', value: metricText(y), color, style: null })
  }
  const gaps = useMemo<readonly PlotGap[]>(
    () =>
      groups.flatMap((group) =>
        group.seeds.flatMap(({ seed, gaps: own = [] }) =>
          own.map((gap, index) => ({
            key: `${group.id}|${seed}|${index}`,
            x: gap.at,
            label: t(`gap.${gap.cause}`, { time: gapText(gap) }),
          })),
        ),
      ),
    [groups, t],
  )
  const badges = [
    ...(axis.domain[0] > 0 ? [t('frame.notFromZero')] : []),
    ...(view.smooth > 0 ? [t('auc.smoothed', { weight: view.smooth })] : []),
    ...(groups.some((group) => group.seeds.length === 1) ? [t('auc.oneSeed')] : []),
    ...groups.flatMap((group) =>
      group.seeds
        .filter((seed) => seed.diverged)
        .map((seed) => t('auc.diverged', { group: group.name, seed: seed.seed })),
    ),
  ]
  const found = curveFinding(groups, floor)
  const columns = ['group', `axis.${view.axis}`, 'mean', 'low', 'high', 'seeds'].map((key) => t(`auc.${key}`))
  return (
    <ChartFrame
      chart="C1"
      linkView={curveQuery(view)}
      title={t('auc.title')}
      finding={found === null ? null : t(found.key, found.params)}
      reading={t('auc.reading')}
      provenance={provenance}
      badges={badges}
      height={height}
      empty={hasPoints(groups) ? null : t(view.axis === 'time' ? 'auc.noTimes' : 'frame.noData')}
      table={tableOf(groups, columns, view)}
      {...(plain === undefined ? {} : { plain })}
    >
      <BandPlot
        lines={lines}
        bands={bands}
        references={references}
        dots={groups.flatMap((group) =>
          group.seeds.flatMap((seed) =>
            seed.best === null || !showSeeds
              ? []
              : [{ ...seed.best, key: `${group.id}|${seed.seed}`, color: groupColor(group.style) }],
          ),
        )}
        gaps={gaps}
        ends={ends}
        axis={axis}
        {...sharedX(view, firstPoint(groups), curveEnd(groups))}
        yName={t('auc.axis', { split: t(`split.${provenance.split ?? 'valid'}`) })}
        xName={t(`auc.axis.${view.axis}`)}
        height={height}
        syncId={TRAINING_SYNC}
        onPoint={setPointed}
        {...(onZoom === undefined ? {} : { onZoom })}
        tip={(x) => <CurveTip groups={groups} x={x} axis={view.axis} signed={false} />}
      />
    </ChartFrame>
  )
}

/** With one seed the line is the mean; a pale copy under it would say nothing. */
function seedLines(groups: readonly CurveGroup[], pointed: string | null): PlotLine[] {
  return groups.flatMap((group, index) =>
    group.seeds.map((seed) => ({
      key: `${group.id}|${seed.seed}`,
      color: isVivid(index, group.id, pointed) ? groupColor(group.style) : REFERENCE,
      dash: '',
      width: 1,
      opacity: group.seeds.length === 1 ? 0 : 0.2,
      points: seed.points,
    })),
  )
}

function referencesOf(
  floor: number | null,
  oracle: number | null,
  floorName: string,
  oracleName: string,
): readonly PlotReference[] {
  return [
    ...(floor === null ? [] : [{ key: 'floor', y: floor, color: REFERENCE, dash: '5 4', label: floorName }]),
    ...(oracle === null
      ? []
      : [{ key: 'oracle', y: oracle, color: CEILING, dash: '1 3', label: oracleName }]),
  ]
}

/** Seeds and reference lines decide the axis whatever is switched on; a wide early band does not. */
function axisFor(
  groups: readonly CurveGroup[],
  zoom: CurveView['zoom'],
  floor: number | null,
  oracle: number | null,
): Axis {
  const values = groups.flatMap(({ seeds }) =>
    seeds.flatMap(({ points }) => within(points, zoom).map((point) => point.y)),
  )
  const references = zoom === null ? [floor, oracle].filter((value) => value !== null) : []
  return axisOf(values.length === 0 ? [] : [...values, ...references], 6, 0.002)
}

function tableOf(groups: readonly CurveGroup[], columns: readonly string[], view: CurveView): DataTable {
  const rows = groups.flatMap((group) =>
    within(group.band, view.zoom).map((point) => [
      group.name,
      numberCell(point.x, (x) => placeText(x, view.axis)),
      numberCell(point.mean, metricText),
      numberCell(point.low, metricText),
      numberCell(point.high, metricText),
      numberCell(point.n, countText),
    ]),
  )
  return { columns, rows }
}
