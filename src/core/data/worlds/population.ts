import { portableExp } from '../../portable-math.ts'
import { stream } from '../../rng.ts'
import { normals, paretoActivity } from './draws.ts'
import type { SettingsOf } from './settings.ts'

export const GENDERS = ['f', 'm'] as const
export const AGES = ['18-23', '24-30', '31-36', '37-45', '46-55', '56-70'] as const
export const REGIONS = ['north', 'south', 'east', 'west', 'centre'] as const
export const GENRES = 12
const CELLS = GENDERS.length * AGES.length

export interface Users {
  readonly gender: Uint8Array
  readonly age: Uint8Array
  /** A decoy: plays no part in any logit. */
  readonly region: Uint8Array
  readonly group: Uint8Array
  /** Taste of each user for each genre [users, GENRES]. */
  readonly taste: Float64Array
  /** Train rows of each user. */
  readonly activity: Uint16Array
}

/** Users of world A: θ_u[t] = μ_g[t] + σ·ε; g follows from the cell of gender and age with probability ρ. */
export function drawUsers(settings: SettingsOf<'a'>): Users {
  const { users, groups, rho, tasteNoise, seed } = settings
  const random = stream(seed, 'world-a/users')
  const groupOfCell = dealtGroups(random.permutation(CELLS), groups, () => random.int(groups))
  const means = normals(stream(seed, 'world-a/groups'), groups * GENRES)
  const own = stream(seed, 'world-a/taste')
  const gender = new Uint8Array(users)
  const age = new Uint8Array(users)
  const region = new Uint8Array(users)
  const group = new Uint8Array(users)
  const taste = new Float64Array(users * GENRES)
  for (let user = 0; user < users; user++) {
    const g = random.int(GENDERS.length)
    const a = random.int(AGES.length)
    gender[user] = g
    age[user] = a
    region[user] = random.int(REGIONS.length)
    // Both are drawn for every user, so that ρ moves groups and nothing else.
    const follows = random.uniform() < rho
    const other = random.int(groups)
    group[user] = follows ? (groupOfCell[g * AGES.length + a] as number) : other
    for (let genre = 0; genre < GENRES; genre++) {
      const mean = means[(group[user] as number) * GENRES + genre] as number
      taste[user * GENRES + genre] = mean + tasteNoise * own.normal()
    }
  }
  const activity = paretoActivity(stream(seed, 'world-a/activity'), {
    users,
    rows: settings.meanRows * users,
    pareto: settings.pareto,
    most: settings.mostRows,
  })
  return { gender, age, region, group, taste, activity }
}

/** Group of each cell: every group once in a random order of cells, then groups at random. */
function dealtGroups(order: Uint32Array, groups: number, draw: () => number): Uint8Array {
  const table = new Uint8Array(order.length)
  for (let i = 0; i < order.length; i++) table[order[i] as number] = i < groups ? i : draw()
  return table
}

export interface Hosts {
  readonly genre: Uint8Array
  readonly age: Uint8Array
  readonly quality: Float64Array
  /** Log of the mean stay against that of all hosts. */
  readonly hold: Float64Array
  /** Mean stay in whole seconds. */
  readonly meanStay: Uint16Array
  /** Cumulative share of requests' candidates. */
  readonly popularity: Float64Array
}

/** Hosts of world A: a genre, an age, a quality q ~ N(0, quality²), popularity ∝ exp(.8·N(0, 1)). */
export function drawHosts({ hosts, quality, seed }: SettingsOf<'a'>): Hosts {
  const random = stream(seed, 'world-a/hosts')
  const genre = Uint8Array.from({ length: hosts }, () => random.int(GENRES))
  const age = Uint8Array.from({ length: hosts }, () => random.int(AGES.length))
  const own = normals(random, hosts).map((normal) => quality * normal)
  const hold = normals(random, hosts).map((normal) => 0.6 * normal)
  let total = 0
  const cumulative = normals(random, hosts).map((normal) => {
    total += portableExp(0.8 * normal)
    return total
  })
  return {
    genre,
    age,
    quality: own,
    hold,
    meanStay: Uint16Array.from(hold, (value) => Math.round(60 * portableExp(value))),
    popularity: cumulative.map((value) => value / total),
  }
}
