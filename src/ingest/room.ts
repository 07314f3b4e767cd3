import { type Issue, issue } from '../core/result.ts'

/** Bytes, unpacked, of several files that are read together: all of them lie in memory at once, and once more joined. */
export const MOST_TOGETHER = 2_000_000_000

/** What several files may still take. */
export interface Room {
  /** Counts bytes; an issue once they are more than fit. */
  take(bytes: number): Issue | null
}

export function roomOf(most: number): Room {
  let taken = 0
  return {
    take(bytes) {
      taken += bytes
      return taken > most
        ? issue('file', 'join.tooLarge', { size: megabytes(taken), most: megabytes(most) })
        : null
    },
  }
}

export const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6)
