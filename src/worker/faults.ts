import { type Issue, issue } from '../core/result.ts'
import { TooLarge, tooLarge } from '../engine/too-large.ts'

export const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const unexpected = (error: unknown): Issue =>
  issue('worker', 'worker.unexpected', { detail: detailOf(error) })

/** What to change where memory was refused; null for any other error. */
export const refusalOf = (error: unknown): Issue | null =>
  error instanceof TooLarge ? tooLarge(error) : null
