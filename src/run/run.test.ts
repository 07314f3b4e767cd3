import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricKey } from '../core/metrics/series.ts'
import { keyText } from '../core/metrics/series.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import type { RunEvent } from './events.ts'
import { hasChangedBackend } from './interruption.ts'
import { queuedRun, type Run, reduceRun } from './run.ts'

const LOSS: MetricKey = { split: 'train', metric: 'loss', of: null, slice: null }
const AUC: MetricKey = { split: 'valid', metric: 'auc', of: 'click', slice: null }
const TAP = 'user-clusters/centroids'
const metrics = (key: MetricKey, step: number, value: number): RunEvent => ({
  type: 'metrics',
  points: [{ key, step, value }],
})
const snapshot = (step: number, value: number): RunEvent => ({
  type: 'snapshot',
  step,
  tap: TAP,
  shape: [1, 2],
  values: Float32Array.of(value, value),
})
const STARTED: RunEvent = {
  type: 'started',
  how: 'wasm, eager',
  parameterCount: 1234,
  totalSteps: 40,
  stepsPerEpoch: 20,
  batchSize: 32,
  terms: [{ name: 'click', weight: 1 }],
}
const REPORT = {
  metrics: [],
  roc: new Map(),
  violations: new Map(),
  sensitivity: [],
  interventions: [],
  replicates: new Map(),
}
const ROWS = {
  sceneIds: Int32Array.of(0, 1),
  sceneNames: ['feed', 'room'],
  deciles: Uint8Array.of(1, 10),
  fields: [],
  plainFields: ['genre'],
}
/** A whole run, in the order in which the trainer tells it. */
const WHOLE: readonly RunEvent[] = [
  STARTED,
  { type: 'observing', rows: ROWS },
  metrics(LOSS, 10, 0.7),
  { type: 'progress', step: 10, rowsPerSecond: 900, tensors: 40 },
  { type: 'paused', step: 12 },
  { type: 'resumed', step: 12 },
  metrics(LOSS, 20, 0.6),
  metrics(AUC, 20, 0.65),
  snapshot(20, 1),
  { type: 'progress', step: 20, rowsPerSecond: 1000, tensors: 41 },
  metrics(AUC, 40, 0.75),
  snapshot(40, 2),
  { type: 'tested', step: 20, report: REPORT },
  { type: 'ended', reason: 'finished', step: 40, bestStep: 40, seconds: 1.5, rowsPerSecond: 853 },
]
const queued = queuedRun('a|1', sampleConfig())
const fold = (events: readonly RunEvent[], from: Run = queued): Run => events.reduce(reduceRun, from)
function points(run: Run, key: MetricKey): (readonly [number, number])[] {
  const series = run.series.get(keyText(key))
  return Array.from({ length: series?.length ?? 0 }, (_, i) => [
    series?.steps[i] ?? Number.NaN,
    series?.values[i] ?? Number.NaN,
  ])
}

describe('a run', () => {
  it('waits with nothing known of it', () => {
    expect(queued).toMatchObject({
      id: 'a|1',
      status: { kind: 'queued' },
      parameterCount: null,
      report: null,
    })
    expect([queued.series.size, queued.snapshots.size, queued.terms.length]).toEqual([0, 0, 0])
  })

  it('is at each event where the trainer is', () => {
    const states = WHOLE.map((_, i) => fold(WHOLE.slice(0, i + 1)).status)
    const running = (step: number) => ({ kind: 'running', step })
    expect(states).toEqual([
      ...[running(0), running(0), running(0), running(10)],
      ...[{ kind: 'paused', step: 12 }, running(12), running(12), running(12), running(12)],
      ...[running(20), running(20), running(20), running(20)],
      { kind: 'ended', reason: 'finished', step: 40 },
    ])
  })

  it('holds at its end all that the events said', () => {
    const run = fold(WHOLE)
    expect(run).toMatchObject({
      id: 'a|1',
      config: sampleConfig(),
      how: 'wasm, eager',
      parameterCount: 1234,
      totalSteps: 40,
      stepsPerEpoch: 20,
      batchSize: 32,
      terms: [{ name: 'click', weight: 1 }],
      rowsPerSecond: 853,
      tensors: 41,
      seconds: 1.5,
      bestStep: 40,
    })
    expect(run.report).toBe(REPORT)
    expect(run.observed).toBe(ROWS)
    expect(points(run, LOSS).map(([step]) => step)).toEqual([10, 20])
    expect(points(run, AUC)).toEqual([
      [20, Math.fround(0.65)],
      [40, 0.75],
    ])
  })

  it('is the same when its events are played again', () => {
    expect(fold(WHOLE)).toEqual(fold(WHOLE))
    expect(fold(WHOLE.slice(7), fold(WHOLE.slice(0, 7)))).toEqual(fold(WHOLE))
  })

  it('keeps of each tap what came last', () => {
    const run = fold([...WHOLE, snapshot(41, 3)])
    expect(run.snapshots).toEqual(
      new Map([[TAP, { step: 41, shape: [1, 2], values: Float32Array.of(3, 3) }]]),
    )
  })

  it('tells how each tap changed from one reading to the next, and nothing of one that came late', () => {
    expect(fold(WHOLE).changes).toEqual(new Map([[TAP, [{ step: 40, drift: 1, churn: 0 }]]]))
    expect(fold([...WHOLE, snapshot(20, 1)]).changes).toEqual(fold(WHOLE).changes)
  })

  it('takes points one by one or together', () => {
    const together = fold([
      {
        type: 'metrics',
        points: [
          { key: LOSS, step: 1, value: 3 },
          { key: AUC, step: 1, value: 0.5 },
          { key: LOSS, step: 2, value: 2 },
        ],
      },
    ])
    expect(together).toEqual(fold([metrics(LOSS, 1, 3), metrics(AUC, 1, 0.5), metrics(LOSS, 2, 2)]))
    expect(points(together, LOSS)).toEqual([
      [1, 3],
      [2, 2],
    ])
  })

  it('keeps what it reached when it fails, is stopped or diverges', () => {
    const reached = fold(WHOLE.slice(0, 10))
    const failed = reduceRun(reached, { type: 'failed', code: 'crashed', detail: 'out of memory' })
    expect(failed.status).toEqual({ kind: 'failed', code: 'crashed', detail: 'out of memory' })
    expect({ ...failed, status: reached.status }).toEqual(reached)
    for (const reason of ['stopped', 'diverged'] as const) {
      const ended = { type: 'ended', reason, step: 20, bestStep: null, seconds: 1, rowsPerSecond: 9 } as const
      const run = reduceRun(reached, ended)
      expect(run.status).toEqual({ kind: 'ended', reason, step: 20 })
      expect(run.bestStep).toBeNull()
      expect(points(run, AUC)).toEqual(points(reached, AUC))
    }
  })

  it('never changes a state that it has been in, however the events come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WHOLE), { maxLength: 40 }), (events) => {
        let run = queued
        for (const event of events) {
          const seen = [points(run, LOSS), points(run, AUC), { ...run, series: null }] as const
          const before = run
          run = reduceRun(run, event)
          expect([points(before, LOSS), points(before, AUC), { ...before, series: null }]).toEqual(seen)
          expect([run.id, run.config]).toEqual([queued.id, queued.config])
        }
        // What was told before it began is of no run that it still is.
        const own = events.slice(events.findLastIndex((event) => event.type === 'started') + 1)
        const count = own.filter((event) => event.type === 'metrics').length
        expect(points(run, LOSS).length + points(run, AUC).length).toBe(count)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('that goes on from a checkpoint is the run without the break, wherever it broke off', () => {
    const [, ...rest] = WHOLE
    /** The end is told whenever it is reached, whatever step its report is of. */
    const told = (event: RunEvent, step: number): boolean =>
      event.type === 'tested' ||
      event.type === 'ended' ||
      (event.type === 'metrics' ? (event.points[0]?.step ?? 0) > step : 'step' in event && event.step > step)
    for (const from of [0, 10, 20, 40]) {
      const again = [{ ...STARTED, from }, ...rest.filter((event) => told(event, from))]
      for (let broke = rest.findIndex((event) => told(event, from)); broke < WHOLE.length; broke++) {
        const broken = fold(WHOLE.slice(0, broke + 1))
        const seen = [points(broken, LOSS), points(broken, AUC)]
        const run = fold([...again], broken)
        const whole = fold(from === 0 ? again : WHOLE)
        const plain = ({ series, ...other }: Run) => ({ ...other, rowsPerSecond: null, tensors: null })
        expect(plain(run)).toEqual(plain(whole))
        for (const key of [LOSS, AUC]) expect(points(run, key)).toEqual(points(whole, key))
        expect([points(broken, LOSS), points(broken, AUC)]).toEqual(seen)
      }
    }
  })

  it('keeps in order why it stood still, and whether it went on elsewhere', () => {
    const slept = { cause: 'suspended', step: 20, at: 3, gap: 41, repeated: 0 } as const
    const lost = { cause: 'deviceLost', step: 20, at: 3, gap: 1, repeated: 2 } as const
    const [gpu, other, wasm] = [
      'webgpu, compiled (12 launches)',
      'webgpu, compiled (13 launches)',
      'wasm, compiled',
    ]
    const run = fold([
      { type: 'continued', ...slept, before: gpu, how: gpu },
      { type: 'checkpointed', step: 20, seconds: 3, bytes: 100 },
      { ...STARTED, from: 20 },
      { type: 'continued', ...lost, before: gpu, how: other },
    ])
    expect(run.interruptions.map(({ cause }) => cause)).toEqual(['suspended', 'deviceLost'])
    expect(run.checkpoint).toBe(20)
    expect(hasChangedBackend(run.interruptions)).toBe(false)
    const elsewhere = reduceRun(run, { type: 'continued', ...lost, before: gpu, how: wasm })
    expect(hasChangedBackend(elsewhere.interruptions)).toBe(true)
  })
})
