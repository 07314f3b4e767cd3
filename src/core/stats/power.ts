import type { Noise } from './joint.ts'
import { chiSquareQuantile, normalQuantile, normalTail, studentQuantile } from './student.ts'

/** How often a difference has to be called for it to count as detectable (UX V8). */
const POWER = 0.8
/** Further seeds, and times the users, beyond which nothing is promised. */
const MOST_SEEDS = 100
const MOST_USERS = 100

/**
 * True difference that leaves 0 out of the joint interval 8 times in 10, where the two errors are as given. The spread
 * over seeds is itself estimated anew each time, so the power is a mean over s² ~ σ²χ²/degrees: with three seeds a tenth
 * more than the half-width and z(.8) errors.
 */
export function detectableDifference(noise: Noise, alpha = 0.05): number {
  const error = Math.hypot(noise.seedError, noise.userError)
  if (error === 0) return 0
  const seeds = studentQuantile(1 - alpha / 2, noise.degrees) * noise.seedError
  const users = normalQuantile(1 - alpha / 2) * noise.userError
  const halves = spreadsOf(noise.degrees).map((spread) => Math.hypot(seeds * spread, users))
  const power = (delta: number): number =>
    halves.reduce((sum, half) => sum + normalTail((half - delta) / error), 0) / halves.length
  let [low, high] = [0, Math.max(...halves) + 4 * error]
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2
    if (power(middle) < POWER) low = middle
    else high = middle
  }
  return high
}

const QUANTILES = 24
const SPREADS = new Map<number, readonly number[]>()
/** s/σ at the middles of equally likely ranges. */
function spreadsOf(degrees: number): readonly number[] {
  const known = SPREADS.get(degrees)
  if (known !== undefined) return known
  const spreads = Array.from({ length: QUANTILES }, (_, i) =>
    Math.sqrt(chiSquareQuantile((i + 0.5) / QUANTILES, degrees) / degrees),
  )
  SPREADS.set(degrees, spreads)
  return spreads
}

/** What a difference would need to be settled; both null where nothing within reach would do. */
export interface Settling {
  /** Further seeds. */
  readonly seeds: number | null
  /** Times the test users. */
  readonly users: number | null
}
/** A mean difference over some seeds, the spread of one seed's, and the error over users. */
export interface Unsettled {
  readonly delta: number
  readonly seedDeviation: number
  readonly userError: number
  readonly seeds: number
}
interface Bars {
  readonly rope: number
  /** Level of the interval that must lie within ±rope. */
  readonly within: number
  /** Level of the interval that must leave 0 out. */
  readonly apart: number
}

/**
 * What would settle it at the difference seen so far (UX V7): the expected interval leaves 0 out, or lies within ±rope.
 * Further seeds, one at least, where they are enough; where the noise of users alone is too wide, times the users, and
 * further seeds besides where their noise would take more than half of the room.
 */
export function whatSettles(now: Unsettled, bars: Bars): Settling {
  const size = Math.abs(now.delta)
  const routes = [
    { room: size, alpha: bars.apart },
    { room: bars.rope - size, alpha: bars.within },
  ]
    .filter(({ room }) => room > 0)
    .map(({ room, alpha }) => ({ room, alpha, user: normalQuantile(1 - alpha / 2) * now.userError }))
  const seeds = routes
    .filter(({ room, user }) => user < room)
    .map(({ room, user, alpha }) => seedsWithin(now, alpha, Math.sqrt(room ** 2 - user ** 2), 1))
    .filter((more) => more !== null)
  if (seeds.length > 0) return { seeds: Math.min(...seeds), users: null }
  const best = routes
    .filter(({ room, user }) => user >= room)
    .flatMap(({ room, user, alpha }) => {
      const more = seedsWithin(now, alpha, room / Math.SQRT2, 0)
      return more === null ? [] : [{ more, users: user ** 2 / (room ** 2 - seedPart(now, more, alpha) ** 2) }]
    })
    .sort((a, b) => a.users - b.users)[0]
  if (best === undefined || best.users > MOST_USERS) return { seeds: null, users: null }
  return { seeds: best.more === 0 ? null : best.more, users: best.users }
}

/** Further seeds, `least` at least, at which the seeds' part of the interval is within this room; null beyond reach. */
function seedsWithin(now: Unsettled, alpha: number, room: number, least: number): number | null {
  const isWithin = (more: number): boolean => seedPart(now, more, alpha) < room
  if (!isWithin(MOST_SEEDS)) return null
  let [low, high] = [least - 1, MOST_SEEDS]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isWithin(middle)) high = middle
    else low = middle
  }
  return high
}

/** Half-width that the seeds alone would leave. */
function seedPart({ seedDeviation, seeds }: Unsettled, more: number, alpha: number): number {
  const n = seeds + more
  return (studentQuantile(1 - alpha / 2, n - 1) * seedDeviation) / Math.sqrt(n)
}
