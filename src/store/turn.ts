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

/** What the page is told. */
export interface TurnHost {
  /** Whether another tab has the turn while this one waits. */
  told(isElsewhere: boolean): void
  /** Something went wrong; the turn goes on without it. */
  failed(error: unknown): void
}

/** What is done while no tab trains and none can begin; what fails of it keeps no tab from training. */
export interface Handover {
  /** Before this tab trains: what others ended is not trained again. */
  begin(): Promise<void>
  /** Before another can: what this one ended lies there. */
  end(): Promise<void>
}
const NOTHING_SHARED: Handover = { begin: async () => undefined, end: async () => undefined }

/** Name of the lock that the tab holds which trains. */
export const TRAINING_LOCK = 'soundcheck.training'

/** Turns by a lock that all tabs of this page share; it goes with the tab that holds it. */
export function lockedTurn(locks: LocksLike, { told, failed }: TurnHost, handover = NOTHING_SHARED): Turn {
  let release: (() => void) | null = null
  let waiting: (() => void) | null = null
  let isAsking = false
  let isElsewhere = false

  async function tried(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      failed(error)
    }
  }

  /** Until it is released, or what is to be trained cannot be begun. */
  async function used(then: () => void): Promise<void> {
    try {
      await new Promise<void>((resolve) => {
        release = resolve
        then()
      })
    } finally {
      release = null
    }
  }

  async function held(): Promise<void> {
    // What is asked for meanwhile waits for it, and has it without asking anew.
    isAsking = true
    try {
      do {
        await tried(handover.begin)
        isElsewhere = false
        told(false)
        const then = waiting
        waiting = null
        // What waited was given up meanwhile.
        if (then === null) break
        await tried(() => used(then))
        await tried(handover.end)
      } while (waiting !== null)
    } finally {
      isAsking = false
    }
  }

  async function ask(): Promise<void> {
    isAsking = true
    try {
      await locks.request(TRAINING_LOCK, { ifAvailable: true }, (lock) => {
        if (lock !== null) return held()
        isElsewhere = true
        if (waiting !== null) told(true)
        return undefined
      })
      if (isElsewhere) await locks.request(TRAINING_LOCK, {}, held)
    } catch (error) {
      // The browser gives no lock: who asks once more asks anew.
      isAsking = false
      isElsewhere = false
      waiting = null
      told(false)
      failed(error)
    }
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
