/** Least time that counts as standing still, in milliseconds, and how much longer than ever before work may take. */
const LEAST = 2000
const LONGER = 3

/** Milliseconds in which nothing ran: by the clock on the wall, and by that of training, which may have stood still too. */
export interface Gap {
  readonly wall: number
  readonly clock: number
}
export interface Heartbeat {
  /**
   * Work of a kind is done that began at the last beat. Null unless it took over two seconds more than three times the
   * longest of its kind before: what lies above that was no work. The first of a kind is never doubted.
   */
  beat(kind: string): Gap | null
  /** The same of what was kept meanwhile, which is work and lets others have their turn; null where they did. */
  kept(others: number): Gap | null
  /** The same of waiting for a turn, which takes no time by itself; null where others had theirs meanwhile. */
  rested(others: number): Gap | null
  /** Begins anew: what came since the last beat says nothing. */
  start(others: number): void
}

/** Tells a browser that froze its pages, and a machine that slept, from work that takes its time. */
export function heartbeat(wall: () => number, clock: () => number): Heartbeat {
  const longest = new Map<string, number>()
  let last = { wall: wall(), clock: clock() }
  let seen = 0

  function since(): Gap {
    const now = { wall: wall(), clock: clock() }
    const took = { wall: now.wall - last.wall, clock: now.clock - last.clock }
    last = now
    return took
  }
  const beyond = (took: Gap, usual: number): Gap | null =>
    took.wall - usual < LEAST ? null : { wall: took.wall - usual, clock: Math.max(0, took.clock - usual) }

  function worked(kind: string): Gap | null {
    const took = since()
    const before = longest.get(kind)
    const gap = before === undefined ? null : beyond(took, LONGER * before)
    if (gap === null) longest.set(kind, Math.max(before ?? 0, took.wall))
    return gap
  }
  function wasAlone(others: number): boolean {
    const isAlone = others === seen
    seen = others
    return isAlone
  }

  return {
    beat: worked,
    kept(others) {
      if (wasAlone(others)) return worked('checkpoint')
      since()
      return null
    },
    rested(others) {
      const took = since()
      return wasAlone(others) ? beyond(took, 0) : null
    },
    start(others) {
      since()
      seen = others
    },
  }
}
