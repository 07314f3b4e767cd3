import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from './ChartFrame.tsx'
import type { ChartId } from './chart-ids.ts'
import { type DataTable, numberCell } from './data-table.ts'
import { sliceFinding } from './findings.ts'
import { countText, metricText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import type { ProvenanceFacts } from './Provenance.tsx'
import { CEILING, groupColor, REFERENCE } from './palette.ts'
import { type Axis, axisOf } from './ticks.ts'

export interface SliceDotsRow {
  readonly slice: string
  readonly name: string
  readonly rows: number
  readonly positives: number
  readonly isThin: boolean
  readonly floor: number | null
  readonly oracle: number | null
  /** Mean over seeds, by group. */
  readonly means: readonly (number | null)[]
  readonly ranges: readonly ({ readonly low: number; readonly high: number } | null)[]
}
interface SliceDotsProps {
  readonly chart: ChartId
  readonly title: string
  readonly reading: string
  readonly sliceHeader: string
  readonly metric: 'auc' | 'gauc'
  readonly groups: readonly { readonly id: string; readonly name: string; readonly style: number }[]
  readonly rows: readonly SliceDotsRow[]
  readonly provenance: ProvenanceFacts
  /** What stands beside a row's name. */
  beside(row: SliceDotsRow): ReactNode
}

const WIDTH = 320
const PAD = 8
const LANE = 8

/** A metric by slice: a dot for each group with its seeds' range, floor and ceiling as ticks, numbers beside. */
export function SliceDots(props: SliceDotsProps) {
  const { chart, title, reading, sliceHeader, metric, groups, rows, provenance, beside } = props
  const { t } = useTranslation('charts')
  const isEmpty = !rows.some((row) => row.means.some((mean) => mean !== null))
  const read = rows.filter((row) => !row.isThin)
  const axis = axisOf(
    read.flatMap((row) => [
      ...row.ranges.flatMap((range) => (range === null ? [] : [range.low, range.high])),
      ...[row.floor, row.oracle].filter((value) => value !== null),
    ]),
    4,
    0.01,
  )
  const text = (value: number | null): string => (value === null ? '–' : metricText(value))
  const hasFloor = rows.some((row) => row.floor !== null)
  const hasOracle = rows.some((row) => row.oracle !== null)
  const found = sliceFinding(groups, rows)
  return (
    <ChartFrame
      chart={chart}
      title={title}
      finding={found === null ? null : t(found.key, found.params)}
      reading={reading}
      provenance={provenance}
      badges={[
        ...(axis.domain[0] > 0 ? [t('frame.notFromZero')] : []),
        ...(rows.some((row) => row.isThin) ? [t('slices.thin')] : []),
      ]}
      empty={isEmpty ? t('slices.empty') : null}
      table={tableOf(groups, rows, [
        sliceHeader,
        t('auc.group'),
        t('slices.rows'),
        t('slices.positiveRows'),
        t(`metric.${metric}`),
        t('slices.lowest'),
        t('slices.highest'),
        t('slices.floor'),
        t('slices.oracle'),
      ])}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{sliceHeader}</th>
            <th scope="col" className="sc-number">
              {t('slices.rows')}
            </th>
            <th scope="col">
              <AxisHead axis={axis} label={t(`metric.${metric}`)} />
            </th>
            {groups.map((group) => (
              <th key={group.id} scope="col" className="sc-number sc-wrap sc-slice-group">
                <GroupName name={group.name} style={group.style} />
              </th>
            ))}
            {hasFloor && (
              <th scope="col" className="sc-number">
                {t('slices.floor')}
              </th>
            )}
            {hasOracle && (
              <th scope="col" className="sc-number">
                {t('slices.oracle')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slice}>
              <th scope="row">
                {row.name} {beside(row)}
              </th>
              <td className="sc-number">
                {countText(row.rows)}
                <div className="sc-sub">{t('slices.positives', { positives: countText(row.positives) })}</div>
              </td>
              <td className={row.isThin ? 'sc-hatched' : ''}>
                {row.isThin ? (
                  <span className="sc-sub">{t('slices.tooSmall')}</span>
                ) : (
                  <Dots row={row} axis={axis} styles={groups.map((group) => group.style)} />
                )}
              </td>
              {row.means.map((mean, index) => (
                <td key={groups[index]?.id} className={row.isThin ? 'sc-number sc-sub' : 'sc-number'}>
                  {text(mean)}
                </td>
              ))}
              {hasFloor && <td className="sc-number sc-sub">{text(row.floor)}</td>}
              {hasOracle && <td className="sc-number sc-sub">{text(row.oracle)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}

/** A row for each slice and group; values that rest on too little are there, and marked by their counts. */
function tableOf(
  groups: SliceDotsProps['groups'],
  rows: readonly SliceDotsRow[],
  columns: readonly string[],
): DataTable {
  return {
    columns,
    rows: rows.flatMap((row) =>
      groups.map((group, index) => [
        row.name,
        group.name,
        numberCell(row.rows, countText),
        numberCell(row.positives, countText),
        numberCell(row.means[index], metricText),
        numberCell(row.ranges[index]?.low, metricText),
        numberCell(row.ranges[index]?.high, metricText),
        numberCell(row.floor, metricText),
        numberCell(row.oracle, metricText),
      ]),
    ),
  }
}

const place = (value: number, { domain }: Axis): number =>
  PAD + ((value - domain[0]) / (domain[1] - domain[0])) * (WIDTH - 2 * PAD)

interface DotsProps {
  readonly row: SliceDotsRow
  readonly axis: Axis
  readonly styles: readonly number[]
}

function Dots({ row, axis, styles }: DotsProps) {
  const height = Math.max(24, styles.length * LANE + 8)
  const tick = (value: number | null, color: string, dash: string) =>
    value === null ? null : (
      <line
        x1={place(value, axis)}
        x2={place(value, axis)}
        y1={0}
        y2={height}
        stroke={color}
        strokeWidth={1.5}
        strokeDasharray={dash}
      />
    )
  return (
    <svg width={WIDTH} height={height} aria-hidden="true" style={{ display: 'block' }}>
      {axis.ticks.map((value) => (
        <line
          key={value}
          x1={place(value, axis)}
          x2={place(value, axis)}
          y1={0}
          y2={height}
          stroke="var(--sc-grid)"
        />
      ))}
      {tick(row.floor, REFERENCE, '4 3')}
      {tick(row.oracle, CEILING, '1 3')}
      {styles.map((style, index) => {
        const mean = row.means[index] ?? null
        const range = row.ranges[index] ?? null
        const y = height / 2 + (index - (styles.length - 1) / 2) * LANE
        if (mean === null || range === null) return null
        return (
          <g key={style} stroke={groupColor(style)}>
            <line x1={place(range.low, axis)} x2={place(range.high, axis)} y1={y} y2={y} strokeWidth={1.5} />
            <circle cx={place(mean, axis)} cy={y} r={3.5} fill={groupColor(style)} stroke="none" />
          </g>
        )
      })}
    </svg>
  )
}

function AxisHead({ axis, label }: { readonly axis: Axis; readonly label: string }) {
  const { ticks, digits } = axis
  return (
    <div>
      {label}
      <svg width={WIDTH} height={16} aria-hidden="true" style={{ display: 'block' }}>
        {ticks.map((tick, index) => (
          <text
            key={tick}
            x={place(tick, axis)}
            y={12}
            fontSize={11}
            fill="var(--sc-dim)"
            textAnchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
          >
            {metricText(tick, digits)}
          </text>
        ))}
      </svg>
    </div>
  )
}
