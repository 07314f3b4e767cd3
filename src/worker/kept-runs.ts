/** What is kept of runs that have ended, up to a number of bytes: the oldest give way. */
export interface KeptRuns<Kept> {
  /** Nothing is kept of a run that was forgotten before it ended. */
  keep(runId: string, kept: Kept): void
  get(runId: string): Kept | undefined
  /** Whoever forgets will not ask any more, of a run under way neither. */
  forget(runId: string): void
}

/** The newest run stays, however large it is. */
export function createKeptRuns<Kept>(bytesOf: (kept: Kept) => number, mostBytes: number): KeptRuns<Kept> {
  const runs = new Map<string, Kept>()
  /** Forgotten before they ended. */
  const gone = new Set<string>()
  return {
    keep(runId, kept) {
      if (gone.delete(runId)) return
      runs.set(runId, kept)
      let bytes = [...runs.values()].reduce((sum, one) => sum + bytesOf(one), 0)
      for (const [oldest, own] of runs) {
        if (bytes <= mostBytes || oldest === runId) break
        runs.delete(oldest)
        bytes -= bytesOf(own)
      }
    },
    get: (runId) => runs.get(runId),
    forget(runId) {
      if (!runs.delete(runId)) gone.add(runId)
    },
  }
}
