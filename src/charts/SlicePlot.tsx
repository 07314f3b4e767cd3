import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { compactText, metricText, signedText } from './format.ts'
import { CEILING, groupColor, REFERENCE } from './palette.ts'
import type { SliceColumn, SliceGroup } from './SliceChart.tsx'
import { type Axis, axisOf, pixelsFromTop } from './ticks.ts'

interface SlicePlotProps {
  readonly groups: readonly SliceGroup[]
  readonly columns: readonly SliceColumn[]
  readonly apart: SliceColumn | null
  readonly levelName: string
  readonly isBracketed: (column: SliceColumn) => boolean
  readonly bracketName: string
}

const LEFT = 56
const LANE = 11
const TOP = 26
const LEVELS = 200
const DELTA_TOP = TOP + LEVELS + 36
const DELTAS = 110
const FOOT = DELTA_TOP + DELTAS
const HEIGHT = FOOT + 100
/** Between the slices and all rows. */
const GAP = 18

interface Scale {
  readonly axis: Axis
  y(value: number): number
}

const scaleOf = (axis: Axis, top: number, height: number): Scale => ({
  axis,
  y: (value) => top + pixelsFromTop(value, axis, height),
})

/** The drawing of a slice chart: levels above, differences below, counts under each slice. */
export function SlicePlot({ groups, columns, apart, levelName, isBracketed, bracketName }: SlicePlotProps) {
  const { t } = useTranslation('charts')
  const hatch = useId()
  const wide = Math.max(74, groups.length * LANE + 26)
  const all = [...columns, ...(apart === null ? [] : [apart])]
  const left = (index: number): number => LEFT + index * wide + (index >= columns.length ? GAP : 0)
  const width = left(all.length - 1) + wide + 4
  const read = all.filter(({ isThin, isOneClass }) => !isThin && !isOneClass)
  const levels = scaleOf(levelAxis(read), TOP, LEVELS)
  const deltas = scaleOf(deltaAxis(read), DELTA_TOP, DELTAS)
  const bracketed = columns.flatMap((column, index) => (isBracketed(column) ? [index] : []))
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line y2={6} stroke="var(--sc-axis)" strokeOpacity={0.45} />
        </pattern>
      </defs>
      <AxisLines name={levelName} top={TOP} scale={levels} width={width} text={metricText} />
      <AxisLines name={t('slices.delta')} top={DELTA_TOP} scale={deltas} width={width} text={signedText} />
      <line x1={LEFT} x2={width} y1={deltas.y(0)} y2={deltas.y(0)} stroke="var(--sc-axis)" />
      {all.map((column, index) => (
        <g
          key={column.slice ?? '*'}
          transform={`translate(${left(index)} 0)`}
          data-slice={column.slice ?? 'all'}
        >
          {column.isThin || column.isOneClass ? (
            <Thin wide={wide} fill={`url(#${hatch})`} text={t('slices.tooSmall')} />
          ) : (
            <Marks column={column} groups={groups} wide={wide} levels={levels} deltas={deltas} />
          )}
          <Counts column={column} wide={wide} />
        </g>
      ))}
      {bracketed.length > 0 && (
        <Bracket
          from={left(bracketed[0] ?? 0) + 6}
          to={left(bracketed.at(-1) ?? 0) + wide - 6}
          name={bracketName}
        />
      )}
    </svg>
  )
}

const ends = (value: number | null, half: number | null): readonly number[] =>
  value === null ? [] : [value - (half ?? 0), value + (half ?? 0)]

const levelAxis = (columns: readonly SliceColumn[]): Axis =>
  axisOf(
    columns.flatMap(({ cells, floor, oracle }) => [
      ...cells.flatMap(({ level, half }) => ends(level, half)),
      ...[floor, oracle].filter((value) => value !== null),
    ]),
    5,
    0.01,
  )

const deltaAxis = (columns: readonly SliceColumn[]): Axis =>
  axisOf(
    [0, ...columns.flatMap(({ cells }) => cells.flatMap(({ delta, deltaHalf }) => ends(delta, deltaHalf)))],
    4,
    0.002,
  )

interface AxisLinesProps {
  readonly name: string
  readonly top: number
  readonly scale: Scale
  readonly width: number
  text(value: number, digits: number): string
}

function AxisLines({ name, top, scale: { axis, y }, width, text }: AxisLinesProps) {
  return (
    <>
      <text x={0} y={top - 12} fontSize={11} fill="var(--sc-dim)">
        {name}
      </text>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--sc-grid)" />
          <text x={LEFT - 6} y={y(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
            {tick === 0 ? '0' : text(tick, axis.digits)}
          </text>
        </g>
      ))}
    </>
  )
}

interface MarksProps {
  readonly column: SliceColumn
  readonly groups: readonly SliceGroup[]
  readonly wide: number
  readonly levels: Scale
  readonly deltas: Scale
}

function Marks({ column, groups, wide, levels, deltas }: MarksProps) {
  const reference = (value: number | null, color: string, dash: string) =>
    value === null ? null : (
      <line
        x1={6}
        x2={wide - 6}
        y1={levels.y(value)}
        y2={levels.y(value)}
        stroke={color}
        strokeWidth={1.5}
        strokeDasharray={dash}
      />
    )
  return (
    <>
      {reference(column.floor, REFERENCE, '4 3')}
      {reference(column.oracle, CEILING, '1 3')}
      {groups.map((group, index) => {
        const cell = column.cells[index]
        if (cell === undefined || cell.level === null) return null
        const x = wide / 2 + (index - (groups.length - 1) / 2) * LANE
        const [low = 0, high = 0] = ends(cell.level, cell.half)
        const [deltaLow = 0, deltaHigh = 0] = ends(cell.delta, cell.deltaHalf)
        return (
          <g key={group.id} stroke={groupColor(group.style)} data-group={group.id}>
            <line x1={x} x2={x} y1={levels.y(low)} y2={levels.y(high)} strokeWidth={1.5} />
            <circle cx={x} cy={levels.y(cell.level)} r={3.5} fill={groupColor(group.style)} stroke="none" />
            {cell.delta !== null && (
              <>
                <rect
                  x={x - 3.5}
                  width={7}
                  y={Math.min(deltas.y(0), deltas.y(cell.delta))}
                  height={Math.max(0.5, Math.abs(deltas.y(0) - deltas.y(cell.delta)))}
                  fill={groupColor(group.style)}
                  fillOpacity={0.55}
                  stroke="none"
                />
                <line x1={x} x2={x} y1={deltas.y(deltaLow)} y2={deltas.y(deltaHigh)} strokeWidth={1.25} />
              </>
            )}
          </g>
        )
      })}
    </>
  )
}

function Thin({ wide, fill, text }: { readonly wide: number; readonly fill: string; readonly text: string }) {
  return (
    <>
      <rect x={4} width={wide - 8} y={TOP} height={LEVELS} fill={fill} />
      <rect x={4} width={wide - 8} y={DELTA_TOP} height={DELTAS} fill={fill} />
      <text x={wide / 2} y={TOP + LEVELS / 2} fontSize={11} fill="var(--sc-ink)" textAnchor="middle">
        {text}
      </text>
    </>
  )
}

function Counts({ column, wide }: { readonly column: SliceColumn; readonly wide: number }) {
  const { t } = useTranslation('charts')
  const lines = [
    t('slices.rowCount', { rows: compactText(column.rows) }),
    t('slices.positives', { positives: compactText(column.positives) }),
    t('slices.userCount', { users: compactText(column.users) }),
  ]
  return (
    <g fontSize={11} textAnchor="middle" fill="var(--sc-dim)">
      <text x={wide / 2} y={FOOT + 36} fill="var(--sc-ink)" fontSize={12}>
        {column.label}
      </text>
      {lines.map((line, index) => (
        <text key={line} x={wide / 2} y={FOOT + 52 + index * 14}>
          {line}
        </text>
      ))}
    </g>
  )
}

function Bracket({ from, to, name }: { readonly from: number; readonly to: number; readonly name: string }) {
  const y = FOOT + 8
  return (
    <>
      <path d={`M${from},${y - 4}V${y}H${to}V${y - 4}`} fill="none" stroke="var(--sc-ink)" />
      <text x={(from + to) / 2} y={y + 12} fontSize={11} fill="var(--sc-ink)" textAnchor="middle">
        {name}
      </text>
    </>
  )
}
