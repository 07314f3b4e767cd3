import { metricText, signedText } from './format.ts'
import { Plane } from './Plane.tsx'
import { axisOf } from './ticks.ts'

export interface IntervalPoint {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly low: number | null
  readonly high: number | null
  readonly color: string
  readonly label: string
  /** Too little to read: greyed. */
  readonly isThin: boolean
}
interface IntervalScatterProps {
  readonly points: readonly IntervalPoint[]
  readonly xDomain: readonly [number, number]
  readonly xName: string
  readonly yName: string
  /** A dashed line at a value, with its name. */
  readonly mark: { readonly at: number; readonly text: string } | null
  readonly label: string
  readonly height: number
}

/** C23: a difference with its interval against another measure, 0 always in view. */
export function IntervalScatter(props: IntervalScatterProps) {
  const { points, xDomain, xName, yName, mark, label, height } = props
  const read = points.filter(({ isThin }) => !isThin)
  const yAxis = axisOf([
    0,
    ...(mark === null ? [] : [mark.at]),
    ...points.map(({ y }) => y),
    ...read.flatMap(({ low, high }) => [low ?? 0, high ?? 0]),
  ])
  const ticks = axisOf(xDomain, 5).ticks.filter((tick) => tick >= xDomain[0] && tick <= xDomain[1])
  return (
    <Plane
      xAxis={{ domain: xDomain, ticks }}
      {...{ yAxis, xName, yName, label, height }}
      left={56}
      right={34}
      zero={0}
      xText={(tick) => metricText(tick, 2)}
      yText={(tick) => signedText(tick, yAxis.digits)}
    >
      {({ left, right, px, py }) => (
        <>
          {mark !== null && (
            <g>
              <line
                x1={left}
                x2={right}
                y1={py(mark.at)}
                y2={py(mark.at)}
                stroke="var(--sc-reference)"
                strokeDasharray="5 3"
              />
              <text x={left + 4} y={py(mark.at) - 4} fontSize={11} fill="var(--sc-dim)">
                {mark.text}
              </text>
            </g>
          )}
          {points.map((point) => (
            <Mark key={point.key} point={point} px={px} py={py} />
          ))}
        </>
      )}
    </Plane>
  )
}

interface MarkProps {
  readonly point: IntervalPoint
  px(x: number): number
  py(y: number): number
}

function Mark({ point, px, py }: MarkProps) {
  const { x, y, low, high, isThin, label } = point
  const color = isThin ? 'var(--sc-axis)' : point.color
  return (
    <g opacity={isThin ? 0.6 : 1}>
      {!isThin && low !== null && high !== null && (
        <line x1={px(x)} x2={px(x)} y1={py(low)} y2={py(high)} stroke={color} strokeWidth={1.75} />
      )}
      <circle
        cx={px(x)}
        cy={py(y)}
        r={4}
        fill={isThin ? 'var(--sc-surface)' : color}
        stroke={color}
        strokeWidth={1.5}
      />
      <text x={px(x) + 7} y={py(y) + 4} fontSize={11.5} fill={isThin ? 'var(--sc-dim)' : 'var(--sc-ink)'}>
        {label}
      </text>
    </g>
  )
}
