/** One tab trains at a time: whose turn it is. */
export interface Turn {
  /** Whether it is this tab's turn; where it is not yet, `then` is called once it is: the latest one alone. */
  take(then: () => void): boolean
  /** Nothing is to be trained here any more. */
  release(): void
}

/** Where there is no other tab. */
export const OWN_TURN: Turn = { take: () => true, release: () => undefined }

/** What is used of the browser's locks. */
export interface LocksLike {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean },
    held: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>
}

/** Name of the lock that the tab holds which trains. */
export const TRAINING_LOCK = 'soundcheck.training'

/** Turns by a lock that all tabs of this page share; it goes with the tab that holds it. `told`: whether another has it while this one waits. */
export function lockedTurn(locks: LocksLike, told: (isElsewhere: boolean) => void): Turn {
  let release: (() => void) | null = null
  let waiting: (() => void) | null = null
  let isAsking = false
  let isElsewhere = false

  function held(): Promise<void> | undefined {
    isAsking = false
    isElsewhere = false
    told(false)
    const then = waiting
    waiting = null
    // What waited was given up meanwhile.
    if (then === null) return undefined
    return new Promise<void>((resolve) => {
      release = resolve
      then()
    })
  }

  async function ask(): Promise<void> {
    isAsking = true
    await locks.request(TRAINING_LOCK, { ifAvailable: true }, (lock) => {
      if (lock !== null) return held()
      isElsewhere = true
      if (waiting !== null) told(true)
      return undefined
    })
    if (isElsewhere) await locks.request(TRAINING_LOCK, {}, held)
  }

  return {
    take(then) {
      if (release !== null) return true
      waiting = then
      if (isElsewhere) told(true)
      if (!isAsking) void ask()
      return false
    },
    release() {
      release?.()
      release = null
      if (waiting !== null) told(false)
      waiting = null
    },
  }
}
