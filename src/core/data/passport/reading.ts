import type { Dataset } from '../dataset.ts'
import { withDerived } from '../derived.ts'
import { withLevels } from '../fixes.ts'
import { readLabels } from '../labels.ts'
import type { Schema, Split, SplitRule } from '../schema.ts'
import { splitRows } from '../split.ts'
import { indexOf, type ValueIndex } from '../value-index.ts'

/** What of a dataset can be read under a schema and a split, however little that is. */
export interface Reading {
  /** With derived columns, and with numbers that a fix calls names as levels. */
  readonly dataset: Dataset
  readonly schema: Schema
  readonly rule: SplitRule
  /** Rows of the dataset that are read. */
  readonly rows: Uint32Array
  /** [rows, T]; null where they cannot be read. */
  readonly labels: Float32Array | null
  readonly users: ValueIndex
  readonly items: ValueIndex
  /** Positions among the rows; null where the split cannot be made. */
  readonly splits: Readonly<Record<Split, Uint32Array>> | null
}

export function readLeniently(read: Dataset, schema: Schema, rule: SplitRule): Reading {
  const levelled = withLevels(read, schema)
  const derived = withDerived(levelled, schema)
  const dataset = derived.ok ? derived.value : levelled
  const labelled = readLabels(dataset, schema)
  const isUsable = labelled.labels.length > 0 && labelled.issues.every(isLenient)
  const { rows } = labelled
  const users = indexOf(dataset, present(dataset, schema.user), rows)
  const items = indexOf(dataset, present(dataset, schema.item), rows)
  const dealt = splitRows(dataset, rows, users.index, users.count, rule)
  const labels = isUsable ? labelled.labels : null
  if (!dealt.ok) return { dataset, schema, rule, rows, labels, users, items, splits: null }
  const positionOf = new Int32Array(dataset.rowCount)
  for (let i = 0; i < rows.length; i++) positionOf[rows[i] as number] = i
  const positions = (of: Uint32Array): Uint32Array => {
    const found = new Uint32Array(of.length)
    for (let i = 0; i < of.length; i++) found[i] = positionOf[of[i] as number] as number
    return found
  }
  const { train, valid, test } = dealt.value
  const splits = { train: positions(train), valid: positions(valid), test: positions(test) }
  return { dataset, schema, rule, rows, labels, users, items, splits }
}

const isLenient = ({ severity, code }: { readonly severity: string; readonly code: string }): boolean =>
  severity === 'warning' || code === 'data.brokenChain'

const present = (dataset: Dataset, name: string | null): string | null =>
  name !== null && dataset.columns.has(name) ? name : null
