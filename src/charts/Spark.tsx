interface SparkProps {
  /** From first to last; on [0, 1]. */
  readonly values: readonly number[]
}

const WIDTH = 52
const HEIGHT = 12

/** A line in a cell: how a share moved over training. Its numbers are the table's. */
export function Spark({ values }: SparkProps) {
  const points = values.map(
    (value, i) =>
      `${((i / Math.max(1, values.length - 1)) * WIDTH).toFixed(1)},${((1 - value) * (HEIGHT - 2) + 1).toFixed(1)}`,
  )
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" style={{ display: 'block', marginLeft: 'auto' }}>
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--sc-ink)"
        strokeWidth={1.2}
        opacity={0.7}
      />
    </svg>
  )
}
