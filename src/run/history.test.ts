import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { asOf, keptSteps, MOST_READINGS, readingAt, withReading } from './history.ts'
import { queuedRun, reduceRun, type Snapshot } from './run.ts'

const reading = (step: number, size = 1, value = step): Snapshot => ({
  step,
  shape: [size],
  values: new Float32Array(size).fill(value),
})
const readAll = (steps: readonly number[], size = 1): readonly Snapshot[] =>
  steps.reduce<readonly Snapshot[]>((kept, step) => withReading(kept, reading(step, size)), [])
const stepsOf = (kept: readonly Snapshot[]): number[] => kept.map(({ step }) => step)

describe('what is kept of a tap', () => {
  it('is all of it, in the order of steps, while it is little', () => {
    expect(stepsOf(readAll([10, 20, 40, 30]))).toEqual([10, 20, 30, 40])
  })

  it('is the later of two readings at one step: the weights that are kept are read again', () => {
    const kept = withReading(readAll([10, 20, 30]), reading(20, 1, -1))
    expect(stepsOf(kept)).toEqual([10, 20, 30])
    expect(kept[1]?.values[0]).toBe(-1)
  })

  it.each([100, 25, 400])('spans all of training, the first and the last included: %i readings', (count) => {
    const kept = stepsOf(
      readAll(
        Array.from({ length: count }, (_, i) => 10 * (i + 1)),
        3,
      ),
    )
    expect(kept.length).toBe(MOST_READINGS)
    expect([kept[0], kept.at(-1)]).toEqual([10, 10 * count])
    const gaps = kept.slice(1).map((step, i) => step - (kept[i] ?? 0))
    // Thinned in pairs, no gap grows beyond about four times the even one.
    expect(Math.max(...gaps)).toBeLessThanOrEqual((4 * 10 * count) / (MOST_READINGS - 1) + 10)
  })

  it('is less where a reading is large: at most 768 KB a tap, and never fewer than two', () => {
    const steps = Array.from({ length: 30 }, (_, i) => i + 1)
    expect(readAll(steps, 16_384).length).toBe(12)
    expect(readAll(steps, 500_000).length).toBe(2)
  })
})

it('finds the reading that was current at a step', () => {
  const kept = readAll([10, 20, 30])
  expect(readingAt(kept, 25)?.step).toBe(20)
  expect(readingAt(kept, 30)?.step).toBe(30)
  expect(readingAt(kept, 5)).toBe(null)
  expect(readingAt([], 5)).toBe(null)
})

it('gives the run as it was at an evaluation, each tap at its own latest reading', () => {
  const told = [
    ['a', 10],
    ['b', 10],
    ['a', 20],
    ['a', 30],
  ] as const
  const run = told.reduce(
    (before, [tap, step]) => reduceRun(before, { type: 'snapshot', tap, ...reading(step) }),
    queuedRun('r', sampleConfig()),
  )
  expect(keptSteps(run)).toEqual([10, 20, 30])
  const then = asOf(run, 20)
  expect(then.snapshots.get('a')?.step).toBe(20)
  expect(then.snapshots.get('b')?.step).toBe(10)
  expect(asOf(run, 30).snapshots).toEqual(run.snapshots)
})
