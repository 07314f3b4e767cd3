/**
 * What could not be fetched. It stays so for all who wait, however often each asks, until one who has shown it forgets it:
 * were it forgotten at once, a page that asks with every drawing would never come to show it.
 */
export class Unfetched extends Error {
  readonly forget: () => void

  constructor(cause: unknown, forget: () => void) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'Unfetched'
    this.forget = forget
  }
}

/** Fetches once, when first asked, for all who ask; a failure is an `Unfetched`. */
export function fetchedOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let fetched: Promise<Value> | null = null
  return () => {
    if (fetched !== null) return fetched
    const own = load().catch((cause: unknown) => {
      throw new Unfetched(cause, () => {
        if (fetched === own) fetched = null
      })
    })
    fetched = own
    return own
  }
}

/** The same, forgotten where it fails: for whoever does not ask again with every drawing. */
export function orForgotten<Value>(fetched: Promise<Value>): Promise<Value> {
  return fetched.catch((error: unknown) => {
    if (error instanceof Unfetched) error.forget()
    throw error
  })
}
