/** What was chosen on the map of one execution of a run: drawn users by place, and clusters by key. */
export interface Chosen {
  readonly attempt: string | null
  readonly drawn: readonly number[]
  readonly clusters: readonly string[]
}

export const noneOf = (attempt: string | null): Chosen => ({ attempt, drawn: [], clusters: [] })

/** What was chosen on the map of this execution: trained again, a run has other clusters, and nothing is chosen. */
export const chosenIn = (last: Chosen, attempt: string | null): Chosen =>
  last.attempt === attempt ? last : noneOf(attempt)

/** What of it is on a map with these clusters: laid beside another run, some have other names. */
export const foundOf = (chosen: Chosen, keys: readonly string[]): Chosen => ({
  ...chosen,
  clusters: chosen.clusters.filter((key) => keys.includes(key)),
})

/** With users that a lasso holds; those that were chosen stay. */
export const withDrawn = (chosen: Chosen, users: readonly number[]): Chosen => ({
  ...chosen,
  drawn: [...new Set([...chosen.drawn, ...users])].sort((a, b) => a - b),
})

/** With a cluster, or without it where it was chosen. */
export const toggled = (chosen: Chosen, key: string): Chosen => ({
  ...chosen,
  clusters: chosen.clusters.includes(key)
    ? chosen.clusters.filter((one) => one !== key)
    : [...chosen.clusters, key],
})

/** Drawn users that are chosen, by themselves or with their cluster. `keys`: of each user's cluster. */
export const markedOf = ({ drawn, clusters }: Chosen, keys: readonly string[]): readonly number[] => {
  const [own, whole] = [new Set(drawn), new Set(clusters)]
  return [...keys.keys()].filter((user) => own.has(user) || whole.has(keys[user] as string))
}
