import { metricText } from './format.ts'
import { SquareNames } from './SquareNames.tsx'
import { axisOf } from './ticks.ts'

interface HexMapProps {
  readonly max: number
  /** From a hexagon's centre to its corners, in units of the axes. */
  readonly radius: number
  readonly cells: readonly { readonly x: number; readonly y: number; readonly count: number }[]
  readonly xName: string
  readonly yName: string
  /** What the half above the diagonal is called. */
  readonly aboveName: string
  readonly size: number
  /** Cells that are chosen, by their place. */
  readonly picked?: readonly number[]
  /** A cell was pressed. What it does must be reachable without a mouse beside the map. */
  onPick?(cell: number): void
}

const LEFT = 56
const BOTTOM = 40
const TOP = 8

/** C20: how many rows lie where on two axes of one scale; what lies above the diagonal is shaded. */
export function HexMap(props: HexMapProps) {
  const { max, radius, cells, xName, yName, aboveName, size, picked = [], onPick } = props
  const { domain, ticks, digits } = axisOf([0, max], 4)
  const end = domain[1]
  const px = (value: number): number => LEFT + (value / end) * size
  const py = (value: number): number => TOP + size - (value / end) * size
  const most = Math.max(1, ...cells.map(({ count }) => count))
  const corner = (radius / end) * size
  return (
    <svg width={LEFT + size + 12} height={TOP + size + BOTTOM} role="img" aria-label={`${xName}, ${yName}`}>
      <path d={`M${px(0)},${py(0)}L${px(0)},${py(end)}L${px(end)},${py(end)}Z`} fill="var(--sc-zone)" />
      {ticks.map((tick) => (
        <g key={tick} fontSize={11} fill="var(--sc-dim)">
          <line x1={px(tick)} x2={px(tick)} y1={py(0)} y2={py(0) + 4} stroke="var(--sc-axis)" />
          <text x={px(tick)} y={py(0) + 16} textAnchor="middle">
            {metricText(tick, digits)}
          </text>
          <line x1={px(0) - 4} x2={px(0)} y1={py(tick)} y2={py(tick)} stroke="var(--sc-axis)" />
          <text x={px(0) - 7} y={py(tick) + 4} textAnchor="end">
            {metricText(tick, digits)}
          </text>
        </g>
      ))}
      {cells.map(({ x, y, count }, cell) => (
        <path
          key={`${x} ${y}`}
          d={hexagon(px(x), py(y), corner)}
          fill="var(--sc-heat)"
          fillOpacity={0.15 + 0.85 * Math.sqrt(count / most)}
          {...(onPick === undefined ? {} : { onClick: () => onPick(cell), style: { cursor: 'pointer' } })}
        />
      ))}
      {picked.map((cell) => {
        const at = cells[cell]
        return at === undefined ? null : (
          <path
            key={cell}
            d={hexagon(px(at.x), py(at.y), corner)}
            fill="none"
            stroke="var(--sc-ink)"
            strokeWidth={1.5}
            pointerEvents="none"
          />
        )
      })}
      <line x1={px(0)} y1={py(0)} x2={px(end)} y2={py(end)} stroke="var(--sc-ink)" strokeDasharray="4 3" />
      <text x={px(0) + 8} y={TOP + 14} fontSize={11} fill="var(--sc-ink)">
        {aboveName}
      </text>
      <SquareNames {...{ xName, yName }} x={px(end / 2)} y={py(end / 2)} base={TOP + size + 34} />
    </svg>
  )
}

/** Pointy side up. */
function hexagon(x: number, y: number, corner: number): string {
  const points = [0, 1, 2, 3, 4, 5].map((i) => {
    const angle = (Math.PI / 3) * i + Math.PI / 6
    return `${(x + corner * Math.cos(angle)).toFixed(1)},${(y + corner * Math.sin(angle)).toFixed(1)}`
  })
  return `M${points.join('L')}Z`
}
