import { type ByteReader, byteReader, joined, varint, zigzag } from '../core/bytes.ts'
import {
  type ClaimedCell,
  type ClaimedDecile,
  type ClaimedPoint,
  type Claims,
  FATES,
  LEVELS,
} from './claims.ts'

/** Whose results: what the link's JSON says already. */
export interface Shape {
  readonly groups: number
  readonly seeds: number
  /** Ids of the baseline's tasks, in their order. */
  readonly tasks: readonly string[]
}

/** Layout of the block. Another layout is another number. */
const LAYOUT = 1
const MISSING = 0xffff
const AUC = 0
const GAUC = 1
const MOST_CELLS = 400
const MOST_POINTS = 64
const CURVE_SCALE = 1e4
const HALF_SCALE = 1e3
/** Of a half-width in a byte: none. */
const NO_HALF = 255

/**
 * Results as bytes: layout; runs that did not finish; deleted seeds; slices by name; cells; curves; deciles. A cell is
 * its task, slice, metric and counts, then value · 65534 in 16 bits for each run, then the error of each group's
 * difference. Errors and half-widths are rounded up: what is read is never surer than what was sent.
 */
export function encodeClaims(claims: Claims, { tasks }: Pick<Shape, 'tasks'>): Uint8Array {
  const slices = [...new Set(claims.cells.flatMap(({ slice }) => slice ?? []))]
  const odd = claims.fates.flatMap((own, g) =>
    own.flatMap((fate, s) => (fate === 'finished' ? [] : [[g, s, FATES.indexOf(fate)] as const])),
  )
  return joined([
    varint(LAYOUT),
    varint(odd.length),
    ...odd.flat().map(varint),
    ...claims.deleted.map(varint),
    varint(slices.length),
    ...slices.map(textBytes),
    varint(claims.cells.length),
    ...claims.cells.map((cell) => cellHead(cell, tasks, slices)),
    ...words(claims.cells.flatMap(cellWords)),
    curvesBytes(claims.curves, tasks),
    decilesBytes(claims.deciles, tasks),
  ])
}

const textBytes = (text: string): Uint8Array => {
  const units = [...text].map((character) => character.codePointAt(0) as number)
  return joined([varint(units.length), ...units.map(varint)])
}

const indexIn = (list: readonly string[], entry: string): number => {
  const at = list.indexOf(entry)
  if (at < 0) throw new Error(`${entry} is not among ${list.join(', ')}`)
  return at
}

const cellHead = (cell: ClaimedCell, tasks: readonly string[], slices: readonly string[]): Uint8Array =>
  joined(
    [
      indexIn(tasks, cell.task),
      cell.slice === null ? 0 : indexIn(slices, cell.slice) + 1,
      cell.metric === 'auc' ? AUC : GAUC,
      cell.rows,
      cell.positives,
      cell.users,
    ].map(varint),
  )

const cellWords = ({ values, errors }: ClaimedCell): number[] => [
  ...values.flat().map((value) => (value === null ? MISSING : Math.round(value * LEVELS))),
  ...errors.slice(1).map((error) => (error === null ? MISSING : Math.min(LEVELS, raised(error * LEVELS)))),
]

/** To the next whole number; what stands on one but for the last bits of a product stays: passed on, it is the same. */
const raised = (scaled: number): number => Math.ceil(scaled - 1e-6)

/** High bytes before low ones: neighbours are alike then, and pack better. */
const words = (all: readonly number[]): readonly Uint8Array[] => [
  Uint8Array.from(all, (word) => word >> 8),
  Uint8Array.from(all, (word) => word & 255),
]

function curvesBytes(curves: Claims['curves'], tasks: readonly string[]): Uint8Array {
  if (curves === null) return varint(0)
  return joined([varint(indexIn(tasks, curves.task) + 1), ...curves.groups.map(curveBytes)])
}

/** Differences of differences of x, which are mostly 0, and differences of the rest. */
function curveBytes(points: readonly ClaimedPoint[]): Uint8Array {
  const x = points.map((point) => Math.round(point.x))
  const means = points.map(({ mean }) => Math.round(mean * CURVE_SCALE))
  const halves = points.map(({ half }) => (half === null ? -1 : raised(half * CURVE_SCALE)))
  return joined([
    varint(points.length),
    ...[steps(steps(x)), steps(means), steps(halves)].flat().map((step) => varint(zigzag(step))),
  ])
}

const steps = (values: readonly number[]): number[] => values.map((value, i) => value - (values[i - 1] ?? 0))
const sums = (values: readonly number[]): number[] => {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}

function decilesBytes(deciles: Claims['deciles'], tasks: readonly string[]): Uint8Array {
  if (deciles === null) return varint(0)
  const all = deciles.groups.flat()
  return joined([
    varint(indexIn(tasks, deciles.task) + 1),
    ...words(all.map((one) => (one === null ? MISSING : Math.round(one.mean * LEVELS)))),
    Uint8Array.from(all, (one) =>
      one === null || one.half === null ? NO_HALF : Math.min(NO_HALF - 1, raised(one.half * HALF_SCALE)),
    ),
  ])
}

/** Results out of bytes; null where they are none, are cut, or more follows. */
export function decodeClaims(bytes: Uint8Array, shape: Shape): Claims | null {
  const source = byteReader(bytes)
  try {
    const claims = claimsOf(source, shape)
    return source.left() === 0 ? claims : null
  } catch (error) {
    if (error instanceof Damaged) return null
    throw error
  }
}

/** The bytes do not say what they should. */
class Damaged extends Error {}

function take(value: number | null, most = Number.MAX_SAFE_INTEGER): number {
  if (value === null || value > most) throw new Damaged()
  return value
}

function claimsOf(source: ByteReader, shape: Shape): Claims {
  const { groups, seeds, tasks } = shape
  if (take(source.varint()) !== LAYOUT) throw new Damaged()
  const fates = Array.from({ length: groups }, () =>
    Array.from({ length: seeds }, (): (typeof FATES)[number] => 'finished'),
  )
  const odd = take(source.varint(), groups * seeds)
  for (let i = 0; i < odd; i++) {
    const group = fates[take(source.varint(), groups - 1)] as (typeof FATES)[number][]
    const seed = take(source.varint(), seeds - 1)
    group[seed] = FATES[take(source.varint(), FATES.length - 1)] as (typeof FATES)[number]
  }
  const deleted = Array.from({ length: groups }, () => take(source.varint(), seeds))
  const slices = Array.from({ length: take(source.varint(), MOST_CELLS) }, () => textOf(source))
  const heads = Array.from({ length: take(source.varint(), MOST_CELLS) }, () => headOf(source, tasks, slices))
  const perCell = groups * seeds + groups - 1
  const all = wordsOf(source, heads.length * perCell)
  const cells = heads.map((head, i) => cellOf(head, all.slice(i * perCell, (i + 1) * perCell), shape))
  return { fates, deleted, cells, curves: curvesOf(source, shape), deciles: decilesOf(source, shape) }
}

function textOf(source: ByteReader): string {
  const length = take(source.varint(), 200)
  return Array.from({ length }, () => String.fromCodePoint(take(source.varint(), 0x10ffff))).join('')
}

type Head = Omit<ClaimedCell, 'values' | 'errors'>

function headOf(source: ByteReader, tasks: readonly string[], slices: readonly string[]): Head {
  const task = tasks[take(source.varint(), tasks.length - 1)] as string
  const slice = take(source.varint(), slices.length)
  const metric = take(source.varint(), GAUC) === AUC ? 'auc' : 'gauc'
  const [rows, positives, users] = [0, 0, 0].map(() => take(source.varint())) as [number, number, number]
  return { task, slice: slice === 0 ? null : (slices[slice - 1] as string), metric, rows, positives, users }
}

function wordsOf(source: ByteReader, count: number): number[] {
  const high = source.take(count)
  const low = source.take(count)
  if (low.length < count) throw new Damaged()
  return Array.from(high, (byte, i) => (byte << 8) | (low[i] as number))
}

const shareOf = (word: number): number | null => (word === MISSING ? null : word / LEVELS)

function cellOf(head: Head, own: readonly number[], { groups, seeds }: Shape): ClaimedCell {
  const values = Array.from({ length: groups }, (_, g) => own.slice(g * seeds, (g + 1) * seeds).map(shareOf))
  return { ...head, values, errors: [null, ...own.slice(groups * seeds).map(shareOf)] }
}

function taskOf(source: ByteReader, tasks: readonly string[]): string | null {
  const task = take(source.varint(), tasks.length)
  return task === 0 ? null : (tasks[task - 1] as string)
}

function curvesOf(source: ByteReader, { groups, tasks }: Shape): Claims['curves'] {
  const task = taskOf(source, tasks)
  if (task === null) return null
  return { task, groups: Array.from({ length: groups }, () => curveOf(source)) }
}

function curveOf(source: ByteReader): ClaimedPoint[] {
  const length = take(source.varint(), MOST_POINTS)
  const column = () => Array.from({ length }, () => signed(source))
  const x = sums(sums(column()))
  const means = sums(column())
  const halves = sums(column())
  const points = x.map((at, i) => ({
    x: at,
    mean: (means[i] as number) / CURVE_SCALE,
    half: halves[i] === -1 ? null : (halves[i] as number) / CURVE_SCALE,
  }))
  const isSound = points.every(
    (point, i) =>
      point.x >= (points[i - 1]?.x ?? 0) &&
      point.mean >= 0 &&
      point.mean <= 1 &&
      (point.half === null || point.half >= 0),
  )
  if (!isSound) throw new Damaged()
  return points
}

function signed(source: ByteReader): number {
  const value = source.signed()
  if (value === null) throw new Damaged()
  return value
}

function decilesOf(source: ByteReader, { groups, tasks }: Shape): Claims['deciles'] {
  const task = taskOf(source, tasks)
  if (task === null) return null
  const count = 10 * groups
  const means = wordsOf(source, count).map(shareOf)
  const halves = source.take(count)
  if (halves.length < count) throw new Damaged()
  const all = means.map((mean, i): ClaimedDecile | null => {
    const half = halves[i] as number
    return mean === null ? null : { mean, half: half === NO_HALF ? null : half / HALF_SCALE }
  })
  return { task, groups: Array.from({ length: groups }, (_, g) => all.slice(10 * g, 10 * (g + 1))) }
}
