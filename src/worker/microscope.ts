import type { EncodedDataset, Field } from '../core/data/encoded.ts'
import type { MicroscopeAnswer, Pass, QuestionOf } from '../core/inspect/question.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import type { Counterfactual } from '../model/stepper.ts'
import type { Rebuilt } from './rebuilt.ts'

/** One row's way through the model, as it is and with other values in some fields. */
export async function magnified(
  model: Rebuilt,
  { row, edits }: QuestionOf<'microscope'>,
): Promise<Result<MicroscopeAnswer>> {
  const { encoded } = model
  const changes = edits.map(({ field, id }) => ({
    field: encoded.fields.findIndex(({ name }) => name === field),
    id,
  }))
  const isKnown = ({ field, id }: Counterfactual): boolean =>
    id >= 0 && id < (encoded.fields[field]?.vocabSize ?? 0)
  if (!(row >= 0 && row < encoded.rowCount) || !changes.every(isKnown)) {
    return fail([issue('run', 'inspect.noSuch')])
  }
  const asIs = model.passes.get(row) ?? (await passOf(model, row, []))
  model.passes.set(row, asIs)
  const tasks = encoded.tasks.length
  const user = encoded.users[row] as number
  return ok({
    kind: 'microscope',
    row,
    edits,
    fields: encoded.fields.map((field, column) => described(encoded, field, column, row)),
    labels: Array.from(encoded.labels.subarray(row * tasks, (row + 1) * tasks)),
    isUnseen: user < 0 || encoded.activity[user] === 0,
    asIs,
    edited: changes.length === 0 ? null : await passOf(model, row, changes),
  })
}

async function passOf({ stepper }: Rebuilt, row: number, changes: readonly Counterfactual[]): Promise<Pass> {
  const rows = Uint32Array.of(row)
  return { logits: await stepper.evaluate(rows, changes), taps: await stepper.taps(rows, changes) }
}

function described(
  encoded: EncodedDataset,
  { name, kind, roles, labels }: Field,
  column: number,
  row: number,
): MicroscopeAnswer['fields'][number] {
  const id = encoded.ids[row * encoded.fields.length + column] as number
  const own =
    kind === 'user'
      ? encoded.userNames()[encoded.users[row] as number]
      : kind === 'item'
        ? encoded.itemNames()[encoded.items[row] as number]
        : labels[id]
  return { name, kind, roles, id, label: own ?? '' }
}
