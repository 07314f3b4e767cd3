import type { RunEvent } from '../run/events.ts'

type Metrics = Extract<RunEvent, { readonly type: 'metrics' }>
type Progress = Extract<RunEvent, { readonly type: 'progress' }>

/** Least time between two batches, in milliseconds: metrics and progress make ten messages a second at most. */
const BATCH = 200

/**
 * The same events with fewer messages: points of metrics are joined, of progress the latest is kept. Any other event
 * lets them go first, so that nothing arrives out of order.
 */
export async function* batched(
  events: AsyncIterable<RunEvent>,
  clock: () => number,
): AsyncGenerator<RunEvent> {
  let points: Metrics['points'][number][] = []
  let progress: Progress | null = null
  let sent = Number.NEGATIVE_INFINITY

  function* held(): Generator<RunEvent> {
    if (points.length > 0) yield { type: 'metrics', points }
    if (progress !== null) yield progress
    points = []
    progress = null
    sent = clock()
  }

  for await (const event of events) {
    if (event.type === 'metrics') points.push(...event.points)
    else if (event.type === 'progress') progress = event
    else {
      yield* held()
      yield event
      continue
    }
    if (clock() - sent >= BATCH) yield* held()
  }
  yield* held()
}
