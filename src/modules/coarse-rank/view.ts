import type { Schema } from '../../core/data/schema.ts'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { type Tower, type TowerCost, towerCost, towerOf } from '../../core/ranking/towers.ts'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Run } from '../../run/run.ts'
import { type coarseRank, headsOf } from './spec.ts'

type Config = ConfigOf<typeof coarseRank.settings>

/** A field that the student reads. */
export interface StudentField {
  readonly name: string
  readonly tower: Tower
}

/** The student's fields in the order of its taps: the user tower's, the item tower's, the cross tower's. */
export function studentFields(schema: Schema, { towers }: Pick<Config, 'towers'>): readonly StudentField[] {
  const named: readonly { readonly name: string; readonly tower: Tower | null }[] = [
    ...(schema.item === null ? [] : [{ name: schema.item, tower: 'item' as const }]),
    ...(schema.scene === null ? [] : [{ name: schema.scene, tower: 'user' as const }]),
    ...schema.features.map((feature) => ({
      name: feature.column,
      tower: towerOf({ ...feature, kind: 'feature' }),
    })),
  ]
  const read: readonly Tower[] = towers === 'three' ? ['user', 'item', 'cross'] : ['user', 'item']
  return read.flatMap((tower) =>
    named.flatMap((field) => (field.tower === tower ? [{ name: field.name, tower }] : [])),
  )
}

const BYTES = { float32: 4, int8: 1 } as const

/** What a request costs at these settings, and the bytes of the towers' weights; biases stay in 32 bits. */
export function costOf(
  config: Config,
  schema: Schema,
  candidates: number,
): TowerCost & { readonly bytes: number } {
  const sized = (width: number): number => (config.half ? Math.ceil(width / 2) : width)
  const dim = sized(config.embeddingDim)
  const fields = studentFields(schema, config)
  const inputsOf = (tower: Tower): number => dim * fields.filter((field) => field.tower === tower).length
  const widths = config.widths.map(sized)
  const heads = headsOf(config)
  const sizes = {
    userInputs: inputsOf('user'),
    itemInputs: inputsOf('item'),
    crossInputs: inputsOf('cross'),
    widths: [...widths.slice(0, -1), heads * (widths.at(-1) ?? 0)],
    crossUnits: sized(config.crossUnits),
    heads,
  }
  const cost = towerCost(sizes, candidates)
  const weights = cost.user + cost.item + cost.candidate - (sizes.widths.at(-1) ?? 0)
  const bytes = weights * BYTES[config.weights] + (cost.parameters - weights) * BYTES.float32
  return { ...cost, bytes }
}

/** The fine ranker on all test rows, for the task that the student learns; null before the test. */
export function fineRanker({ report }: Run): SliceMetrics | null {
  const task = report?.coarse?.task
  const own = report?.metrics.find((one) => one.split === 'test' && one.task === task && one.slice === null)
  return own ?? null
}

/** One field's importance: its mean gate, or the AUC that shuffling it costs; null where that has no value. */
export interface FieldImportance extends StudentField {
  readonly value: number | null
}

/** Fields by importance, the most important first; null where nothing was recorded. */
export function importances(config: Config, schema: Schema, run: Run): readonly FieldImportance[] | null {
  const values =
    config.selection === 'permutation' ? (run.report?.coarse?.fields?.lost ?? null) : meanGates(run)
  if (values === null) return null
  return studentFields(schema, config)
    .map((field, f) => ({ ...field, value: values[f] ?? null }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1))
}

function meanGates(run: Run): readonly number[] | null {
  const snapshot = run.snapshots.get('coarse-rank/importance')
  if (snapshot === undefined) return null
  const [rows = 0, width = 0] = snapshot.shape
  return Array.from({ length: width }, (_, f) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += snapshot.values[row * width + f] ?? 0
    return sum / rows
  })
}

/** AUC of the student where it keeps the most important of its fields, one more in each row. */
export interface KeptRow {
  readonly kept: number
  /** The field that was added last; null where none is kept. */
  readonly added: string | null
  readonly auc: number | null
  readonly random: number | null
}

/** Null before the test read, or where no importance was asked for. */
export function keptRows(config: Config, schema: Schema, { report }: Run): readonly KeptRow[] | null {
  const found = report?.coarse?.fields ?? null
  if (found === null) return null
  const names = studentFields(schema, config).map(({ name }) => name)
  return found.kept.map((auc, kept) => ({
    kept,
    added: kept === 0 ? null : (names[found.order[kept - 1] ?? -1] ?? null),
    auc,
    random: found.random[kept] ?? null,
  }))
}

/** Share of the towers' weights that pruning left; null where nothing is pruned. */
export const keptShare = ({ snapshots }: Run): number | null =>
  snapshots.get('coarse-rank/kept')?.values[0] ?? null
