import { describe, expect, it } from 'vitest'
import { encode } from '../../../core/data/encode.ts'
import { slicePositions } from '../../../core/metrics/slice-spec.ts'
import { SAMPLE_SCHEMA } from '../../../experiment/defaults.ts'
import { describeRows } from '../../../model/observe-rows.ts'
import { worldDataset } from '../../../testing/datasets.ts'
import { type Splitter, splitters } from '../view.ts'
import { equalCountBins } from './ordered.ts'
import { valueSlice } from './value-slice.ts'

const encoding = encode(await worldDataset({ rows: 2000, users: 300, hosts: 40 }), SAMPLE_SCHEMA, {
  kind: 'random',
  valid: 0.1,
  test: 0.4,
})
if (!encoding.ok) throw new Error('refused')
const { encoded } = encoding.value
const { test } = encoded.splits
const width = encoded.fields.length
/** A field of the world with the ids of the test rows. */
const splitterOf = (at: number): Splitter => ({
  name: encoded.fields[at]?.name ?? '',
  kind: 'prior',
  labels: encoded.fields[at]?.labels ?? [],
  ids: Int32Array.from(test, (row) => encoded.ids[row * width + at] as number),
})
const features = [...encoded.fields.keys()].filter((at) => encoded.fields[at]?.kind === 'feature')

describe('a value of a prior as a slice', () => {
  it('is the rows that have it, alone or put together with its neighbours', () => {
    let read = 0
    for (const at of features.filter((one) => encoded.fields[one]?.cuts === undefined)) {
      for (const splitter of [splitterOf(at), equalCountBins(splitterOf(at), 2)]) {
        for (const id of new Set(splitter.ids)) {
          const pick = valueSlice(splitter, id)
          if (id === 0) {
            expect(pick).toBeNull()
            continue
          }
          if (pick?.kind !== 'values') throw new Error(`no slice of ${splitter.name} ${id}`)
          const found = slicePositions(encoded, 'test', { all: [pick] })
          const own = [...splitter.ids.keys()].filter((row) => splitter.ids[row] === id)
          expect(found.ok && [...found.value]).toEqual(own)
          read++
        }
      }
    }
    expect(read).toBeGreaterThan(10)
  })

  it('is judged by the vocabulary: a text that looks like an interval is a value like another', () => {
    const texts: Splitter = {
      name: 'price',
      kind: 'prior',
      labels: ['', '10 – 20', '≥ 4'],
      ids: Int32Array.of(1, 2, 1),
    }
    expect(valueSlice(texts, 1)).toEqual({ kind: 'values', column: 'price', values: ['10 – 20'] })
    expect(valueSlice(texts, 2)).toEqual({ kind: 'values', column: 'price', values: ['≥ 4'] })
    // The same rows, had the first of the fields been cut: its labels are names of bins.
    const fields = encoded.fields.map((field, at) => ({
      ...field,
      roles: ['prior' as const],
      ...(at === features[0] ? { cuts: [0.5] } : {}),
    }))
    const read = splitters(describeRows({ ...encoded, fields }, test, []))
    const sliced = read.flatMap((splitter) => (valueSlice(splitter, 1) === null ? [] : [splitter.name]))
    const [cut, ...others] = features.map((at) => fields[at]?.name)
    expect(sliced).not.toContain(cut)
    expect(sliced).toEqual(expect.arrayContaining(others))
  })

  it('is none for an interval of numbers, and a standing slice for a scene', () => {
    const bins: Splitter = {
      name: 'gap',
      kind: 'prior',
      labels: ['', '1 – 2.5', '-3e-7 – 4', '≥ 4'],
      ids: Int32Array.of(1, 2, 3),
      cuts: [2.5, 4],
    }
    expect([1, 2, 3].map((id) => valueSlice(bins, id))).toEqual([null, null, null])
    expect([1, 2].map((id) => valueSlice(equalCountBins(bins, 2), id))).toEqual([null, null])
    const scenes: Splitter = { name: '', kind: 'scene', labels: ['click', 'immersive'], ids: bins.ids }
    expect(valueSlice(scenes, 0)).toEqual({ kind: 'scene', scene: 'click' })
    expect(valueSlice(scenes, 9)).toBeNull()
  })
})
