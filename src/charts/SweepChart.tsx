import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from './ChartFrame.tsx'
import { sweepFinding } from './findings.ts'
import { metricText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { GRID, groupColor, groupDash } from './palette.ts'
import { drawnInterval, measuredCells, sweepAxis } from './sweep-data.ts'
import { type Axis, pixelsFromTop, spreadLabels } from './ticks.ts'

/** One setting that varies. */
export interface SweepAxis {
  readonly key: string
  readonly label: string
  /** Places as shares of the axis; a text that is null: the setting’s module is off. */
  readonly ticks: readonly { readonly at: number; readonly text: string | null }[]
}
export interface SweepGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  /** Share of each axis at which it stands. */
  readonly at: readonly number[]
  readonly settings: readonly (string | null)[]
  /** The metric of each seed. */
  readonly values: readonly number[]
  readonly mean: number | null
  /** Of the 95 % t-interval over seeds; null below two. */
  readonly half: number | null
}
interface SweepChartProps {
  readonly axes: readonly SweepAxis[]
  readonly groups: readonly SweepGroup[]
  readonly provenance: ProvenanceFacts
  readonly height?: number
}

/** C25: which settings matter. One setting lies along x; several stand side by side, and each group is a line through them. */
export function SweepChart({ axes, groups, provenance, height = 300 }: SweepChartProps) {
  const { t } = useTranslation('charts')
  const read = groups.filter(({ mean }) => mean !== null)
  const found = sweepFinding(read)
  const text = (value: string | null): string => words(value, t)
  const columns = ['group', 'mean', 'low', 'high', 'seeds'].map((key) => t(`auc.${key}`))
  return (
    <ChartFrame
      chart="C25"
      title={t('sweep.title')}
      finding={found === null ? null : t(found.key, found.params)}
      provenance={provenance}
      badges={[t('frame.notFromZero')]}
      empty={read.length === 0 ? t('frame.noData') : null}
      table={{
        columns: [columns[0] ?? '', ...axes.map(({ label }) => label), ...columns.slice(1)],
        rows: read.map((group) => [group.name, ...group.settings.map(text), ...measuredCells(group)]),
      }}
    >
      <Drawn
        axes={axes}
        groups={read}
        height={height}
        label={t('sweep.title')}
        name={t('sweep.metric')}
        text={text}
      />
    </ChartFrame>
  )
}

type Text = (value: string | null) => string

function words(value: string | null, t: (key: 'sweep.on' | 'sweep.off') => string): string {
  if (value === 'on' || value === 'true') return t('sweep.on')
  return value === null || value === 'false' ? t('sweep.off') : value
}

const TOP = 26
const BOTTOM = 40
const LEFT = 52
const RIGHT = 220

interface DrawnProps {
  readonly axes: readonly SweepAxis[]
  readonly groups: readonly SweepGroup[]
  readonly height: number
  readonly label: string
  readonly name: string
  readonly text: Text
}

function Drawn({ axes, groups, height, label, name, text }: DrawnProps) {
  const { ref, width } = useElementSize()
  const metric = sweepAxis(groups)
  const room = { top: TOP, bottom: height - BOTTOM, left: LEFT, right: Math.max(LEFT + 40, width - RIGHT) }
  const props = { axes, groups, metric, room, text, name }
  return (
    <div className="sc-plot" ref={ref} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
          {axes.length === 1 ? <Scatter {...props} /> : <Parallel {...props} />}
        </svg>
      )}
    </div>
  )
}

interface MarksProps {
  readonly axes: readonly SweepAxis[]
  readonly groups: readonly SweepGroup[]
  readonly metric: Axis
  readonly room: {
    readonly top: number
    readonly bottom: number
    readonly left: number
    readonly right: number
  }
  readonly name: string
  readonly text: Text
}

/** One setting along x, the metric along y. */
function Scatter({ axes: [axis], groups, metric, room, name, text }: MarksProps) {
  const px = (share: number): number => room.left + 12 + share * (room.right - room.left - 24)
  const py = (value: number): number => room.top + pixelsFromTop(value, metric, room.bottom - room.top)
  return (
    <>
      <text x={0} y={12} className="sc-tick">
        {name}
      </text>
      {metric.ticks.map((tick) => (
        <g key={tick}>
          <line x1={room.left} x2={room.right} y1={py(tick)} y2={py(tick)} stroke={GRID} />
          <text className="sc-tick" x={room.left - 6} y={py(tick) + 4} textAnchor="end">
            {metricText(tick, metric.digits)}
          </text>
        </g>
      ))}
      {axis?.ticks.map((tick) => (
        <text key={tick.at} className="sc-tick" x={px(tick.at)} y={room.bottom + 16} textAnchor="middle">
          {text(tick.text)}
        </text>
      ))}
      <text className="sc-tick" x={(room.left + room.right) / 2} y={room.bottom + 34} textAnchor="middle">
        {axis?.label}
      </text>
      {groups.map((group) => (
        <Result key={group.id} group={group} x={px(group.at[0] ?? 0)} py={py} label={null} />
      ))}
    </>
  )
}

/** Settings side by side, the metric last. */
function Parallel({ axes, groups, metric, room, name, text }: MarksProps) {
  const px = (index: number): number => room.left + 40 + (index / axes.length) * (room.right - room.left - 40)
  const along = (share: number): number => room.bottom - share * (room.bottom - room.top)
  const py = (value: number): number => room.top + pixelsFromTop(value, metric, room.bottom - room.top)
  const line = ({ at, mean }: SweepGroup): string =>
    `M${[...at.map((share, i) => `${px(i)},${along(share)}`), `${px(axes.length)},${py(mean ?? 0)}`].join('L')}`
  const labels = spreadLabels(
    groups.map(({ mean }) => py(mean ?? 0)),
    13,
    room.top,
    room.bottom,
  )
  return (
    <>
      {groups.map((group, g) => (
        <g key={group.id}>
          <path
            d={line(group)}
            fill="none"
            stroke={groupColor(group.style)}
            strokeWidth={1.75}
            strokeDasharray={groupDash(group.style)}
          />
          <Result group={group} x={px(axes.length)} py={py} label={labels[g] ?? 0} />
        </g>
      ))}
      {[...axes, { key: 'metric', label: name, ticks: [] }].map((axis, i) => (
        <g key={axis.key}>
          <line x1={px(i)} x2={px(i)} y1={room.top} y2={room.bottom} stroke="var(--sc-axis)" />
          <text
            className="sc-tick"
            x={px(i)}
            y={i % 2 === 0 ? room.bottom + 16 : room.bottom + 32}
            textAnchor="middle"
          >
            {axis.label}
          </text>
          {axis.ticks.map((tick) => (
            <text
              key={tick.at}
              className="sc-tick"
              paintOrder="stroke"
              stroke="var(--sc-surface)"
              strokeWidth={3}
              x={px(i) - 5}
              y={along(tick.at) + 4}
              textAnchor="end"
            >
              {text(tick.text)}
            </text>
          ))}
        </g>
      ))}
      {metric.ticks.map((tick) => (
        <text key={tick} className="sc-tick" x={px(axes.length) - 5} y={py(tick) + 4} textAnchor="end">
          {metricText(tick, metric.digits)}
        </text>
      ))}
    </>
  )
}

interface ResultProps {
  readonly group: SweepGroup
  readonly x: number
  /** Where its name and value stand beside others' that end near it; null: its value alone, at its own height. */
  readonly label: number | null
  py(value: number): number
}

/** The mean, with its interval from three seeds on, and each seed as a dot. */
function Result({ group, x, py, label }: ResultProps) {
  const { mean, values, style, name } = group
  if (mean === null) return null
  const interval = drawnInterval(group)
  const color = groupColor(style)
  return (
    <g>
      <title>{`${name} ${metricText(mean)}`}</title>
      {interval !== null && (
        <line x1={x} x2={x} y1={py(interval[0])} y2={py(interval[1])} stroke={color} strokeWidth={1.75} />
      )}
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two seeds may have one value
        <circle key={index} cx={x} cy={py(value)} r={2} fill={color} fillOpacity={0.45} />
      ))}
      <circle cx={x} cy={py(mean)} r={4} fill={color} stroke="var(--sc-surface)" />
      <text className="sc-tick" x={x + 10} y={(label ?? py(mean)) + 4}>
        {label === null ? metricText(mean) : `${metricText(mean)} ${name}`}
      </text>
    </g>
  )
}
