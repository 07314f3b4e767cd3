import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joined, varint } from '../core/bytes.ts'
import { type SliceSpec, sliceKey } from '../core/metrics/slice-spec.ts'
import { base64url } from '../experiment/envelope.ts'
import { fakeTrainer } from '../testing/fake-trainer.ts'
import { EMPTY_COMPARE_VIEW, parseCompareView, type SavedSlice } from './compare-view.ts'
import { indexText, MOST_CHARACTERS, textIndices } from './index-text.ts'
import { parseKept, textOf } from './persist.ts'
import { createWorkbench } from './workbench.ts'

const rowsSpec = (rows: readonly number[]): SliceSpec => ({
  all: [{ kind: 'rows', of: 'a', reading: 'r', rows }],
})
const usersSpec = (users: readonly number[]): SliceSpec => ({
  all: [{ kind: 'users', of: 'a', reading: 'r', users }, { kind: 'unseen' }],
})
const spaced = (count: number, gap: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => gap * at)

describe('indices as text', () => {
  it('come back sorted, with none lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 ** 32 - 1 })), (indices) => {
        expect(textIndices(indexText(indices))).toEqual([...indices].sort((a, b) => a - b))
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it.each([
    ['a letter of another alphabet', 'AB*D'],
    ['cut in the midst of a number', 'gA'],
    ['beyond 32 bits', base64url(joined([varint(2 ** 32 - 1), varint(1)]))],
    ['longer than what is written', 'A'.repeat(MOST_CHARACTERS + 4)],
  ])('are none where it is %s', (_name, text) => {
    expect(textIndices(text)).toBeNull()
  })
})

describe('saved slices of many rows', () => {
  const kept = (slices: readonly SavedSlice[]) => {
    const bench = createWorkbench(fakeTrainer().port)
    const { view } = bench.getState()
    bench.setState({ view: { ...view, compare: { ...EMPTY_COMPARE_VIEW, slices } } })
    return textOf(bench.getState())
  }

  it('are kept in less than two characters a row, and read again as they were', () => {
    const rows = spaced(10_000, 3)
    const slices = [rowsSpec(rows), usersSpec([7, 2, 2])].map((spec) => ({ name: 'n', spec }))
    const text = kept(slices)
    expect(text.length - kept([]).length).toBeLessThan(2 * rows.length)
    expect(JSON.stringify(rows).length).toBeGreaterThan(4 * rows.length)
    const read = parseKept(text)?.view.compare.slices ?? []
    expect(read.map(({ spec }) => sliceKey(spec))).toEqual(slices.map(({ spec }) => sliceKey(spec)))
    expect(read[0]).toEqual(slices[0])
  })

  it('are read from the list of an earlier version, and not at all where a text is no list', () => {
    const own = { name: 'n', spec: rowsSpec([5, 1]) }
    const slices = [own, { ...own, spec: { all: [{ ...own.spec.all[0], rows: '*' }] } }]
    expect(parseCompareView({ slices }).slices).toEqual([own])
    const odd = { ...own, spec: { all: [{ ...own.spec.all[0], rows: [5, -1, 1, 2 ** 32, 0.5, '3'] }] } }
    expect(parseCompareView({ slices: [odd] }).slices).toEqual([own])
  })

  it('are refused, which is said, where all of them would take more than is kept', () => {
    const bench = createWorkbench(fakeTrainer().port)
    const { saveSlice } = bench.actions
    // Three bytes, and so four characters, each.
    const rows = spaced(140_000, 2 ** 14)
    const names = () => bench.getState().view.compare.slices.map(({ name }) => name)
    const spec = rowsSpec(rows)
    expect(saveSlice({ name: 'first', spec })).toBe(true)
    const before = bench.getState().view
    expect(saveSlice({ name: 'second', spec: usersSpec(rows) })).toBe(false)
    expect(bench.getState().view).toBe(before)
    expect(bench.getState().problem?.map(({ code }) => code)).toEqual(['slice.noRoom'])
    // What names none is kept, and so is the first one under another name.
    expect(saveSlice({ name: 'unseen', spec: { all: [{ kind: 'unseen' }] } })).toBe(true)
    expect(saveSlice({ name: 'anew', spec })).toBe(true)
    expect(names()).toEqual(['unseen', 'anew'])
  })
})
