import type { MetricKey } from '../core/metrics/series.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { type Stream, stream } from '../core/rng.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { leaveOneOut } from '../experiment/groups.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Claimable } from '../run/claiming.ts'
import type { RunEvent } from '../run/events.ts'
import type { TestReport } from '../run/report.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'

const SCENES = ['video', 'voice', 'battle']
const SLICES: readonly { readonly slice: string | null; readonly rows: number; readonly users: number }[] = [
  { slice: null, rows: 3012, users: 1534 },
  { slice: 'activity=low', rows: 611, users: 402 },
  ...SCENES.map((scene, i) => ({ slice: `scene=${scene}`, rows: 1503 - 400 * i, users: 903 - 200 * i })),
  ...Array.from({ length: 10 }, (_, i) => ({ slice: `activity=D${i + 1}`, rows: 203 + 20 * i, users: 133 })),
]
const EVALUATIONS = 30
const REPLICATES = 200

/** Six groups × five seeds of the sample, as trained runs report them: two tasks, three scenes, ten deciles. */
export function claimable(seed = 1, seeds: readonly number[] = [1, 2, 3, 4, 5]): Claimable {
  const full = sampleConfig()
  const wide = { ...full, training: { ...full.training, batchSize: 1024 } }
  const plan: Plan = {
    groups: [...leaveOneOut(full), wide].map((config, i) => ({ id: `g${i}`, label: null, style: i, config })),
    seeds,
  }
  const random = stream(seed, 'claimable')
  const levels = plan.groups.map((_, g) => 0.742 - 0.002 * g)
  const groups = plan.groups.map(({ id, config }, g) => ({
    groupId: id,
    runs: seeds.map((one) =>
      trainedRun(`${id}|${one}`, { ...config, seed: one }, levels[g] as number, random),
    ),
  }))
  const task = full.schema.tasks[0]?.id ?? ''
  return { plan, groups, task, valid: { rows: 3004, users: 1498 }, scenes: true }
}

function trainedRun(id: string, config: Run['config'], level: number, random: Stream): Run {
  const own = level + 0.0015 * random.normal()
  const events: readonly RunEvent[] = [
    {
      type: 'started',
      how: 'wasm, compiled (455 operations, 2 threads)',
      parameterCount: 20000,
      totalSteps: 420,
      stepsPerEpoch: 28,
      batchSize: config.training.batchSize,
      terms: [],
    },
    ...config.schema.tasks.flatMap((task) =>
      Array.from({ length: EVALUATIONS }, (_, i): RunEvent => {
        const key: MetricKey = { split: 'valid', metric: 'auc', of: task.id, slice: null }
        const value = own - 0.12 * Math.exp(-i / 5) + 0.001 * random.normal()
        return { type: 'metrics', points: [{ key, step: 14 * (i + 1), value }] }
      }),
    ),
    { type: 'tested', step: 420, report: reportOf(config, own, random) },
    {
      type: 'ended',
      reason: 'finished',
      step: 420,
      bestStep: 392,
      seconds: 6 + 2 * random.uniform(),
      rowsPerSecond: 36_000,
    },
  ]
  return events.reduce(reduceRun, queuedRun(id, config))
}

function reportOf(config: Run['config'], level: number, random: Stream): TestReport {
  const metrics: SliceMetrics[] = []
  const replicates = new Map<string, Float32Array>()
  for (const [t, { id: task }] of config.schema.tasks.entries()) {
    for (const { slice, rows, users } of SLICES) {
      const auc = level + 0.02 * t + 0.004 * random.normal()
      const positives = Math.round(rows * 0.31)
      metrics.push({
        split: 'test',
        task,
        slice,
        rows,
        positives,
        users,
        auc,
        gauc: auc - 0.05,
        gaucExcluded: 0.4,
        logloss: 0.5,
        calibration: 1,
      })
      const noise = stream(7, `${task} ${slice}`)
      replicates.set(
        `${task}|${slice ?? '*'}`,
        Float32Array.from(
          { length: REPLICATES },
          () => auc + 0.006 * noise.normal() + 0.001 * random.normal(),
        ),
      )
    }
  }
  return { metrics, roc: new Map(), violations: new Map(), sensitivity: [], interventions: [], replicates }
}
