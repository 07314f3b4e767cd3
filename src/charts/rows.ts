import type { Point } from './decimate.ts'

/** What recharts reads: one row for each x, with a value or none for every line and band. */
export interface Row {
  readonly x: number
  readonly line: (number | null)[]
  readonly band: ([number, number] | null)[]
}

interface Line {
  readonly points: readonly Point[]
}
interface Band {
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[]
}

/** One row for each x that any line or band has, ascending. */
export function rowsOf(lines: readonly Line[], bands: readonly Band[] = []): Row[] {
  const rows = new Map<number, Row>()
  const at = (x: number): Row => {
    const known = rows.get(x)
    if (known !== undefined) return known
    const row: Row = { x, line: lines.map(() => null), band: bands.map(() => null) }
    rows.set(x, row)
    return row
  }
  for (const [index, line] of lines.entries()) {
    for (const point of line.points) at(point.x).line[index] = point.y
  }
  for (const [index, band] of bands.entries()) {
    for (const point of band.points) at(point.x).band[index] = [point.low, point.high]
  }
  return [...rows.values()].sort((a, b) => a.x - b.x)
}
