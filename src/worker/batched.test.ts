import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../run/events.ts'
import { batched } from './batched.ts'

const metrics = (step: number): RunEvent => ({
  type: 'metrics',
  points: [{ key: { split: 'train', metric: 'loss', of: 'task/click', slice: null }, step, value: step }],
})
const progress = (step: number): RunEvent => ({ type: 'progress', step, rowsPerSecond: 1, tensors: 1 })

/** Plays events at given milliseconds and returns what came out, with its time. */
async function played(events: readonly (readonly [number, RunEvent])[]): Promise<[number, RunEvent][]> {
  let now = 0
  async function* timed(): AsyncGenerator<RunEvent> {
    for (const [at, event] of events) {
      now = at
      yield event
    }
  }
  const out: [number, RunEvent][] = []
  for await (const event of batched(timed(), () => now)) out.push([now, event])
  return out
}

describe('batched', () => {
  it('sends at most ten messages a second, and every point', async () => {
    const events = Array.from({ length: 300 }, (_, i) =>
      i % 2 === 0 ? ([i * 10, metrics(i)] as const) : ([i * 10, progress(i)] as const),
    )
    const out = await played(events)
    for (let second = 0; second < 2; second++) {
      const within = out.filter(([at]) => at >= second * 1000 && at < (second + 1) * 1000)
      expect(within.length).toBeLessThanOrEqual(10)
    }
    const steps = out.flatMap(([, event]) =>
      event.type === 'metrics' ? event.points.map((p) => p.step) : [],
    )
    expect(steps).toEqual(Array.from({ length: 150 }, (_, i) => 2 * i))
    expect(out.at(-1)?.[1]).toEqual(progress(299))
  })

  it('keeps order around other events', async () => {
    const paused: RunEvent = { type: 'paused', step: 3 }
    const out = await played([
      [0, metrics(1)],
      [1, metrics(2)],
      [2, paused],
      [3, metrics(4)],
    ])
    expect(out.map(([, event]) => event.type)).toEqual(['metrics', 'metrics', 'paused', 'metrics'])
  })
})
