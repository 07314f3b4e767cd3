/** Two-way counts: how far one grouping tells the other. */
export interface SharedInformation {
  /** Mutual information in nats: Σ p_ab ln(p_ab / (p_a p_b)), at least 0. */
  readonly nats: number
  /** Mutual information over the mean of the two entropies, in [0, 1]; 0 where either grouping has one group. */
  readonly normalised: number
  /** Whether it is beyond what chance gives to independent groupings: 2 n · nats against χ² by its mean and 3 deviations. */
  readonly isBeyondChance: boolean
}

/** Of counts [rows, columns], row-major. Groups that hold nothing are none. */
export function sharedInformation(counts: ArrayLike<number>, columns: number): SharedInformation {
  const rows = counts.length / columns
  const ofRow = new Float64Array(rows)
  const ofColumn = new Float64Array(columns)
  let n = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number
    ofRow[Math.floor(i / columns)] = (ofRow[Math.floor(i / columns)] as number) + count
    ofColumn[i % columns] = (ofColumn[i % columns] as number) + count
    n += count
  }
  let nats = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number
    if (count === 0) continue
    const expected = ((ofRow[Math.floor(i / columns)] as number) * (ofColumn[i % columns] as number)) / n
    nats += (count / n) * Math.log(count / expected)
  }
  nats = Math.max(0, nats)
  const mean = (entropy(ofRow, n) + entropy(ofColumn, n)) / 2
  const degrees = n === 0 ? 0 : (held(ofRow) - 1) * (held(ofColumn) - 1)
  return {
    nats,
    normalised: degrees === 0 ? 0 : Math.min(1, nats / mean),
    isBeyondChance: degrees > 0 && 2 * n * nats > chanceLimit(degrees),
  }
}

const held = (counts: Float64Array): number => counts.filter((count) => count > 0).length

/** −Σ (c/n) ln (c/n) of counts that add up to n, in nats. */
export function entropy(counts: ArrayLike<number>, n: number): number {
  let nats = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number
    if (count > 0) nats -= (count / n) * Math.log(count / n)
  }
  return nats
}

/** Mean of χ² with so many degrees of freedom, and three standard deviations. */
const chanceLimit = (degrees: number): number => degrees + 3 * Math.sqrt(2 * degrees)

/** How far two samples are from one distribution, by their counts in the same bins. */
export interface Shift {
  /** Population stability index Σ (p − q) ln(p / q), at least 0. A bin that one of the samples lacks counts half a row there. */
  readonly index: number
  /** Whether it is beyond what chance gives to two samples of one distribution: (1/n + 1/m) χ², mean and 3 deviations. */
  readonly isBeyondChance: boolean
}

/** Null where a sample is empty. Bins that both lack are none. */
export function populationShift(one: ArrayLike<number>, other: ArrayLike<number>): Shift | null {
  if (one.length !== other.length)
    throw new RangeError(`populationShift: ${one.length} and ${other.length} bins`)
  let [n, m, bins] = [0, 0, 0]
  for (let i = 0; i < one.length; i++) {
    n += one[i] as number
    m += other[i] as number
    if ((one[i] as number) + (other[i] as number) > 0) bins++
  }
  if (n === 0 || m === 0) return null
  let index = 0
  for (let i = 0; i < one.length; i++) {
    if ((one[i] as number) + (other[i] as number) === 0) continue
    const p = Math.max(0.5, one[i] as number) / n
    const q = Math.max(0.5, other[i] as number) / m
    index += (p - q) * Math.log(p / q)
  }
  const limit = bins < 2 ? 0 : (1 / n + 1 / m) * chanceLimit(bins - 1)
  return { index, isBeyondChance: bins > 1 && index > limit }
}
