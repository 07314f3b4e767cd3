import type { Run } from './run.ts'

/** Seconds that this many runs take, from the shortest and the longest run measured here; null without one. */
export function timeFor(runs: Iterable<Run>, count: number): readonly [number, number] | null {
  const seconds = [...runs].flatMap((run) =>
    run.seconds !== null && run.status.kind === 'ended' && run.status.reason === 'finished'
      ? [run.seconds]
      : [],
  )
  return seconds.length === 0 ? null : [count * Math.min(...seconds), count * Math.max(...seconds)]
}

/** 75 s as `1m15s`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole}s` : `${minutes}m${String(whole % 60).padStart(2, '0')}s`
}
