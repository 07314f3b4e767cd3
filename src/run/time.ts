import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash } from '../experiment/hash.ts'
import { type Left, type TimeRange, type Timing, timeRange } from './eta.ts'
import { isFinished, isTrainedHere, type Run } from './run.ts'

/**
 * Seconds that these runs and the one under way still take, from those that have ended here on the same data: those
 * trained alike where there are any. Null without one.
 */
export function timeLeft(
  runs: Iterable<Run>,
  waiting: readonly ExperimentConfig[],
  current: Run | null = null,
): TimeRange | null {
  const first = current?.config ?? waiting[0]
  if (first === undefined) return { least: 0, most: 0 }
  return timeRange(timingsOf(runs, first), leftOf(waiting, current))
}

function timingsOf(runs: Iterable<Run>, { dataset, training }: ExperimentConfig): readonly Timing[] {
  const ended = [...runs].filter(
    (run) => isTrainedHere(run) && isFinished(run) && run.config.dataset.id === dataset.id,
  )
  const alike = ended.filter(({ config }) => JSON.stringify(config.training) === JSON.stringify(training))
  // A run that several groups share was trained once.
  const once = new Map((alike.length > 0 ? alike : ended).map((run) => [run.attempt ?? run.id, run] as const))
  return [...once.values()].flatMap((run) => {
    const seconds = run.wallSeconds ?? run.seconds
    const steps = run.status.kind === 'ended' ? run.status.step : 0
    return seconds === null ? [] : [{ group: configHash(run.config), seconds, steps }]
  })
}

function leftOf(waiting: readonly ExperimentConfig[], current: Run | null): readonly Left[] {
  const groups = new Map<string, Left>()
  const at = (config: ExperimentConfig): Left => {
    const group = configHash(config)
    return groups.get(group) ?? { group, runs: 0, step: null }
  }
  for (const config of waiting) {
    const left = at(config)
    groups.set(left.group, { ...left, runs: left.runs + 1 })
  }
  if (current !== null) {
    const left = at(current.config)
    groups.set(left.group, { ...left, step: 'step' in current.status ? current.status.step : 0 })
  }
  return [...groups.values()]
}

/** 75 s as `1m15s`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole}s` : `${minutes}m${String(whole % 60).padStart(2, '0')}s`
}
