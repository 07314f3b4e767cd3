interface RidgeProps {
  /** Share of values in each of equal-width bins over [0, max]. */
  readonly bins: readonly number[]
  readonly max: number
  readonly median: number
  readonly low: number
  readonly high: number
  /** A line at 1: no re-weighting. */
  readonly neutral: number
  readonly width: number
  /** Other distributions in the same bins, as hairlines. */
  readonly hairlines?: readonly (readonly number[])[]
}

const HEIGHT = 34

/** C11: one distribution on a fixed axis, ticks at 5, 50 and 95 %. */
export function Ridge({ bins, max, median, low, high, neutral, width, hairlines = [] }: RidgeProps) {
  const px = (value: number): number => (Math.min(max, Math.max(0, value)) / max) * width
  const top = Math.max(...bins, ...hairlines.flat(), 1e-9)
  const base = HEIGHT - 7
  const step = width / bins.length
  const outlineOf = (shares: readonly number[]): string =>
    shares
      .map((share, index) => {
        const y = base - (share / top) * (base - 3)
        return `L${(index * step).toFixed(1)},${y.toFixed(1)}L${((index + 1) * step).toFixed(1)},${y.toFixed(1)}`
      })
      .join('')
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      <line x1={0} x2={width} y1={base} y2={base} stroke="var(--sc-axis)" />
      <path d={`M0,${base}${outlineOf(bins)}L${width},${base}Z`} fill="var(--sc-heat)" fillOpacity={0.35} />
      {hairlines.map((shares, index) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: a hairline is its place
          key={index}
          d={`M0,${base}${outlineOf(shares)}L${width},${base}`}
          fill="none"
          stroke="var(--sc-ink)"
          strokeWidth={0.7}
          strokeOpacity={0.45}
        />
      ))}
      <line
        x1={px(neutral)}
        x2={px(neutral)}
        y1={0}
        y2={HEIGHT}
        stroke="var(--sc-reference)"
        strokeDasharray="3 3"
      />
      {([low, high] as const).map((value, index) => (
        <line
          key={index === 0 ? 'low' : 'high'}
          x1={px(value)}
          x2={px(value)}
          y1={base}
          y2={base + 5}
          stroke="var(--sc-ink)"
        />
      ))}
      <line
        x1={px(median)}
        x2={px(median)}
        y1={base - 4}
        y2={HEIGHT}
        stroke="var(--sc-ink)"
        strokeWidth={2}
      />
    </svg>
  )
}

/** The fixed axis over the ridges of a table's column. */
export function RidgeAxis({ max, width }: { readonly max: number; readonly width: number }) {
  const ticks = [0, max / 4, max / 2, (3 * max) / 4, max]
  return (
    <svg width={width} height={16} aria-hidden="true" style={{ display: 'block' }}>
      {ticks.map((tick, index) => (
        <text
          key={tick}
          x={(tick / max) * width}
          y={12}
          fontSize={11}
          fill="var(--sc-dim)"
          textAnchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
        >
          {String(Number(tick.toFixed(2)))}
        </text>
      ))}
    </svg>
  )
}
