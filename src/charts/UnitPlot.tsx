import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Curve } from '../core/metrics/slice-metrics.ts'
import { metricText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import { type PlotArea, PlotAxes, PlotSurface } from './PlotSurface.tsx'
import { CEILING, groupColor, groupDash, REFERENCE } from './palette.ts'
import { bandPath, linePath, nearest, placesOf, scaleOf } from './paths.ts'
import { usePointed } from './pointed.ts'

/** A curve of a group on a unit square. */
export interface UnitGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  /** Mean over seeds at each x. */
  readonly curve: Curve
  /** t-band over seeds at each x; null of one seed. */
  readonly band: readonly { readonly x: number; readonly low: number; readonly high: number }[] | null
  readonly seeds: number
  /** Mean over seeds of the number that the curve stands for. */
  readonly value: number | null
}
interface UnitPlotProps {
  readonly groups: readonly UnitGroup[]
  readonly floor: Curve | null
  readonly oracle: Curve | null
  /** What a score without knowledge gives: from the left end to the right one. */
  readonly chance: readonly [number, number] | null
  readonly chanceName: string
  readonly xName: string
  readonly yName: string
  readonly valueName: string
}

const SIDE = 420
/** As tall as a plot on a unit square is. */
export const UNIT_HEIGHT = SIDE + 44
const TICKS = [0, 0.25, 0.5, 0.75, 1]
const MARGIN = { top: 6, right: 12, bottom: 38, left: 44 }
const pointsOf = (curve: Curve) => Array.from(curve.x, (x, index) => ({ x, y: curve.y[index] ?? 0 }))

/** Mean curves with their bands on a unit square, reference curves, and a legend with what each stands for. */
export function UnitPlot(props: UnitPlotProps) {
  const { groups, floor, oracle, chance, xName, yName, chanceName, valueName } = props
  const name = useId()
  const lines = useMemo(() => linesOf(groups, floor, oracle), [groups, floor, oracle])
  const places = useMemo(() => placesOf(lines), [lines])
  return (
    <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap' }}>
      <div className="sc-plot" style={{ width: SIDE + 40, maxWidth: '100%' }}>
        <div className="sc-axis-name">{yName}</div>
        <PlotSurface
          height={SIDE + 20}
          margin={MARGIN}
          label={yName}
          name={name}
          tip={(share) => {
            const x = nearest(places, share)
            return x === null ? null : <Tip groups={groups} x={x} xName={xName} />
          }}
        >
          {(area) => <Square {...{ groups, lines, places, chance, area, name, xName }} />}
        </PlotSurface>
      </div>
      <Legend {...{ groups, floor, oracle, chance, chanceName, valueName }} />
    </div>
  )
}

interface UnitLine {
  readonly key: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly color: string
  readonly dash: string
  readonly width: number
}

/** Reference curves, then the groups over them. */
function linesOf(
  groups: readonly UnitGroup[],
  floor: Curve | null,
  oracle: Curve | null,
): readonly UnitLine[] {
  const reference = (key: string, curve: Curve | null, color: string, dash: string): UnitLine[] =>
    curve === null ? [] : [{ key, points: pointsOf(curve), color, dash, width: 1.5 }]
  return [
    ...reference('oracle', oracle, CEILING, '1 3'),
    ...reference('floor', floor, REFERENCE, '5 4'),
    ...groups.map(({ id, curve, style }) => ({
      key: id,
      points: pointsOf(curve),
      color: groupColor(style),
      dash: groupDash(style),
      width: 2,
    })),
  ]
}

interface SquareProps extends Pick<UnitPlotProps, 'groups' | 'chance' | 'xName'> {
  readonly lines: readonly UnitLine[]
  readonly places: readonly number[]
  readonly area: PlotArea
  readonly name: string
}

function Square({ groups, lines, places, chance, area, name, xName }: SquareProps) {
  const px = scaleOf([0, 1], [area.x, area.x + area.width], false)
  const py = scaleOf([0, 1], [area.y + area.height, area.y], false)
  const ticks = (at: (value: number) => number) =>
    TICKS.map((tick) => ({ at: at(tick), text: metricText(tick, 2) }))
  return (
    <>
      <PlotAxes area={area} x={ticks(px)} y={ticks(py)} xName={xName} upright />
      <Cursor name={name} places={places} px={px} area={area} />
      {chance !== null && (
        <line x1={px(0)} x2={px(1)} y1={py(chance[0])} y2={py(chance[1])} stroke="var(--sc-axis)" />
      )}
      {groups.map(({ id, style, band }) =>
        band === null ? null : (
          <path key={id} d={bandPath(band, px, py)} fill={groupColor(style)} fillOpacity={0.15} />
        ),
      )}
      {lines.map(({ key, points, color, dash, width }) => (
        <path
          key={key}
          d={linePath(points, px, py)}
          fill="none"
          stroke={color}
          strokeWidth={width}
          strokeDasharray={dash}
        />
      ))}
    </>
  )
}

interface CursorProps extends Pick<SquareProps, 'name' | 'places' | 'area'> {
  px(x: number): number
}

/** A hairline at the place that the pointer is nearest to. */
function Cursor({ name, places, px, area }: CursorProps) {
  const pointed = usePointed(name)
  const x = pointed === null ? null : nearest(places, pointed.x)
  if (x === null) return null
  return (
    <line
      className="sc-cursor"
      x1={px(x)}
      x2={px(x)}
      y1={area.y}
      y2={area.y + area.height}
      stroke="var(--sc-axis)"
    />
  )
}

function Legend({
  groups,
  floor,
  oracle,
  chance,
  chanceName,
  valueName,
}: Omit<UnitPlotProps, 'xName' | 'yName'>) {
  const { t } = useTranslation('charts')
  return (
    <ul className="sc-list" style={{ marginTop: 20, alignContent: 'start', gap: 6 }}>
      {groups.map((group) => (
        <li key={group.id}>
          <GroupName name={group.name} style={group.style} />{' '}
          {group.value !== null && `${valueName} ${metricText(group.value)} `}
          <span className="sc-sub">
            {group.band === null ? t('auc.oneSeed') : t('roc.mean', { count: group.seeds })}
          </span>
        </li>
      ))}
      {floor !== null && <CurveKey color={REFERENCE} dash="5 4" text={t('roc.floor')} />}
      {oracle !== null && <CurveKey color={CEILING} dash="1 3" text={t('roc.oracle')} />}
      {chance !== null && <CurveKey color="var(--sc-axis)" dash="" text={chanceName} />}
    </ul>
  )
}

function CurveKey({
  color,
  dash,
  text,
}: {
  readonly color: string
  readonly dash: string
  readonly text: string
}) {
  return (
    <li className="sc-name">
      <svg width={28} height={10} aria-hidden="true" style={{ flex: 'none' }}>
        <line x1={0} x2={28} y1={5} y2={5} stroke={color} strokeWidth={1.5} strokeDasharray={dash} />
      </svg>
      <span className="sc-sub">{text}</span>
    </li>
  )
}

function Tip({ groups, x, xName }: Pick<UnitPlotProps, 'groups' | 'xName'> & { readonly x: number }) {
  const shown = useMemo(
    () =>
      groups.map((group) => {
        const index = group.curve.x.findIndex((at) => Math.abs(at - x) < 1e-6)
        return { group, y: group.curve.y[index] ?? null, band: group.band?.[index] ?? null }
      }),
    [groups, x],
  )
  return (
    <>
      {xName} {metricText(x, 3)}
      {shown.map(({ group, y, band }) => (
        <div key={group.id} className="sc-tip-row">
          <GroupName name={group.name} style={group.style} />
          <strong>{y === null ? '–' : metricText(y, 3)}</strong>
          {band !== null && `[${metricText(band.low, 3)}, ${metricText(band.high, 3)}]`}
        </div>
      ))}
    </>
  )
}
