import type { HeldEffect, NeutraliseAnswer, QuestionOf } from '../core/inspect/question.ts'
import { slicedScores } from '../core/inspect/sliced.ts'
import { middle95, type Resampled, resampledAuc, userWeights } from '../core/metrics/replicates.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { HELD } from '../modules/prior-gate/spec.ts'
import { isForeign } from './foreign.ts'
import { chunksOf, evaluated, type Rebuilt } from './rebuilt.ts'

/** Weights that are held, by place among the fields; and whether hidden layers' are. */
interface Hold {
  readonly what: HeldEffect['what']
  readonly fields: readonly number[]
  readonly isWhole: boolean
}

/**
 * ΔAUC on a slice of test when weights of the gate are held: each field's, those ticked together, all. At 1 all takes the
 * gates of hidden layers with it; at the mean there is none for a whole layer. Nothing is trained.
 */
export async function* neutralised(
  model: Rebuilt,
  question: QuestionOf<'neutralise'>,
): AsyncGenerator<void, Result<NeutraliseAnswer>> {
  const { encoded, stepper } = model
  const gate = model.config.modules['prior-gate']
  if (gate?.gate !== true) return fail([issue('run', 'inspect.noGate')])
  const names = gate.position === 'hidden' ? [] : stepper.fieldNames
  const isLayered = gate.position !== 'fields' && question.at === 'one'
  const ticked = question.ticked.map((name) => names.indexOf(name))
  if (ticked.includes(-1)) return fail([issue('run', 'inspect.noSuch')])
  if (isForeign(question.spec, model.config)) return fail([issue('slice', 'slice.otherUsers')])
  const cut = slicedScores(encoded, question.task, question)
  if (!cut.ok) return cut
  const slice = cut.value
  if (names.length === 0 && !isLayered) return fail([issue('run', 'inspect.noMean')])

  const at = question.at === 'one' ? names.map(() => 1) : yield* meanWeights(model)
  const all = [...names.keys()]
  const holds: readonly Hold[] = [
    ...all.map((field) => ({ what: 'field' as const, fields: [field], isWhole: false })),
    ...(ticked.length > 1 ? [{ what: 'ticked' as const, fields: ticked, isWhole: false }] : []),
    { what: 'all', fields: all, isWhole: true },
  ]
  const draws = (yield* userWeights(encoded, 'test')).map(slice.weightsOf)
  async function* read(hold: Hold | null): AsyncGenerator<void, Resampled> {
    const key = JSON.stringify([question.task, question.slice, keyOf(hold, at)])
    const known = model.resampled.get(key)
    if (known !== undefined) return known
    const scores = slice.scoresOf(yield* logitsUnder(model, hold, at, isLayered))
    const resampled = yield* resampledAuc(slice.labels, scores, draws)
    model.resampled.set(key, resampled)
    return resampled
  }
  const asIs = yield* read(null)
  const effects: HeldEffect[] = []
  for (const hold of holds) effects.push(effectOf(hold, yield* read(hold), asIs, names, at))
  const { rows, positives, users } = slice
  return ok({ kind: 'neutralise', question, rows, positives, users, auc: asIs.auc, effects })
}

function effectOf(
  { what, fields }: Hold,
  { auc, replicates }: Resampled,
  asIs: Resampled,
  names: readonly string[],
  at: readonly number[],
): HeldEffect {
  return {
    what,
    fields: fields.map((field) => ({ field: names[field] as string, at: at[field] as number })),
    auc,
    delta: auc === null || asIs.auc === null ? null : auc - asIs.auc,
    ...middle95(replicates.map((value, r) => value - (asIs.replicates[r] as number))),
  }
}

const keyOf = (hold: Hold | null, at: readonly number[]): string =>
  hold === null ? '' : `${[...hold.fields].sort((a, b) => a - b)} at ${at} ${hold.isWhole}`

/** Logits on test with weights held; those of the model as it is for null. */
async function* logitsUnder(
  model: Rebuilt,
  hold: Hold | null,
  at: readonly number[],
  isLayered: boolean,
): AsyncGenerator<void, Float32Array> {
  const key = keyOf(hold, at)
  const known = model.logits.get(key)
  if (known !== undefined) return known
  const { stepper } = model
  const none = new Float32Array(at.length)
  const around =
    hold === null
      ? null
      : {
          before: () =>
            stepper.assign(
              new Map([
                [HELD.fields, none.map((_, field) => Number(hold.fields.includes(field)))],
                [HELD.at, Float32Array.from(at)],
                [HELD.layers, Float32Array.of(Number(hold.isWhole && isLayered))],
              ]),
            ),
          after: () =>
            stepper.assign(
              new Map([
                [HELD.fields, none],
                [HELD.layers, Float32Array.of(0)],
              ]),
            ),
        }
  const logits = yield* evaluated(model, model.encoded.splits.test, around)
  model.logits.set(key, logits)
  return logits
}

/** Mean weight of each field over the test rows. */
async function* meanWeights(model: Rebuilt): AsyncGenerator<void, readonly number[]> {
  if (model.meanWeights !== null) return model.meanWeights
  const { stepper, encoded } = model
  const { test } = encoded.splits
  const sums = new Float64Array(stepper.fieldNames.length)
  for (const [, rows] of chunksOf(test, stepper.batchSize)) {
    const tap = (await stepper.taps(rows)).get('prior-gate/weights')
    if (tap === undefined) throw new Error('a gate on fields shows no weights')
    for (const [i, weight] of tap.values.entries()) {
      const field = i % sums.length
      sums[field] = (sums[field] as number) + weight
    }
    yield
  }
  model.meanWeights = Array.from(sums, (sum) => sum / test.length)
  return model.meanWeights
}
