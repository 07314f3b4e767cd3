import type { ReactNode } from 'react'
import './cells.css'

export interface StackRow {
  readonly key: string
  readonly name: ReactNode
  /** Parts in order; they sum to 1. */
  readonly shares: readonly number[]
  /** What follows the bar: a number and a mark. */
  readonly value: ReactNode
  /** Too few users to read. */
  readonly isThin: boolean
  /** Which parts are outlined, in order; none where left out. */
  readonly outlined?: readonly boolean[]
}
export interface StackPart {
  readonly name: string
  readonly color: string
}
interface StackedBarsProps {
  readonly parts: readonly StackPart[]
  readonly rows: readonly StackRow[]
  readonly nameHeader: string
  readonly valueHeader: string
  /** For the tooltip of a part: `D3: 12 %`. */
  partText(part: StackPart, share: number, row: StackRow, index: number): string
}

/** C5: bars of 100 %, one row each, with a legend of the parts. */
export function StackedBars({ parts, rows, nameHeader, valueHeader, partText }: StackedBarsProps) {
  return (
    <div className="sc-bar-grid">
      <div className="sc-bar-row sc-sub">
        <span>{nameHeader}</span>
        <span style={{ display: 'flex', gap: '2px 8px', flexWrap: 'wrap' }}>
          {parts.map((part) => (
            <span key={part.name} className="sc-name" style={{ gap: 3 }}>
              <span className="sc-swatch" style={{ background: part.color }} />
              {part.name}
            </span>
          ))}
        </span>
        <span className="sc-bar-value">{valueHeader}</span>
      </div>
      {rows.map((row) => (
        <div key={row.key} className="sc-bar-row">
          <span>{row.name}</span>
          <div className="sc-stack" style={row.isThin ? { opacity: 0.45 } : {}}>
            {parts.map((part, index) => (
              <span
                key={part.name}
                title={partText(part, row.shares[index] ?? 0, row, index)}
                className={row.outlined?.[index] === true ? 'sc-outlined' : undefined}
                style={{ width: `${(row.shares[index] ?? 0) * 100}%`, background: part.color }}
              />
            ))}
          </div>
          <span className="sc-bar-value">{row.value}</span>
        </div>
      ))}
    </div>
  )
}
