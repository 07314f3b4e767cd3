/** Quantile of the normal distribution for 95 %. */
const Z = 1.959963984540054

/** Wilson's 95 % interval of a share, [0, 1] where there is nothing (Wilson 1927). */
export function wilson(successes: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1]
  const p = successes / trials
  const z2 = Z * Z
  const centre = (p + z2 / (2 * trials)) / (1 + z2 / trials)
  const half = (Z / (1 + z2 / trials)) * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}
