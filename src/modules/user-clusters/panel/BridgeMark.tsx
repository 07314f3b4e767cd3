import { metricText } from '../../../charts/format.ts'

interface BridgeMarkProps {
  readonly bridge: number
  readonly expected: number
  readonly text: string
}

const WIDTH = 64

/** A bridge index on [0, 1] with a tick where chance would put it. */
export function BridgeMark({ bridge, expected, text }: BridgeMarkProps) {
  const px = (value: number): number => 4 + value * (WIDTH - 8)
  return (
    <span className="sc-name" style={{ gap: 6 }} title={text}>
      <svg width={WIDTH} height={14} role="img" aria-label={text}>
        <line x1={px(0)} x2={px(1)} y1={7} y2={7} stroke="var(--sc-grid)" strokeWidth={2} />
        <line
          x1={px(expected)}
          x2={px(expected)}
          y1={1}
          y2={13}
          stroke="var(--sc-reference)"
          strokeWidth={2}
        />
        <circle cx={px(bridge)} cy={7} r={3.5} fill="var(--sc-ink)" />
      </svg>
      {metricText(bridge, 2)}
    </span>
  )
}
