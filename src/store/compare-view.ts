import type { SlicePredicate, SliceSpec } from '../core/metrics/slice-spec.ts'
import { indexText, isIndex, textIndices } from './index-text.ts'

/** A slice that a person named. */
export interface SavedSlice {
  readonly name: string
  readonly spec: SliceSpec
}

/** What a person wrote beside a group. */
export interface GroupMark {
  readonly tags: readonly string[]
  readonly note: string
}

/** What a person did with a run in the table of runs; none of it changes a number. */
export interface RunMark extends GroupMark {
  readonly name: string | null
  readonly pinned: boolean
  readonly hidden: boolean
  readonly archived: boolean
}

/** What a person keeps with a comparison beside the plan. */
export interface CompareView {
  readonly slices: readonly SavedSlice[]
  /** By group id. */
  readonly groups: Readonly<Record<string, GroupMark>>
  /** By `group|seed`. */
  readonly runs: Readonly<Record<string, RunMark>>
  readonly hypothesis: string
  readonly note: string
}

export const NO_GROUP_MARK: GroupMark = { tags: [], note: '' }
export const NO_RUN_MARK: RunMark = {
  ...NO_GROUP_MARK,
  name: null,
  pinned: false,
  hidden: false,
  archived: false,
}
export const EMPTY_COMPARE_VIEW: CompareView = { slices: [], groups: {}, runs: {}, hypothesis: '', note: '' }

/** As it is kept: users and rows as text, for there may be tens of thousands. */
export const keptCompareView = (view: CompareView) => ({
  ...view,
  slices: view.slices.map(({ name, spec }) => ({ name, spec: { all: spec.all.map(keptPredicate) } })),
})

function keptPredicate(one: SlicePredicate) {
  if (one.kind === 'users') return { ...one, users: indexText(one.users) }
  return one.kind === 'rows' ? { ...one, rows: indexText(one.rows) } : one
}

/** What was kept last time; a part that cannot be read is left out, and nothing else with it. */
export function parseCompareView(value: unknown): CompareView {
  const view = recordOf(value)
  return {
    slices: listOf(view.slices).flatMap((one) => parseSlice(one) ?? []),
    groups: mapOf(view.groups, parseGroupMark),
    runs: mapOf(view.runs, (mark) => ({
      ...parseGroupMark(mark),
      name: typeof mark.name === 'string' ? mark.name : null,
      pinned: mark.pinned === true,
      hidden: mark.hidden === true,
      archived: mark.archived === true,
    })),
    hypothesis: textOf(view.hypothesis),
    note: textOf(view.note),
  }
}

type Fields = Readonly<Record<string, unknown>>

function parseSlice(value: unknown): SavedSlice | null {
  const { name, spec } = recordOf(value)
  const all = listOf(recordOf(spec).all).map(parsePredicate)
  if (typeof name !== 'string' || all.length === 0) return null
  // A predicate that is lost would make the slice wider than what its name says.
  const whole = all.filter((one) => one !== null)
  return whole.length < all.length ? null : { name, spec: { all: whole } }
}

function parsePredicate(value: unknown): SlicePredicate | null {
  const one = recordOf(value)
  const column = textOf(one.column)
  switch (one.kind) {
    case 'scene':
      return typeof one.scene === 'string' ? { kind: 'scene', scene: one.scene } : null
    case 'activity': {
      const [from, to] = [decileOf(one.from), decileOf(one.to)]
      return from === null || to === null ? null : { kind: 'activity', from, to }
    }
    case 'unseen':
      return { kind: 'unseen' }
    case 'values':
      return { kind: 'values', column, values: listOf(one.values).filter(isText) }
    case 'range': {
      const { least, most } = one
      return isEnd(least) && isEnd(most) ? { kind: 'range', column, least, most } : null
    }
    case 'users': {
      const users = indicesOf(one.users)
      return users === null ? null : { ...told(one), kind: 'users', users }
    }
    case 'rows': {
      const rows = indicesOf(one.rows)
      return rows === null ? null : { ...told(one), kind: 'rows', rows }
    }
    default:
      return null
  }
}

const told = (one: Fields) => ({ of: textOf(one.of), reading: textOf(one.reading) })
/** Earlier versions kept a list. */
const indicesOf = (value: unknown): readonly number[] | null =>
  isText(value) ? textIndices(value) : listOf(value).filter(isIndex)

const parseGroupMark = (mark: Fields): GroupMark => ({
  tags: listOf(mark.tags).filter(isText),
  note: textOf(mark.note),
})

const isText = (value: unknown): value is string => typeof value === 'string'
const textOf = (value: unknown): string => (isText(value) ? value : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** Of a range: null where it is open. */
const isEnd = (value: unknown): value is number | null => value === null || Number.isFinite(value)
const decileOf = (value: unknown): number | null =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10 ? (value as number) : null
const recordOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}
const mapOf = <T>(value: unknown, parse: (fields: Fields) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(recordOf(value)).map(([key, one]) => [key, parse(recordOf(one))]))
