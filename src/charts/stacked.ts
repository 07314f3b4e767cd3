/** From which value to which each place of a part reaches; null in a gap. */
export type StackedLayer = readonly (readonly [number, number] | null)[]

/** Parts on one another at each place: what is above 0 upwards from 0, what is below it downwards; a gap takes no room. */
export function stackedLayers(parts: readonly (readonly (number | null)[])[]): readonly StackedLayer[] {
  const places = Math.max(0, ...parts.map(({ length }) => length))
  const tops = new Float64Array(places)
  const bottoms = new Float64Array(places)
  return parts.map((values) =>
    Array.from({ length: places }, (_, i) => {
      const value = values[i] ?? null
      if (value === null) return null
      const ends = value < 0 ? bottoms : tops
      const from = ends[i] as number
      ends[i] = from + value
      return [from, from + value] as const
    }),
  )
}
