/** Points in hexagons of one size, pointy side up. */
export interface Hexbin {
  /** Both axes run from 0 to here. */
  readonly max: number
  /** From a hexagon's centre to its corners. */
  readonly radius: number
  readonly cells: readonly { readonly x: number; readonly y: number; readonly count: number }[]
}

/** The hexagons with the cell that each point lies in, by its place among the cells. */
export interface Hexed {
  readonly map: Hexbin
  readonly ofPoint: Uint32Array
}

/** Hexagons across. */
const ACROSS = 24

/**
 * How many points lie in each hexagon of a lattice whose rows are 1.5 radii apart and shifted by half a hexagon in turn: a
 * point belongs to the nearest centre. Points must not be below 0.
 */
export function hexbins(x: Float32Array, y: Float32Array): Hexed {
  const max = [...x, ...y].reduce((most, value) => Math.max(most, value), 1e-6)
  const width = max / ACROSS
  const radius = width / Math.sqrt(3)
  const places = new Map<string, number>()
  const cells: { x: number; y: number; count: number }[] = []
  const ofPoint = new Uint32Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const { column, row } = nearest(x[i] as number, y[i] as number, width, radius)
    const key = `${column},${row}`
    const place = places.get(key) ?? cells.length
    if (place === cells.length) {
      places.set(key, place)
      cells.push({ ...centre(column, row, width, radius), count: 0 })
    }
    ofPoint[i] = place
    const cell = cells[place] as (typeof cells)[number]
    cell.count++
  }
  return { map: { max, radius, cells }, ofPoint }
}

const isShifted = (row: number): boolean => row % 2 !== 0
const centre = (column: number, row: number, width: number, radius: number) => ({
  x: (column + (isShifted(row) ? 0.5 : 0)) * width,
  y: row * 1.5 * radius,
})

/** The nearest centre is in the row of lattice points below or in the one above. */
function nearest(x: number, y: number, width: number, radius: number) {
  const below = Math.floor(y / (1.5 * radius))
  const [a, b] = [below, below + 1].map((row) => {
    const column = Math.round(x / width - (isShifted(row) ? 0.5 : 0))
    const at = centre(column, row, width, radius)
    return { column, row, distance: (at.x - x) ** 2 + (at.y - y) ** 2 }
  }) as [Near, Near]
  return a.distance <= b.distance ? a : b
}

interface Near {
  readonly column: number
  readonly row: number
  readonly distance: number
}
