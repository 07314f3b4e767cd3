/** Groups of equal counts that durations are cut into (D2Q, Zhan et al. 2022: 30). */
export const DURATION_GROUPS = 30

/** Watch times within groups of like duration, fitted on train rows. */
export interface DurationGroups {
  /** Ascending; a duration belongs to the group given by how many cuts lie at or below it. */
  readonly cuts: Float64Array
  /** Sorted watch times of each group's train rows. */
  readonly times: readonly Float64Array[]
}

/** Cuts train durations into groups of equal counts, fewer where values repeat; rows without either value are left out. */
export function fitDurationGroups(
  watch: Float64Array,
  durations: Float64Array,
  train: Uint32Array,
  groups = DURATION_GROUPS,
): DurationGroups {
  const rows = train.filter((row) => !Number.isNaN(watch[row]) && !Number.isNaN(durations[row]))
  const sorted = Float64Array.from(rows, (row) => durations[row] as number).sort()
  const cuts: number[] = []
  for (let g = 1; g < groups; g++) {
    const cut = sorted[Math.floor((g * sorted.length) / groups)]
    if (cut !== undefined && cut > (cuts.at(-1) ?? (sorted[0] as number))) cuts.push(cut)
  }
  const lists: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  for (const row of rows) lists[groupOf(cuts, durations[row] as number)]?.push(watch[row] as number)
  return { cuts: Float64Array.from(cuts), times: lists.map((list) => Float64Array.from(list).sort()) }
}

/**
 * Share of a group's train rows that watched less than `time`, those equal counting half: in [0, 1]. Half where the
 * duration is missing or its group is empty: nothing is known.
 */
export function quantileOf({ cuts, times }: DurationGroups, time: number, duration: number): number {
  if (Number.isNaN(time) || Number.isNaN(duration)) return 0.5
  const own = times[groupOf(cuts, duration)] as Float64Array
  if (own.length === 0) return 0.5
  const below = countBelow(own, time, false)
  return (below + countBelow(own, time, true)) / (2 * own.length)
}

const groupOf = (cuts: ArrayLike<number>, duration: number): number => {
  let group = 0
  while (group < cuts.length && (cuts[group] as number) <= duration) group++
  return group
}

/** How many sorted values lie below `limit`, or at it too. */
function countBelow(sorted: Float64Array, limit: number, orAt: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const value = sorted[middle] as number
    if (value < limit || (orAt && value === limit)) low = middle + 1
    else high = middle
  }
  return low
}
