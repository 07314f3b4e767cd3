import type { ReactNode } from 'react'
import './cells.css'

export interface StripRow {
  readonly key: string
  readonly name: ReactNode
  readonly strips: readonly {
    readonly key: string
    readonly values: readonly number[]
    /** A colour of the palette. */
    readonly color: string
    readonly text: string
  }[]
  readonly value: ReactNode
}
interface HeatStripsProps {
  readonly rows: readonly StripRow[]
  /** Where each column ends, rising; the first begins at 0. */
  readonly ends: readonly number[]
  /** Value of full colour. */
  readonly full: number
  readonly xName: string
}

/** C10: rows of thin strips over the same columns, each cell as strong as its value. */
export function HeatStrips({ rows, ends, full, xName }: HeatStripsProps) {
  const last = ends.at(-1) ?? 0
  return (
    <div className="sc-bar-grid">
      {rows.map((row) => (
        <div key={row.key} className="sc-bar-row">
          <span>{row.name}</span>
          <div style={{ alignSelf: 'center', display: 'grid', gap: 2 }}>
            {row.strips.map((strip) => (
              <div
                key={strip.key}
                className="sc-strip"
                role="img"
                aria-label={strip.text}
                title={strip.text}
                style={{ background: gradient(strip.values, ends, full, strip.color) }}
              />
            ))}
          </div>
          <span className="sc-bar-value">{row.value}</span>
        </div>
      ))}
      <div className="sc-bar-row sc-sub">
        <span />
        <span style={{ display: 'flex', justifyContent: 'space-between' }}>
          <span>0</span>
          <span>{xName}</span>
          <span>{last}</span>
        </span>
        <span />
      </div>
    </div>
  )
}

/** Hard stops at the ends of the columns. A cell that is not 0 has at least a tenth of the colour. */
function gradient(values: readonly number[], ends: readonly number[], full: number, color: string): string {
  const last = ends.at(-1) ?? 1
  const stops = values.map((value, i) => {
    const strength = value <= 0 || full === 0 ? 0 : Math.max(10, (value / full) * 100)
    const [from, to] = [(ends[i - 1] ?? 0) / last, (ends[i] ?? last) / last].map(
      (share) => `${(share * 100).toFixed(3)}%`,
    )
    return `color-mix(in srgb, ${color} ${strength.toFixed(1)}%, var(--sc-zone)) ${from} ${to}`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}
