import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { categoriesOf } from '../data/values.ts'
import { canonicalJson, sha256Text } from '../hash.ts'
import { fail, type Issue, issue, ok, type Result } from '../result.ts'

/** One condition on a row: over a mapped column, or over what was computed of its user. */
export type SlicePredicate =
  | { readonly kind: 'scene'; readonly scene: string }
  /** Activity decile of the row's user, both ends counted, 1 to 10. */
  | { readonly kind: 'activity'; readonly from: number; readonly to: number }
  /** Users without a train row. */
  | { readonly kind: 'unseen' }
  /** The column's value, as text, is one of these. */
  | { readonly kind: 'values'; readonly column: string; readonly values: readonly string[] }
  /** The numeric column lies in [least, most]; null leaves an end open. A missing value is in no range. */
  | {
      readonly kind: 'range'
      readonly column: string
      readonly least: number | null
      readonly most: number | null
    }
  /**
   * Users that a run told apart, say those of a cluster: by their index in the encoded dataset, which holds for one
   * reading of a dataset alone (`readingHash`). `of` says in words who they are.
   */
  | {
      readonly kind: 'users'
      readonly of: string
      readonly reading: string
      readonly users: readonly number[]
    }
  /** Rows that a run told apart, say those of a bin of its score: by their index in the encoded dataset, likewise. */
  | {
      readonly kind: 'rows'
      readonly of: string
      readonly reading: string
      readonly rows: readonly number[]
    }
/** A condition that names users or rows by an index, which holds for one reading alone. */
export type IndexPredicate = Extract<SlicePredicate, { readonly reading: string }>

export const isByIndex = (predicate: SlicePredicate): predicate is IndexPredicate =>
  predicate.kind === 'users' || predicate.kind === 'rows'

/** A named subset of rows: those on which every predicate holds. */
export interface SliceSpec {
  readonly all: readonly SlicePredicate[]
}

const PREFIX = 'custom='

/** Of each spec that was asked for: one may name tens of thousands of rows. */
const keys = new WeakMap<SliceSpec, string>()

/** The name under which metrics of a slice are kept: equal predicates in whatever order have one. */
export function sliceKey(spec: SliceSpec): string {
  const known = keys.get(spec)
  if (known !== undefined) return known
  const key = `${PREFIX}${sha256Text(canonicalJson([...new Set(spec.all.map(partOf))].sort())).slice(0, 16)}`
  keys.set(spec, key)
  return key
}

function partOf(predicate: SlicePredicate): string {
  if (isByIndex(predicate)) {
    const named = predicate.kind === 'users' ? predicate.users : predicate.rows
    return canonicalJson([predicate.kind, predicate.reading, [...named].sort((a, b) => a - b)])
  }
  if (predicate.kind === 'values') {
    return canonicalJson([predicate.kind, predicate.column, [...predicate.values].sort()])
  }
  return canonicalJson(predicate)
}

/** Whether a slice was made by a person: its metrics are read when somebody looks at it. */
export const isCustom = (slice: string | null): slice is `${typeof PREFIX}${string}` =>
  slice?.startsWith(PREFIX) === true

/** Rows of a split in the slice, as positions in the split's order. A name that the dataset lacks is an issue. */
export function slicePositions(
  encoded: EncodedDataset,
  split: Split,
  { all }: SliceSpec,
): Result<Uint32Array> {
  const issues: Issue[] = []
  const tests = all.map((predicate) => {
    const test = testOf(encoded, predicate)
    if (!test.ok) issues.push(...test.error)
    return test.ok ? test.value : () => false
  })
  if (issues.length > 0) return fail(issues)
  const positions: number[] = []
  for (const [position, row] of encoded.splits[split].entries()) {
    if (tests.every((holds) => holds(row))) positions.push(position)
  }
  return ok(Uint32Array.from(positions))
}

type RowTest = (row: number) => boolean

function testOf(encoded: EncodedDataset, predicate: SlicePredicate): Result<RowTest> {
  const { deciles, sceneIds, sceneNames, users } = encoded
  const decile = (row: number): number => deciles[row] as number
  switch (predicate.kind) {
    case 'scene': {
      const scene = sceneNames.indexOf(predicate.scene)
      if (scene < 0) return fail([issue('slice', 'slice.noScene', { scene: predicate.scene })])
      return ok((row) => sceneIds[row] === scene)
    }
    case 'activity':
      return ok((row) => decile(row) >= Math.max(1, predicate.from) && decile(row) <= predicate.to)
    case 'unseen':
      return ok((row) => decile(row) === 0)
    case 'values':
      return valuesTest(encoded, predicate)
    case 'range':
      return rangeTest(encoded, predicate)
    case 'users': {
      const wanted = new Set(predicate.users)
      return ok((row) => wanted.has(users[row] as number))
    }
    case 'rows': {
      const wanted = new Set(predicate.rows)
      return ok((row) => wanted.has(row))
    }
    default:
      return predicate satisfies never
  }
}

type Of<Kind extends SlicePredicate['kind']> = Extract<SlicePredicate, { readonly kind: Kind }>

function valuesTest(encoded: EncodedDataset, { column: name, values }: Of<'values'>): Result<RowTest> {
  const column = encoded.mapped(name)
  if (column === null) return fail([issue('slice', 'slice.noColumn', { column: name })])
  const { codes, levels } = categoriesOf(column)
  const wanted = levels.map((level) => values.includes(level))
  return ok((row) => wanted[codes[row] as number] === true)
}

function rangeTest(encoded: EncodedDataset, { column: name, least, most }: Of<'range'>): Result<RowTest> {
  const column = encoded.mapped(name)
  if (column === null) return fail([issue('slice', 'slice.noColumn', { column: name })])
  if (column.kind !== 'numeric') return fail([issue('slice', 'slice.notNumeric', { column: name })])
  const { values } = column
  const [low, high] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY]
  return ok((row) => (values[row] as number) >= low && (values[row] as number) <= high)
}
