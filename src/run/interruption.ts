import { kindOf } from './how.ts'

/**
 * Why training stood still or went back. `suspended`: by the browser or a sleeping machine; `stopped`: by a person, who took
 * it up anew in the same visit.
 */
export type Cause = 'paused' | 'suspended' | 'deviceLost' | 'reopened' | 'stopped'

/** Training stood still and went on. */
export interface Interruption {
  readonly cause: Cause
  /** Step from which it went on. */
  readonly step: number
  /** Seconds of training until then, as the clock of the series has them. */
  readonly at: number
  /** Seconds that it stood still, by the clock on the wall. */
  readonly gap: number
  /** Seconds of training that were lost and are done again; null where nobody knows. */
  readonly repeated: number | null
  /** What trained before, and what trains from here on: for example `wasm, compiled (455 operations)`. */
  readonly before: string
  readonly how: string
}

/** Whether a run went on elsewhere than where it began: training it again gives no equal numbers then. */
export const hasChangedBackend = (interruptions: readonly Interruption[]): boolean =>
  interruptions.some(({ before, how }) => kindOf(before) !== kindOf(how))

/** Seconds of training that a run had behind it when it was last taken up anew: another execution spent them. */
export const secondsBefore = (interruptions: readonly Interruption[]): number =>
  interruptions.findLast(({ cause }) => cause === 'reopened' || cause === 'stopped')?.at ?? 0

/** 41 s as `00:41`. */
export function gapText({ gap }: Pick<Interruption, 'gap'>): string {
  const seconds = Math.round(gap)
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** Gaps that can be seen on an axis of time: a second at least. */
export const seenGaps = (interruptions: readonly Interruption[]): readonly Interruption[] =>
  interruptions.filter(({ gap }) => gap >= 1)
