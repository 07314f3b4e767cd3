import type { ReactNode } from 'react'
import { signedText } from './format.ts'
import { type Axis, axisOf } from './ticks.ts'

/** An estimate with its interval; null where there is none. */
export interface ForestRow {
  readonly key: string
  readonly name: ReactNode
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly color: string
  /** Cells after the drawing. */
  readonly cells: readonly ReactNode[]
}
interface ForestTableProps {
  readonly nameHeader: string
  readonly valueHeader: string
  readonly cellHeaders: readonly string[]
  readonly rows: readonly ForestRow[]
}

const WIDTH = 260
const HEIGHT = 24
const PAD = 22

/** Estimates below one another on one scale with a line at 0, as in a meta-analysis. */
export function ForestTable({ nameHeader, valueHeader, cellHeaders, rows }: ForestTableProps) {
  const values = rows.flatMap(({ value, low, high }) => [value, low, high].filter((one) => one !== null))
  const axis = axisOf([0, ...values], 4, 0.01)
  return (
    <table className="sc-table">
      <thead>
        <tr>
          <th scope="col">{nameHeader}</th>
          <th scope="col">
            {valueHeader}
            <svg width={WIDTH} height={16} aria-hidden="true" style={{ display: 'block' }}>
              {axis.ticks.map((tick) => (
                <text
                  key={tick}
                  x={place(tick, axis)}
                  y={12}
                  fontSize={11}
                  fill="var(--sc-dim)"
                  textAnchor="middle"
                >
                  {tick === 0 ? '0' : signedText(tick, axis.digits)}
                </text>
              ))}
            </svg>
          </th>
          {cellHeaders.map((header) => (
            <th key={header} scope="col" className="sc-number">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            <td>
              <Estimate row={row} axis={axis} />
            </td>
            {row.cells.map((cell, index) => (
              <td key={cellHeaders[index]} className="sc-number">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const place = (value: number, { domain }: Axis): number =>
  PAD + ((value - domain[0]) / (domain[1] - domain[0])) * (WIDTH - 2 * PAD)

function Estimate({ row, axis }: { readonly row: ForestRow; readonly axis: Axis }) {
  const { value, low, high, color } = row
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      <line x1={place(0, axis)} x2={place(0, axis)} y1={0} y2={HEIGHT} stroke="var(--sc-axis)" />
      {low !== null && high !== null && (
        <line
          x1={place(low, axis)}
          x2={place(high, axis)}
          y1={HEIGHT / 2}
          y2={HEIGHT / 2}
          stroke={color}
          strokeWidth={1.75}
        />
      )}
      {value !== null && <circle cx={place(value, axis)} cy={HEIGHT / 2} r={4} fill={color} />}
    </svg>
  )
}
