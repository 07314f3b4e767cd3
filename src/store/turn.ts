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

/** What is done while no tab trains and none can begin. */
export interface Handover {
  /** Before this tab trains: what others ended is not trained again. */
  begin(): Promise<void>
  /** Before another can: what this one ended lies there. */
  end(): Promise<void>
}
const NOTHING_SHARED: Handover = { begin: async () => undefined, end: async () => undefined }

/** Name of the lock that the tab holds which trains. */
export const TRAINING_LOCK = 'soundcheck.training'

/** Turns by a lock that all tabs of this page share; it goes with the tab that holds it. `told`: whether another has it while this one waits. */
export function lockedTurn(
  locks: LocksLike,
  told: (isElsewhere: boolean) => void,
  handover = NOTHING_SHARED,
): Turn {
  let release: (() => void) | null = null
  let waiting: (() => void) | null = null
  let isAsking = false
  let isElsewhere = false

  async function held(): Promise<void> {
    // What is asked for meanwhile waits for it, and has it without asking anew.
    isAsking = true
    do {
      await handover.begin()
      isElsewhere = false
      told(false)
      const then = waiting
      waiting = null
      // What waited was given up meanwhile.
      if (then === null) break
      await new Promise<void>((resolve) => {
        release = resolve
        then()
      })
      await handover.end()
    } while (waiting !== null)
    isAsking = false
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
