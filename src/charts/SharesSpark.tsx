import type { ColumnOverview } from '../core/data/passport/finding.ts'
import { binShares } from './column-data.ts'

const WIDTH = 132
const HEIGHT = 26

/**
 * Shares of a column's values in a cell: a bar of train and a tick of test for each bin, and neither where no row has a
 * value. Its numbers are the table's.
 */
export function SharesSpark({ column }: { readonly column: ColumnOverview }) {
  const shares = binShares(column)
  const most = Math.max(...shares.flatMap(({ train, test }) => [train ?? 0, test ?? 0]), Number.MIN_VALUE)
  const step = WIDTH / Math.max(1, shares.length)
  const heightOf = (share: number): number => ((HEIGHT - 2) * share) / most
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      {shares.map(({ label, train, test }, bin) => (
        <g key={label}>
          {train !== null && (
            <rect
              x={bin * step + 0.5}
              y={HEIGHT - heightOf(train)}
              width={Math.max(1, step - 1.5)}
              height={heightOf(train)}
              fill="var(--sc-dim)"
              opacity={0.45}
            />
          )}
          {test !== null && (
            <rect
              x={bin * step}
              y={HEIGHT - heightOf(test) - 1}
              width={Math.max(1, step - 0.5)}
              height={2}
              fill="var(--sc-group-0, #0072b2)"
            />
          )}
        </g>
      ))}
    </svg>
  )
}
