import { useTranslation } from 'react-i18next'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Curve } from '../core/metrics/slice-metrics.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { numberCell } from './data-table.ts'
import { metricText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import type { ProvenanceFacts } from './Provenance.tsx'
import { CEILING, GRID, groupColor, groupDash, REFERENCE } from './palette.ts'
import { type Row, rowsOf } from './rows.ts'

export interface RocGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  /** Mean over seeds at each false positive rate. */
  readonly curve: Curve
  readonly seeds: number
}
interface RocChartProps {
  readonly groups: readonly RocGroup[]
  readonly floor: Curve | null
  readonly oracle: Curve | null
  readonly provenance: ProvenanceFacts
}

const pointsOf = (curve: Curve) => Array.from(curve.x, (x, index) => ({ x, y: curve.y[index] ?? 0 }))
const SIDE = 420

/** C3: where on the curve the gain is. */
export function RocChart({ groups, floor, oracle, provenance }: RocChartProps) {
  const { t } = useTranslation('charts')
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
  return (
    <ChartFrame
      chart="C3"
      title={t('roc.title')}
      finding={t('roc.reading')}
      provenance={provenance}
      height={SIDE + 44}
      empty={groups.length > 0 ? null : t('frame.noData')}
      table={{
        columns: [t('roc.fpr'), ...groups.map((group) => group.name)],
        rows: Array.from(groups[0]?.curve.x ?? [], (x, index) => [
          numberCell(x, (value) => metricText(value, 3)),
          ...groups.map((group) => numberCell(group.curve.y[index], metricText)),
        ]),
      }}
    >
      <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap' }}>
        <div className="sc-plot" style={{ width: SIDE + 40, maxWidth: '100%' }}>
          <div className="sc-axis-name">{t('roc.tpr')}</div>
          <ResponsiveContainer width="100%" height={SIDE + 20}>
            <LineChart
              data={rowsOf(curves.map(({ curve }) => ({ points: pointsOf(curve) })))}
              margin={{ top: 6, right: 12, bottom: 0, left: 0 }}
            >
              <CartesianGrid stroke={GRID} />
              <XAxis
                type="number"
                dataKey="x"
                domain={[0, 1]}
                ticks={[0, 0.25, 0.5, 0.75, 1]}
                height={38}
                tickLine={false}
                tickFormatter={(value: number) => metricText(value, 2)}
                label={{ value: t('roc.fpr'), position: 'insideBottom', offset: 2 }}
              />
              <YAxis
                type="number"
                domain={[0, 1]}
                ticks={[0, 0.25, 0.5, 0.75, 1]}
                width={44}
                tickLine={false}
                axisLine={false}
                tickFormatter={(value: number) => metricText(value, 2)}
              />
              <ReferenceLine
                segment={[
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ]}
                stroke="var(--sc-axis)"
              />
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
            </LineChart>
          </ResponsiveContainer>
        </div>
        <ul
          style={{
            listStyle: 'none',
            margin: '20px 0 0',
            padding: 0,
            display: 'grid',
            gap: 6,
            alignContent: 'start',
          }}
        >
          {groups.map((group) => (
            <li key={group.id}>
              <GroupName name={group.name} style={group.style} />{' '}
              <span className="sc-sub">{t('roc.mean', { count: group.seeds })}</span>
            </li>
          ))}
          {floor !== null && <RocKey color={REFERENCE} dash="5 4" text={t('roc.floor')} />}
          {oracle !== null && <RocKey color={CEILING} dash="1 3" text={t('roc.oracle')} />}
          <RocKey color="var(--sc-axis)" dash="" text={t('roc.chance')} />
        </ul>
      </div>
    </ChartFrame>
  )
}

function RocKey({
  color,
  dash,
  text,
}: {
  readonly color: string
  readonly dash: string
  readonly text: string
}) {
  return (
    <li className="sc-name" style={{ color: 'var(--sc-dim)' }}>
      <svg width={22} height={8} aria-hidden="true">
        <line x1={0} x2={22} y1={4} y2={4} stroke={color} strokeWidth={2} strokeDasharray={dash} />
      </svg>
      {text}
    </li>
  )
}
