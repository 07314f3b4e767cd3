import type { ReactNode } from 'react'
import './cells.css'

export interface BarRow {
  readonly key: string
  readonly name: ReactNode
  readonly value: number
  readonly text: ReactNode
  readonly color: string
  readonly isThin?: boolean
  /** A whisker from one value to another. */
  readonly range?: { readonly low: number; readonly high: number } | null
}
interface BarsProps {
  readonly rows: readonly BarRow[]
  /** Right end of the axis. */
  readonly max: number
  /** A dashed line through all rows, with its name. */
  readonly mark?: { readonly at: number; readonly text: string }
}

/** C6: horizontal bars from 0, in the order given. */
export function Bars({ rows, max, mark }: BarsProps) {
  const percent = (value: number): string => `${Math.min(100, Math.max(0, (value / max) * 100))}%`
  return (
    <div className="sc-bar-grid">
      {mark !== undefined && (
        <div className="sc-bar-row sc-sub">
          <span />
          <div style={{ position: 'relative', height: 16 }}>
            <span
              style={{
                position: 'absolute',
                left: percent(mark.at),
                whiteSpace: 'nowrap',
                ...(mark.at > max * 0.6 ? { transform: 'translateX(-100%)' } : {}),
              }}
            >
              {mark.text}
            </span>
          </div>
          <span />
        </div>
      )}
      {rows.map((row) => (
        <div key={row.key} className="sc-bar-row">
          <span>{row.name}</span>
          <div className="sc-bar-track">
            <div
              className={row.isThin === true ? 'sc-bar-fill sc-hatched' : 'sc-bar-fill'}
              style={{ width: percent(row.value), backgroundColor: row.color }}
            />
            {row.range !== undefined && row.range !== null && (
              <div
                className="sc-bar-range"
                style={{
                  left: percent(row.range.low),
                  width: `calc(${percent(row.range.high)} - ${percent(row.range.low)})`,
                }}
              />
            )}
            {mark !== undefined && <div className="sc-bar-mark" style={{ left: percent(mark.at) }} />}
          </div>
          <span className="sc-bar-value">{row.text}</span>
        </div>
      ))}
    </div>
  )
}
