import { TooLarge } from '../compile/too-large.ts'
import { type Issue, issue } from '../core/result.ts'

export { TooLarge }

/** What a person can change about it. */
export const tooLarge = ({ mebibytes, most }: TooLarge): Issue =>
  most === null
    ? issue('training.batchSize', 'engine.noMemory', { mebibytes })
    : issue('training.batchSize', 'engine.tooLarge', { mebibytes, most })
