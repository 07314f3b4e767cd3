import type { EncodedDataset } from '../core/data/encoded.ts'
import { auc } from '../core/metrics/auc.ts'
import type { FieldQuestion } from '../core/module-spec.ts'
import { towerOf } from '../core/ranking/towers.ts'
import { type Stream, stream } from '../core/rng.ts'
import type { FieldReport } from '../run/report.ts'
import { sampledRows } from './sensitivity.ts'
import type { Part } from './stage.ts'
import type { Stepper } from './stepper.ts'

/** Deals of a shuffled field, and random orders. */
const REPEATS = 3

/**
 * What the fields of a student are worth, on up to 4,096 rows of a split: AUC lost where one is shuffled, and AUC where
 * only the first k say something of their row. The order is made on validation, the figures are of test.
 */
export async function fieldReport(
  encoded: EncodedDataset,
  student: Pick<Part, 'id'>,
  question: FieldQuestion,
  stepper: Pick<Stepper, 'taps'>,
): Promise<FieldReport> {
  const columns = columnsOf(encoded, question)
  const [test, valid] = [encoded.splits.test, encoded.splits.valid].map(sampledRows) as [
    Uint32Array,
    Uint32Array,
  ]
  /** AUC of the student on rows of which some columns are shuffled. */
  const aucWith = async (rows: Uint32Array, shuffled: readonly number[], random: Stream) => {
    const ids = shuffledIds(encoded, rows, shuffled, question.among, random)
    const scores = (await stepper.taps(rows, ids)).get(`${student.id}/logit`)?.values
    if (scores === undefined) throw new Error(`${student.id} has no tap logit`)
    const tasks = encoded.tasks.length
    return auc(
      Float32Array.from(rows, (row) => encoded.labels[row * tasks] as number),
      scores,
    )
  }
  const losses = async (rows: Uint32Array, name: string): Promise<readonly (number | null)[]> => {
    const own = await aucWith(rows, [], stream(0, name))
    const lost: (number | null)[] = []
    for (const column of columns) {
      const without: (number | null)[] = []
      for (let deal = 0; deal < REPEATS; deal++) {
        without.push(await aucWith(rows, [column], stream(0, `${name}/${deal}`)))
      }
      const mean = meanOf(without)
      lost.push(own === null || mean === null ? null : own - mean)
    }
    return lost
  }
  const curveOf = async (order: readonly number[], name: string): Promise<readonly (number | null)[]> => {
    const curve: (number | null)[] = []
    for (let kept = 0; kept <= order.length; kept++) {
      const others = order.slice(kept).map((f) => columns[f] as number)
      curve.push(await aucWith(test, others, stream(0, name)))
    }
    return curve
  }

  const isShuffled = question.order === 'permutation'
  const importance = isShuffled
    ? await losses(valid, 'fields/valid')
    : meanGates((await stepper.taps(valid)).get(`${student.id}/importance`)?.values, columns.length)
  const order = descending(importance)
  const random: (readonly (number | null)[])[] = []
  for (let deal = 0; deal < REPEATS; deal++) {
    const drawn = [...stream(0, `fields/order/${deal}`).permutation(columns.length)]
    random.push(await curveOf(drawn, 'fields/curve'))
  }
  return {
    lost: isShuffled ? await losses(test, 'fields/test') : null,
    order,
    kept: await curveOf(order, 'fields/curve'),
    random: random[0]?.map((_, k) => meanOf(random.map((curve) => curve[k] ?? null))) ?? [],
    rows: test.length,
  }
}

/** Columns of ids that a student's towers read, in the order of its fields. */
const columnsOf = ({ fields }: EncodedDataset, { towers }: FieldQuestion): readonly number[] =>
  towers.flatMap((tower) => fields.flatMap((field, at) => (towerOf(field) === tower ? [at] : [])))

/**
 * The dataset's ids with some columns dealt out anew among `rows`, each column by a permutation of its own: among all
 * rows, or among those of each user. Rows without a user are dealt to as one user's.
 */
export function shuffledIds(
  { ids, fields, users }: EncodedDataset,
  rows: Uint32Array,
  columns: readonly number[],
  among: FieldQuestion['among'],
  random: Stream,
): Int32Array {
  const dealt = ids.slice()
  for (const column of columns) {
    const order = Array.from(random.permutation(rows.length), (i) => rows[i] as number)
    const from = among === 'all' ? order : byUser(order, users)
    const to = among === 'all' ? rows : byUser(rows, users)
    for (const [i, row] of to.entries()) {
      dealt[row * fields.length + column] = ids[(from[i] as number) * fields.length + column] as number
    }
  }
  return dealt
}

/** Rows by user, those of one user in the order in which they come. */
const byUser = (rows: ArrayLike<number>, users: Int32Array): readonly number[] =>
  Array.from(rows).sort((a, b) => (users[a] as number) - (users[b] as number))

/** Mean gate of each field, of gates [rows, fields]. */
function meanGates(gates: Float32Array | undefined, fields: number): readonly number[] {
  if (gates === undefined) throw new Error('a student that gates its fields has no tap importance')
  const rows = gates.length / fields
  return Array.from({ length: fields }, (_, f) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += gates[row * fields + f] as number
    return sum / rows
  })
}

/** Indices by value, the largest first; those without a value last. */
const descending = (values: readonly (number | null)[]): readonly number[] =>
  [...values.keys()].sort((a, b) => (values[b] ?? -Infinity) - (values[a] ?? -Infinity) || a - b)

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length < values.length || known.length === 0
    ? null
    : known.reduce((sum, value) => sum + value, 0) / known.length
}
