/** A place on a drawing, in pixels. */
export type Spot = readonly [x: number, y: number]

/** Whether a spot lies within a closed line: a ray from it crosses the line an odd number of times. */
export function isWithin(line: readonly Spot[], [x, y]: Spot): boolean {
  let isIn = false
  for (const [i, [x1, y1]] of line.entries()) {
    const [x2, y2] = line[(i + 1) % line.length] as Spot
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isIn = !isIn
  }
  return isIn
}
