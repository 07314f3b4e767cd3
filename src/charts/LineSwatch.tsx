import { groupColor, groupDash } from './palette.ts'

/** The line of a group in small: hue and dash. */
export function LineSwatch({ style, width = 22 }: { readonly style: number; readonly width?: number }) {
  return (
    <svg width={width} height={8} aria-hidden="true" style={{ flex: 'none' }}>
      <line
        x1={0}
        x2={width}
        y1={4}
        y2={4}
        stroke={groupColor(style)}
        strokeWidth={2.5}
        strokeDasharray={groupDash(style)}
      />
    </svg>
  )
}
