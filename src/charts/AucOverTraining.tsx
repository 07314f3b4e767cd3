import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { BandPlot, type PlotBand, type PlotLine, type PlotReference } from './BandPlot.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { CurveTip } from './CurveTip.tsx'
import { type CurveGroup, hasPoints, longestCurve } from './curves.ts'
import { type DataTable, numberCell } from './data-table.ts'
import type { PlotEnd } from './EndLabels.tsx'
import { seedsAtEnd } from './EndLabels.tsx'
import { countText, metricText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { CEILING, groupColor, groupDash, REFERENCE } from './palette.ts'
import { type Axis, axisOf } from './ticks.ts'

export interface AucOverTrainingProps {
  readonly groups: readonly CurveGroup[]
  /** Of the same task, slice and split; null where it has no value. */
  readonly floor: number | null
  /** Generated data only. */
  readonly oracle: number | null
  readonly provenance: ProvenanceFacts
  readonly showSeeds: boolean
  readonly showBand: boolean
  /** Rows seen at the right end; the longest curve decides when absent. */
  readonly xMax?: number
  readonly height?: number
  readonly plain?: boolean
}

/** Id under which the AUC chart and the strip of differences move their crosshair together. */
export const TRAINING_SYNC = 'over-training'

/** C1: which group learns better, with the counting floor and the oracle ceiling. */
export function AucOverTraining(props: AucOverTrainingProps) {
  const { groups, floor, oracle, provenance, showSeeds, showBand, height = 320, plain } = props
  const { t } = useTranslation('charts')
  const lines = useMemo(() => linesOf(groups, showSeeds), [groups, showSeeds])
  const bands = useMemo(() => (showBand ? bandsOf(groups) : []), [groups, showBand])
  const axis = useMemo(() => axisFor(groups, floor, oracle), [groups, floor, oracle])
  const xMax = props.xMax ?? longestCurve(groups)
  const references: PlotReference[] = []
  const ends: PlotEnd[] = groups.flatMap((group) => {
    const last = group.band.at(-1)
    if (last === undefined) return []
    const { id, name, style } = group
    const value = metricText(last.mean)
    const seeds = seedsAtEnd(group.band)
    return [{ key: id, y: last.mean, text: name, value, seeds, color: groupColor(style), style }]
  })
  const reference = (key: string, y: number, color: string, dash: string, text: string) => {
    references.push({ key, y, label: text, color, dash })
    ends.push({ key, y, text, value: metricText(y), color, style: null })
  }
  if (floor !== null) {
    reference('floor', floor, REFERENCE, '5 4', t('auc.floor'))
  }
  if (oracle !== null) {
    reference('oracle', oracle, CEILING, '1 3', t('auc.oracle'))
  }
  const badges = [
    ...(axis.domain[0] > 0 ? [t('frame.notFromZero')] : []),
    ...(groups.some((group) => group.seeds.length === 1) ? [t('auc.oneSeed')] : []),
    ...groups.flatMap((group) =>
      group.seeds
        .filter((seed) => seed.diverged)
        .map((seed) => t('auc.diverged', { group: group.name, seed: seed.seed })),
    ),
  ]
  return (
    <ChartFrame
      chart="C1"
      title={t('auc.title')}
      finding={t('auc.reading')}
      provenance={provenance}
      badges={badges}
      height={height}
      empty={hasPoints(groups) ? null : t('frame.noData')}
      table={tableOf(groups, [
        t('auc.group'),
        t('auc.rowsSeen'),
        t('auc.mean'),
        t('auc.low'),
        t('auc.high'),
        t('auc.seeds'),
      ])}
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
        ends={ends}
        axis={axis}
        xMax={xMax}
        yName={t('auc.axis', { split: t(`split.${provenance.split ?? 'valid'}`) })}
        xName={t('auc.rowsSeen')}
        height={height}
        syncId={TRAINING_SYNC}
        tip={(x) => <CurveTip groups={groups} x={x} signed={false} />}
      />
    </ChartFrame>
  )
}

function linesOf(groups: readonly CurveGroup[], showSeeds: boolean): PlotLine[] {
  const means = groups.map((group) => ({
    key: group.id,
    color: groupColor(group.style),
    dash: groupDash(group.style),
    width: 2.25,
    opacity: 1,
    points: group.band.map((point) => ({ x: point.x, y: point.mean })),
  }))
  if (!showSeeds) return means
  const seeds = groups.flatMap((group) =>
    group.seeds.map((seed) => ({
      key: `${group.id}|${seed.seed}`,
      color: groupColor(group.style),
      dash: '',
      width: 1,
      // With one seed the line is the mean; a pale copy under it would say nothing.
      opacity: group.seeds.length === 1 ? 0 : 0.2,
      points: seed.points,
    })),
  )
  return [...seeds, ...means]
}

function bandsOf(groups: readonly CurveGroup[]): PlotBand[] {
  return groups.map((group) => ({
    key: group.id,
    color: groupColor(group.style),
    points: group.band.flatMap(({ x, low, high }) =>
      low === null || high === null ? [] : [{ x, low, high }],
    ),
  }))
}

/** Seeds and reference lines decide the axis whatever is switched on; a wide early band does not. */
function axisFor(groups: readonly CurveGroup[], floor: number | null, oracle: number | null): Axis {
  const values = groups.flatMap((group) => group.seeds.flatMap((seed) => seed.points.map((point) => point.y)))
  const references = [floor, oracle].filter((value) => value !== null)
  return axisOf(values.length === 0 ? [] : [...values, ...references], 6, 0.002)
}

function tableOf(groups: readonly CurveGroup[], columns: readonly string[]): DataTable {
  const rows = groups.flatMap((group) =>
    group.band.map((point) => [
      group.name,
      numberCell(point.x, countText),
      numberCell(point.mean, metricText),
      numberCell(point.low, metricText),
      numberCell(point.high, metricText),
      numberCell(point.n, String),
    ]),
  )
  return { columns, rows }
}
