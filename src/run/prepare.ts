import type { Dataset } from '../core/data/dataset.ts'
import { encode } from '../core/data/encode.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { countingFloor } from '../core/data/floor.ts'
import { type Schema, SPLITS, type Split, type SplitRule } from '../core/data/schema.ts'
import { canonicalJson, sha256Text } from '../core/hash.ts'
import { precisionRecall } from '../core/metrics/precision-recall.ts'
import { rocCurve } from '../core/metrics/roc.ts'
import type { Curve, SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { cutSplit, metricsOn, type SlicedSplit, slicedSplit, splitLabels } from '../core/metrics/slices.ts'
import { type Issue, ok, type Result } from '../core/result.ts'
import type { Prepared } from './report.ts'
import type { SliceReferences } from './slice-report.ts'

export interface Preparation {
  readonly encoded: EncodedDataset
  readonly prepared: Prepared
  readonly issues: readonly Issue[]
}

/** Encodes a dataset and says what can be known before training: counts, the counting floor, the oracle ceiling. */
export function prepare(dataset: Dataset, schema: Schema, split: SplitRule): Result<Preparation> {
  const encoding = encode(dataset, schema, split)
  if (!encoding.ok) return encoding
  const { encoded, issues } = encoding.value
  const sliced = { valid: slicedSplit(encoded, 'valid'), test: slicedSplit(encoded, 'test') }
  const prepared: Prepared = {
    key: sha256Text(canonicalJson({ dataset: dataset.id, schema, split })),
    rows: bySplit((of) => encoded.splits[of].length),
    tasks: encoded.tasks.map(({ id }, t) => ({
      id,
      positives: bySplit((of) => splitLabels(encoded, of, t).reduce((sum, label) => sum + label, 0)),
    })),
    scenes: encoded.sceneNames.map((name, scene) => ({
      name,
      rows: bySplit((of) => encoded.splits[of].filter((row) => encoded.sceneIds[row] === scene).length),
    })),
    users: encoded.userCount,
    items: encoded.itemCount,
    unseenTestUsers: unseenTestUsers(encoded),
    deciles: decileSizes(encoded),
    fields: encoded.fields.map(({ name, vocabSize }) => ({ name, vocabSize })),
    ...referencesOf(encoded, sliced),
  }
  return ok({ encoded, prepared, issues })
}

/** Counting floor and oracle ceiling of rows that a person named, by their positions in each split's order. */
export function sliceReferences(
  encoded: EncodedDataset,
  slice: string,
  positions: Readonly<Record<'valid' | 'test', Uint32Array>>,
): SliceReferences {
  const cut = (split: 'valid' | 'test') => cutSplit(encoded, split, [{ slice, positions: positions[split] }])
  return referencesOf(encoded, { valid: cut('valid'), test: cut('test') }, positions.test)
}

/** `curveRows`: the rows of the curves, all of test where they are not named. */
function referencesOf(
  encoded: EncodedDataset,
  sliced: Readonly<Record<'valid' | 'test', SlicedSplit>>,
  curveRows: Uint32Array = Uint32Array.from(encoded.splits.test.keys()),
): SliceReferences {
  const floor = reference(encoded, sliced, curveRows, 'ranking', (of, task) =>
    countingFloor(encoded, of, task),
  )
  const oracle =
    encoded.truth === null
      ? null
      : reference(encoded, sliced, curveRows, 'probability', (of, task) => truthOf(encoded, of, task))
  return {
    floor: floor.metrics,
    floorRoc: floor.roc,
    floorPrecision: floor.precision,
    oracle: oracle?.metrics ?? null,
    oracleRoc: oracle?.roc ?? null,
    oraclePrecision: oracle?.precision ?? null,
  }
}

interface Reference {
  readonly metrics: readonly SliceMetrics[]
  readonly roc: ReadonlyMap<string, Curve>
  readonly precision: ReadonlyMap<string, Curve>
}

/** Metrics on valid and test and the test curves of a score that needs no training. */
function reference(
  encoded: EncodedDataset,
  sliced: Readonly<Record<'valid' | 'test', SlicedSplit>>,
  curveRows: Uint32Array,
  kind: 'probability' | 'ranking',
  scoresOf: (split: Split, task: number) => Float32Array | null,
): Reference {
  const metrics: SliceMetrics[] = []
  const roc = new Map<string, Curve>()
  const precision = new Map<string, Curve>()
  const at = (values: Float32Array) => Float32Array.from(curveRows, (i) => values[i] as number)
  for (const [t, task] of encoded.tasks.entries()) {
    for (const split of ['valid', 'test'] as const) {
      const scores = scoresOf(split, t)
      if (scores === null) continue
      metrics.push(...metricsOn(sliced[split], t, scores, kind))
      if (split === 'valid') continue
      const labels = at(splitLabels(encoded, split, t))
      const curve = rocCurve(labels, at(scores))
      const found = precisionRecall(labels, at(scores))
      if (curve !== null) roc.set(task.id, curve)
      if (found !== null) precision.set(task.id, found.curve)
    }
  }
  return { metrics, roc, precision }
}

function truthOf(encoded: EncodedDataset, split: Split, task: number): Float32Array {
  const tasks = encoded.tasks.length
  return Float32Array.from(encoded.splits[split], (row) => encoded.truth?.[row * tasks + task] as number)
}

const bySplit = (value: (split: Split) => number): Record<Split, number> =>
  Object.fromEntries(SPLITS.map((split) => [split, value(split)])) as Record<Split, number>

function unseenTestUsers(encoded: EncodedDataset): number {
  const users = new Set<number>()
  for (const row of encoded.splits.test) users.add(encoded.users[row] as number)
  users.delete(-1)
  const unseen = [...users].filter((user) => encoded.activity[user] === 0)
  return users.size === 0 ? 0 : unseen.length / users.size
}

function decileSizes(encoded: EncodedDataset): Prepared['deciles'] {
  const sizes = Array.from({ length: 10 }, () => ({ users: 0, min: Number.POSITIVE_INFINITY, max: 0 }))
  const counted = new Uint8Array(encoded.userCount)
  for (let row = 0; row < encoded.rowCount; row++) {
    const user = encoded.users[row] as number
    const decile = encoded.deciles[row] as number
    if (user < 0 || decile === 0 || counted[user] === 1) continue
    counted[user] = 1
    const size = sizes[decile - 1] as { users: number; min: number; max: number }
    const rows = encoded.activity[user] as number
    size.users++
    size.min = Math.min(size.min, rows)
    size.max = Math.max(size.max, rows)
  }
  return sizes.map((size) => (size.users === 0 ? { users: 0, min: 0, max: 0 } : size))
}
