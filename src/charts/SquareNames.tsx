interface SquareNamesProps {
  readonly xName: string
  readonly yName: string
  /** Middle of each side, and the line on which the x name stands, in pixels. */
  readonly x: number
  readonly y: number
  readonly base: number
}

/** Names of the two axes of a square plot: below it, and upwards along its left side. */
export function SquareNames({ xName, yName, x, y, base }: SquareNamesProps) {
  return (
    <g fontSize={12} fill="var(--sc-ink)" textAnchor="middle">
      <text x={x} y={base}>
        {xName}
      </text>
      <text transform={`translate(13 ${y}) rotate(-90)`}>{yName}</text>
    </g>
  )
}
