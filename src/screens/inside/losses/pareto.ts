export interface Place {
  readonly x: number
  readonly y: number
}

/** Those that no other is below or level with on both sides and below on one, by x. */
export const pareto = (places: readonly Place[]): readonly Place[] =>
  places
    .filter(
      (one) =>
        !places.some((other) => other.x <= one.x && other.y <= one.y && (other.x < one.x || other.y < one.y)),
    )
    .sort((a, b) => a.x - b.x || a.y - b.y)
