import { describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import { askedSlice, type SliceAsked } from '../metrics/asked-slice.ts'
import { slicePositions } from '../metrics/slice-spec.ts'
import { stream } from '../rng.ts'
import { answerOf } from './answer.ts'
import type { RankAnswer, RankKind, RankQuestion, Scored } from './question.ts'
import type { Region } from './region.ts'
import { SLOPE_BINS } from './slope.ts'

const dataset = await worldDataset({ rows: 900, users: 100, hosts: 20 })
const encoding = encode(dataset, SAMPLE_SCHEMA, { kind: 'random', valid: 0.1, test: 0.3 })
if (!encoding.ok) throw new Error('refused')
const WORLD = encoding.value.encoded
const [REQUIRED, LATER] = ['watch_sec>10', 'watch_sec>30'] as const
const TASKS = WORLD.tasks.length
const { test, valid } = WORLD.splits
const rng = stream(6, 'region-test')
/** Few values, so that rows are tied. */
const draw = (rows: number): Float32Array =>
  Float32Array.from({ length: rows * TASKS }, () => Math.round(4 * rng.normal()) / 4)
const scored: Scored = { valid: draw(valid.length), test: draw(test.length) }

const SCENE = WORLD.sceneNames[0] as string
const SLICES: readonly (readonly [string, SliceAsked, (row: number) => boolean])[] = [
  ['all rows', { slice: null }, () => true],
  ['a scene', { slice: `scene=${SCENE}` }, (row) => WORLD.sceneIds[row] === 0],
  [
    'a slice that was made',
    askedSlice({ all: [{ kind: 'activity', from: 2, to: 6 }] }),
    (row) => (WORLD.deciles[row] as number) >= 2 && (WORLD.deciles[row] as number) <= 6,
  ],
]

function ask<Kind extends RankKind>(question: RankQuestion & { readonly kind: Kind }) {
  const answer = answerOf(question, WORLD, scored, null)
  if (!answer.ok) throw new Error(answer.error.map(({ code }) => code).join())
  return answer.value as Extract<RankAnswer, { readonly kind: Kind }>
}
const logit = (position: number, task: number): number => scored.test[position * TASKS + task] as number
const p = (position: number, task: number): number => Math.fround(1 / (1 + Math.exp(-logit(position, task))))

describe.each(SLICES)(
  'a part of a chart of %s has exactly the rows that lie in it',
  (_name, asked, holds) => {
    const positions = [...test.keys()].filter((i) => holds(test[i] as number))
    const rowsWhere = (of: (position: number) => boolean): number[] =>
      positions
        .filter(of)
        .map((i) => test[i] as number)
        .sort((a, b) => a - b)
    const rowsOf = (region: Region): readonly number[] => ask({ kind: 'region', region, ...asked }).rows

    it('a bin of rank: by counting who lies below, ties half', () => {
      const percentile = (i: number): number => {
        const below = positions.filter((j) => logit(j, 0) < logit(i, 0)).length
        const tied = positions.filter((j) => logit(j, 0) === logit(i, 0)).length
        return (below + tied / 2) / positions.length
      }
      const { curves, rows } = ask({ kind: 'slope', task: REQUIRED, rule: null, ...asked })
      expect(rows).toBe(positions.length)
      const bins = curves[0]?.slope?.bins ?? []
      expect(bins.length).toBeGreaterThan(5)
      for (const { bin, rows: count } of bins) {
        const wanted = rowsWhere(
          (i) => Math.min(SLOPE_BINS - 1, Math.floor(percentile(i) * SLOPE_BINS)) === bin,
        )
        expect(wanted).toHaveLength(count)
        expect(rowsOf({ kind: 'rank', task: REQUIRED, bin })).toEqual(wanted)
      }
    })

    it('a bin of the reliability curve: all between its least and greatest probability', () => {
      const { bins } = ask({ kind: 'calibration', task: LATER, ...asked }).asIs
      expect(bins.length).toBeGreaterThan(5)
      for (const [bin, { from, to, rows }] of bins.entries()) {
        const wanted = rowsWhere((i) => p(i, 1) >= from && p(i, 1) <= to)
        expect(wanted).toHaveLength(rows)
        expect(rowsOf({ kind: 'reliability', task: LATER, bin })).toEqual(wanted)
      }
    })

    it('a hexagon: the rows whose nearest centre it is; and the violations: the rows above the diagonal', () => {
      const { map, violations, rows } = ask({ kind: 'transition', task: LATER, ...asked })
      expect(rows).toBe(positions.length)
      const parts = map.cells.map((_, cell) => rowsOf({ kind: 'hexagon', task: LATER, cell }))
      expect(parts.map(({ length }) => length)).toEqual(map.cells.map(({ count }) => count))
      const nearest = (i: number): number => {
        const away = map.cells.map(({ x, y }) => Math.hypot(x - p(i, 0), y - p(i, 1)))
        return away.indexOf(Math.min(...away))
      }
      for (const cell of [0, map.cells.length - 1])
        expect(parts[cell]).toEqual(rowsWhere((i) => nearest(i) === cell))
      const over = rowsWhere((i) => p(i, 1) > p(i, 0))
      expect(over.length).toBeGreaterThan(0)
      expect(violations.count).toBe(over.length)
      expect(rowsOf({ kind: 'violations', task: LATER })).toEqual(over)
    })

    it('are as a slice those test rows, and no row of another split', () => {
      const rows = rowsOf({ kind: 'violations', task: LATER })
      const spec = { all: [{ kind: 'rows' as const, of: 'over', reading: 'r', rows }] }
      const found = slicePositions(WORLD, 'test', spec)
      expect(found.ok && [...found.value].map((i) => test[i])).toEqual(
        [...test].filter((row) => rows.includes(row)),
      )
      const other = slicePositions(WORLD, 'valid', spec)
      expect(other.ok && other.value).toHaveLength(0)
    })
  },
)

describe('a part of a chart', () => {
  const refusal = (region: Region, slice: string | null = null): readonly string[] => {
    const answer = answerOf({ kind: 'region', region, slice }, WORLD, scored, null)
    return answer.ok ? [] : answer.error.map(({ code }) => code)
  }

  it('is refused by the name of what is not there, and where no row lies in it', () => {
    expect(refusal({ kind: 'rank', task: 'nothing', bin: 0 })).toEqual(['ranking.noTask'])
    expect(refusal({ kind: 'violations', task: REQUIRED })).toEqual(['ranking.noRequired'])
    expect(refusal({ kind: 'rank', task: REQUIRED, bin: 0 }, 'no=such')).toEqual(['slice.empty'])
    expect(refusal({ kind: 'rank', task: REQUIRED, bin: SLOPE_BINS })).toEqual(['slice.empty'])
  })
})
