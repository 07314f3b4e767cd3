import type { Run } from '../run/run.ts'

/** Name of one execution of a run; `visit` tells those of this visit from others. */
export const attemptOf = (runId: string, visit: string, count: number): string => `${runId}#${visit}${count}`

/** Whether its trained weights may still be with the trainer: it ended, and in this visit. */
export const hasWeights = ({ status, attempt }: Pick<Run, 'status' | 'attempt'>, visit: string): boolean =>
  status.kind === 'ended' && attempt !== null && attempt.startsWith(visit, attempt.lastIndexOf('#') + 1)
