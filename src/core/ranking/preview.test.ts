import { beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import type { EncodedDataset } from '../data/encoded.ts'
import { askedSlice, type SliceAsked } from '../metrics/asked-slice.ts'
import { auc } from '../metrics/auc.ts'
import { slicePositions } from '../metrics/slice-spec.ts'
import { splitLabels } from '../metrics/slices.ts'
import { stream } from '../rng.ts'
import { delongDifference } from '../stats/delong.ts'
import { answerOf } from './answer.ts'
import type { PreviewAnswer } from './preview.ts'
import type { Scored } from './question.ts'
import { probabilitiesOf } from './scored.ts'

const TASK = 'watch_sec>10'

describe('the preview of one pair of runs', () => {
  let encoded: EncodedDataset
  let own: Scored
  let base: Scored
  let task: number

  beforeAll(async () => {
    const encoding = encode(await worldDataset({ rows: 3000, users: 200, hosts: 30 }), SAMPLE_SCHEMA, {
      kind: 'random',
      valid: 0.2,
      test: 0.4,
    })
    if (!encoding.ok) throw new Error(JSON.stringify(encoding.error))
    encoded = encoding.value.encoded
    task = encoded.tasks.findIndex(({ id }) => id === TASK)
    const drawn = (name: string): Scored => {
      const random = stream(1, name)
      const count = encoded.splits.test.length * encoded.tasks.length
      return { valid: new Float32Array(), test: Float32Array.from({ length: count }, () => random.normal()) }
    }
    own = drawn('own')
    base = drawn('base')
  })

  const ask = (asked: SliceAsked, ours = own, theirs: Scored | null = base) =>
    answerOf({ kind: 'preview', task: TASK, ...asked }, encoded, ours, theirs)
  const told = (asked: SliceAsked, ours = own): PreviewAnswer => {
    const answer = ask(asked, ours)
    if (!answer.ok || answer.value.kind !== 'preview') throw new Error(JSON.stringify(answer))
    return answer.value
  }
  const column = ({ test }: Scored) => probabilitiesOf(test, encoded.tasks.length, task)

  it('is the difference of the two AUCs, within 1.96 of DeLong’s error', () => {
    const labels = splitLabels(encoded, 'test', task)
    const { delta, half, rows } = told({ slice: null })
    expect(rows).toBe(labels.length)
    expect(delta).toBeCloseTo((auc(labels, column(own)) ?? 9) - (auc(labels, column(base)) ?? 9), 9)
    const variance = delongDifference(labels, column(own), column(base))?.variance ?? Number.NaN
    expect(half).toBeCloseTo(1.959964 * Math.sqrt(variance), 6)
  })

  it('is 0 without noise of a run beside itself', () => {
    expect(told({ slice: null }, base)).toMatchObject({ delta: 0, half: 0 })
  })

  it('reads a slice, standing or made, on its rows alone', () => {
    const spec = { all: [{ kind: 'activity', from: 1, to: 3 }] } as const
    const { slice: _, ...low } = told({ slice: 'activity=low' })
    const { slice, ...made } = told(askedSlice(spec))
    expect(made).toEqual(low)
    expect(slice).toMatch(/^custom=/)
    const found = slicePositions(encoded, 'test', spec)
    expect(low.rows).toBe(found.ok && found.value.length)
    expect(low.rows).toBeLessThan(encoded.splits.test.length)
  })

  it('has no interval where a class has too few rows, and no answer without rows or another run', () => {
    const users = Array.from(encoded.splits.test.subarray(0, 4), (row) => encoded.users[row] as number)
    const few = askedSlice({ all: [{ kind: 'users', of: 'four', reading: '', users }] })
    expect(told(few).rows).toBeGreaterThan(0)
    expect(told(few).half).toBeNull()
    const none = ask(askedSlice({ all: [{ kind: 'users', of: 'nobody', reading: '', users: [] }] }))
    expect(none.ok ? [] : none.error.map(({ code }) => code)).toEqual(['slice.empty'])
    const alone = ask({ slice: null }, own, null)
    expect(alone.ok ? [] : alone.error.map(({ code }) => code)).toEqual(['ranking.noPartner'])
  })
})
