import type { EncodedDataset } from '../core/data/encoded.ts'
import { sceneLabelConflict, taskLabelConflict } from '../core/data/label-conflict.ts'
import { fieldAucs } from '../core/data/leaks.ts'
import { stream } from '../core/rng.ts'
import {
  BATCH_EFFECT,
  FIELD_AUC,
  partPull,
  type RunEvent,
  SCENE_CONFLICT,
  SCENE_LABELS,
  SCENE_REACH,
  TASK_LABELS,
  termPull,
} from '../run/events.ts'
import type { Due } from './checkpoint.ts'
import { isRouted } from './pull.ts'
import { sceneConflict } from './scene-conflict.ts'
import type { Part } from './stage.ts'
import type { ModelStepper } from './stepper.ts'

/** What is looked at beside training, only to be shown: nothing of it changes a weight. */
export interface Examiner {
  /** Before the first step. */
  first(): readonly RunEvent[]
  /** At an evaluation that gave these logits of validation. What costs much is left out while it was read lately. */
  at(step: number, validLogits: Float32Array): Promise<readonly RunEvent[]>
  /** All of it, whenever it was last read. */
  last(step: number): Promise<readonly RunEvent[]>
  /** When that is read again, as a checkpoint has to know. */
  due(): Due
}

/** Least steps between two readings: of the terms' gradients, and of the scenes', which take more passes. */
export const TERMS_EVERY = 60
export const SCENES_EVERY = 120

export function examiner(
  encoded: EncodedDataset,
  parts: readonly Part[],
  stepper: ModelStepper,
  due: Due = { terms: 0, scenes: 0 },
): Examiner {
  const rows = gradientRows(encoded, stepper.batchSize)
  let { terms: termsDue, scenes: scenesDue } = due

  async function terms(step: number): Promise<readonly RunEvent[]> {
    termsDue = step + TERMS_EVERY
    return [{ type: 'metrics', points: pointsOf(stepper, await stepper.gradients(rows), step) }]
  }

  async function scenes(step: number): Promise<readonly RunEvent[]> {
    scenesDue = step + SCENES_EVERY
    if (!isRouted(encoded, parts)) return []
    const { cosines, reach } = await sceneConflict(encoded, stepper)
    const shape = [encoded.sceneNames.length, encoded.sceneNames.length]
    const told = (tap: string, values: Float32Array): readonly RunEvent[] =>
      values.length === 0 ? [] : [{ type: 'snapshot', step, tap, shape, values }]
    return [...told(SCENE_CONFLICT, cosines), ...told(SCENE_REACH, reach)]
  }

  return {
    first: () => [fieldEvent(encoded), ...labelEvents(encoded)],
    async at(step, validLogits) {
      const isFirst = termsDue === 0
      return [
        ...(isFirst ? await batchEffect(encoded, stepper, step, validLogits) : []),
        ...(step >= termsDue ? await terms(step) : []),
        ...(step >= scenesDue ? await scenes(step) : []),
      ]
    },
    last: async (step) => [...(await terms(step)), ...(await scenes(step))],
    due: () => ({ terms: termsDue, scenes: scenesDue }),
  }
}

/** One batch of train rows, the same in every run of one dataset, split and batch size. */
function gradientRows({ splits: { train } }: EncodedDataset, most: number): Uint32Array {
  const order = stream(0, 'gradient-rows').permutation(train.length)
  return Uint32Array.from(order.subarray(0, most), (i) => train[i] as number)
}

function pointsOf(
  { terms }: Pick<ModelStepper, 'terms'>,
  found: ReadonlyMap<string, number>,
  step: number,
): Extract<RunEvent, { type: 'metrics' }>['points'] {
  const told = (of: string, value: number | undefined) =>
    value === undefined || !Number.isFinite(value)
      ? []
      : [{ key: { split: 'train' as const, metric: 'gauge' as const, of, slice: null }, step, value }]
  const rooted = (name: string): number | undefined => {
    const square = found.get(name)
    return square === undefined ? undefined : Math.sqrt(square)
  }
  return [
    ...terms.flatMap(({ name, weight }) => told(termPull(name), weight === 0 ? 0 : rooted(`term/${name}`))),
    ...[...found.keys()].flatMap((name) =>
      name.startsWith('part/') ? told(partPull(name.slice('part/'.length)), rooted(name)) : [],
    ),
  ]
}

/** How far rows' logits move when the other half of their batch is other rows, over the spread of all logits. */
async function batchEffect(
  { splits: { train, valid } }: EncodedDataset,
  stepper: ModelStepper,
  step: number,
  validLogits: Float32Array,
): Promise<readonly RunEvent[]> {
  const half = Math.min(Math.floor(stepper.batchSize / 2), valid.length)
  if (half === 0) return []
  const mixed = new Uint32Array(stepper.batchSize)
  mixed.set(valid.subarray(0, half))
  for (let i = half; i < mixed.length; i++) mixed[i] = train[(i - half) % train.length] as number
  const logits = await stepper.evaluate(mixed)
  const width = logits.length / mixed.length
  let most = 0
  for (let i = 0; i < half * width; i++)
    most = Math.max(most, Math.abs((logits[i] as number) - (validLogits[i] as number)))
  const values = Float32Array.of(most / Math.max(1e-6, spreadOf(validLogits)))
  return [{ type: 'snapshot', step, tap: BATCH_EFFECT, shape: [1], values }]
}

/** Standard deviation. */
function spreadOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

function fieldEvent(encoded: EncodedDataset): RunEvent {
  const aucs = fieldAucs(encoded)
  return {
    type: 'snapshot',
    step: 0,
    tap: FIELD_AUC,
    shape: [aucs.length, encoded.tasks.length],
    values: Float32Array.from(aucs.flat(), (reached) => reached ?? Number.NaN),
  }
}

const labelEvents = (encoded: EncodedDataset): readonly RunEvent[] =>
  (
    [
      [SCENE_LABELS, sceneLabelConflict(encoded), encoded.sceneNames.length],
      [TASK_LABELS, taskLabelConflict(encoded), encoded.tasks.length],
    ] as const
  ).flatMap(([tap, found, size]): readonly RunEvent[] => {
    if (found === null) return []
    const values = Float32Array.of(...found.cosines, ...found.least)
    return [{ type: 'snapshot', step: 0, tap, shape: [2, size, size], values }]
  })
