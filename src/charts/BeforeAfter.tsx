import { plainText } from './format.ts'

interface BeforeAfterProps {
  readonly values: readonly {
    readonly name: string
    readonly before: number
    readonly after: number | null
  }[]
  /** Where a bar begins. */
  readonly neutral: number
  readonly max: number
  readonly width: number
  readonly name: string
}

const HEIGHT = 16

/** C26: one bar for each value from the neutral point; where something was edited, the value before is a tick. */
export function BeforeAfter({ values, neutral, max, width, name }: BeforeAfterProps) {
  const low = values.some(({ before, after }) => before < 0 || (after ?? 0) < 0) ? -max : 0
  const px = (value: number): number =>
    ((Math.min(max, Math.max(low, value)) - low) / (max - low)) * (width - 4) + 2
  return (
    <table className="sc-table" aria-label={name} style={{ width: 'auto' }}>
      <tbody>
        {values.map(({ name: own, before, after }) => {
          const now = after ?? before
          const hasMoved = after !== null && after !== before
          return (
            <tr key={own} data-moved={hasMoved || undefined}>
              <th scope="row">{own}</th>
              <td style={{ padding: '1px 6px' }}>
                <svg width={width} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
                  <rect
                    x={Math.min(px(neutral), px(now))}
                    width={Math.max(1, Math.abs(px(now) - px(neutral)))}
                    y={4}
                    height={8}
                    fill={hasMoved ? 'var(--sc-above)' : 'var(--sc-heat)'}
                    fillOpacity={0.6}
                  />
                  <line x1={px(neutral)} x2={px(neutral)} y1={0} y2={HEIGHT} stroke="var(--sc-axis)" />
                  {hasMoved && (
                    <line
                      x1={px(before)}
                      x2={px(before)}
                      y1={1}
                      y2={HEIGHT - 1}
                      stroke="var(--sc-ink)"
                      strokeWidth={2}
                    />
                  )}
                </svg>
              </td>
              <td className="sc-number">
                {hasMoved ? `${plainText(before)} → ${plainText(now)}` : plainText(now)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
