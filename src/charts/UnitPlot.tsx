import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Curve } from '../core/metrics/slice-metrics.ts'
import { metricText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import { CEILING, GRID, groupColor, groupDash, REFERENCE } from './palette.ts'
import { type Row, rowsOf } from './rows.ts'

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
const pointsOf = (curve: Curve) => Array.from(curve.x, (x, index) => ({ x, y: curve.y[index] ?? 0 }))
const axisText = (value: number): string => metricText(value, 2)

/** Mean curves with their bands on a unit square, reference curves, and a legend with what each stands for. */
export function UnitPlot({ groups, floor, oracle, chance, xName, yName, ...names }: UnitPlotProps) {
  const curves = [
    ...(oracle === null ? [] : [{ key: 'oracle', curve: oracle, color: CEILING, dash: '1 3', width: 1.5 }]),
    ...(floor === null ? [] : [{ key: 'floor', curve: floor, color: REFERENCE, dash: '5 4', width: 1.5 }]),
    ...groups.map(({ id, curve, style }) => ({
      key: id,
      curve,
      color: groupColor(style),
      dash: groupDash(style),
      width: 2,
    })),
  ]
  const bands = groups.flatMap(({ id, style, band }) => (band === null ? [] : [{ id, style, points: band }]))
  const rows = rowsOf(
    curves.map(({ curve }) => ({ points: pointsOf(curve) })),
    bands,
  )
  return (
    <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap' }}>
      <div className="sc-plot" style={{ width: SIDE + 40, maxWidth: '100%' }}>
        <div className="sc-axis-name">{yName}</div>
        <ResponsiveContainer width="100%" height={SIDE + 20}>
          <ComposedChart data={rows} margin={{ top: 6, right: 12, bottom: 0, left: 0 }}>
            <CartesianGrid stroke={GRID} />
            <XAxis
              type="number"
              dataKey="x"
              domain={[0, 1]}
              ticks={TICKS}
              height={38}
              tickLine={false}
              tickFormatter={axisText}
              label={{ value: xName, position: 'insideBottom', offset: 2 }}
            />
            <YAxis
              type="number"
              domain={[0, 1]}
              ticks={TICKS}
              width={44}
              tickLine={false}
              axisLine={false}
              tickFormatter={axisText}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--sc-axis)' }}
              content={({ active, label }) =>
                active === true && typeof label === 'number' ? (
                  <Tip groups={groups} x={label} xName={xName} />
                ) : null
              }
            />
            {chance !== null && (
              <ReferenceLine
                segment={[
                  { x: 0, y: chance[0] },
                  { x: 1, y: chance[1] },
                ]}
                stroke="var(--sc-axis)"
              />
            )}
            {bands.map(({ id, style }, index) => (
              <Area
                key={id}
                dataKey={(row: Row) => row.band[index]}
                stroke="none"
                fill={groupColor(style)}
                fillOpacity={0.15}
                connectNulls
                activeDot={false}
                isAnimationActive={false}
              />
            ))}
            {curves.map(({ key, color, dash, width }, index) => (
              <Line
                key={key}
                dataKey={(row: Row) => row.line[index]}
                connectNulls
                type="linear"
                stroke={color}
                strokeWidth={width}
                strokeDasharray={dash}
                dot={false}
                activeDot={false}
                isAnimationActive={false}
              />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <Legend groups={groups} floor={floor} oracle={oracle} chance={chance} {...names} />
    </div>
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
    <div className="sc-tip">
      {xName} {metricText(x, 3)}
      {shown.map(({ group, y, band }) => (
        <div key={group.id} className="sc-tip-row">
          <GroupName name={group.name} style={group.style} />
          <strong>{y === null ? '–' : metricText(y, 3)}</strong>
          {band !== null && `[${metricText(band.low, 3)}, ${metricText(band.high, 3)}]`}
        </div>
      ))}
    </div>
  )
}
