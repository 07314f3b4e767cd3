import { jointHalfWidth, jointPValue, type Noise } from './joint.ts'
import type { Looks } from './sequential.ts'
import { deviation, mean, meanHalfWidth } from './student.ts'

/** One quantity over paired seeds, with its error over resampled users; null where users were not resampled. */
export interface Sample {
  readonly values: readonly number[]
  readonly userError: number | null
}

/** How sure an interval is, and whether it was looked at as seeds came in (null: once, at a number fixed before). */
export interface Level {
  readonly alpha: number
  readonly looks: Looks | null
}

/** A mean with its two noises (UX V2, V3). */
export interface Estimate {
  readonly delta: number
  /** Training noise alone: t-interval over seeds; null below 2. */
  readonly seedHalf: number | null
  readonly userError: number | null
  /** Both noises joined; null below 2 seeds or without resampled users. */
  readonly half: number | null
  readonly p: number | null
  readonly noise: Noise | null
}

/** The α at which a single look is held. */
export const singleLook = ({ alpha, looks }: Level): number => looks?.nominal(alpha) ?? alpha

/** Mean, interval and p-value of a sample of one value or more. */
export function estimateOf({ values, userError }: Sample, level: Level): Estimate {
  const delta = mean(values)
  const alpha = singleLook(level)
  const noise =
    values.length < 2 || userError === null
      ? null
      : { seedError: deviation(values) / Math.sqrt(values.length), degrees: values.length - 1, userError }
  const p = noise === null ? null : jointPValue(delta, noise)
  return {
    delta,
    seedHalf: meanHalfWidth(values, alpha),
    userError,
    half: noise === null ? null : jointHalfWidth(noise, alpha),
    p: p === null ? null : (level.looks?.anytime(p) ?? p),
    noise,
  }
}

/** The four states of a difference that has an interval (UX V4). */
export type Finding = 'better' | 'worse' | 'no-difference' | 'not-enough'

/**
 * What an estimate says: `passed` is Holm's word on its p-value. An interval wholly within the zone of no practical
 * interest is no difference, however sure it is not 0.
 */
export function findingOf(delta: number, half: number, passed: boolean, rope: number): Finding {
  if (Math.abs(delta) + half <= rope) return 'no-difference'
  if (!passed) return 'not-enough'
  return delta > 0 ? 'better' : 'worse'
}

/** The level at which Holm holds a p-value that it has not passed, if the others stay as they are: α/(m − passed). */
export function holmLevel(passed: readonly boolean[], tested: number, alpha: number): number {
  return alpha / Math.max(1, tested - passed.filter(Boolean).length)
}
