import { LineSwatch } from './LineSwatch.tsx'
import { type Axis, pixelsFromTop, spreadLabels } from './ticks.ts'

/** A name at the right end of the plot, at the height of its line. */
export interface PlotEnd {
  readonly key: string
  readonly y: number
  readonly text: string
  /** Written after the name, never cut. */
  readonly value: string
  readonly color: string
  /** Palette index of a group's line; null for a reference line. */
  readonly style: number | null
}

interface EndLabelsProps {
  readonly ends: readonly PlotEnd[]
  readonly axis: Axis
  /** Of the plot area, in pixels. */
  readonly top: number
  readonly height: number
  readonly width: number
  /** Told the key that the pointer is over; null when it leaves. */
  onPoint?(key: string | null): void
}

/** Names in the right gutter, each as near to its line's end as the others allow. */
export function EndLabels({ ends, axis, top, height, width, onPoint }: EndLabelsProps) {
  const wanted = ends.map((end) => clamped(pixelsFromTop(end.y, axis, height), height))
  const places = spreadLabels(wanted, 16, 0, height)
  return ends.map((end, index) => (
    <div
      key={end.key}
      onPointerEnter={() => onPoint?.(end.key)}
      onPointerLeave={() => onPoint?.(null)}
      className="sc-end-label"
      title={`${end.text} ${end.value}`}
      style={{
        top: top + (places[index] ?? 0) - 8,
        width,
        color: end.style === null ? end.color : 'var(--sc-ink)',
      }}
    >
      {end.style === null ? null : <LineSwatch style={end.style} width={18} />}
      <span>{end.text}</span>
      <strong>{end.value}</strong>
    </div>
  ))
}

const clamped = (value: number, height: number): number => Math.min(height, Math.max(0, value))
