import { describe, expect, it } from 'vitest'
import { datasetOf, schemaOf } from '../../testing/datasets.ts'
import { dayRule, requestCodes, watchOf } from './requests.ts'
import { describeDataset } from './summary.ts'

const ALL = (rows: number) => Uint32Array.from({ length: rows }, (_, i) => i)
const TASK = { id: 'long', column: 'watch', above: 10, requires: null }

describe('requests of a log', () => {
  it('are the values of the schema’s column within each user, a missing one none', async () => {
    const data = await datasetOf('uid,session_id\na,s1\na,s1\nb,s1\na,s2\nb,\n')
    const { by, codes } = requestCodes(data, schemaOf({ user: 'uid', request: 'session_id' }), ALL(5))
    expect(by).toBe('column')
    expect([...codes]).toEqual([0, 0, 1, 2, -1])
  })

  it('are a user’s days without one, by milliseconds, seconds and dates alike', async () => {
    // 2026-01-01 12:00 UTC.
    const noon = 1_767_268_800
    const moments = [noon, noon + 3600, noon + 86_400, noon]
    const dates = [20260101, 20260101, 20260102, 20260101]
    for (const times of [moments.map((s) => s * 1000), moments, dates]) {
      const lines = times.map((time, i) => `${i === 3 ? 'b' : 'a'},${time}`)
      const data = await datasetOf(`uid,ts\n${lines.join('\n')}\n`)
      const { by, codes } = requestCodes(data, schemaOf({ user: 'uid', time: 'ts' }), ALL(4))
      expect(by).toBe('user-day')
      expect([...codes]).toEqual([0, 0, 1, 2])
    }
  })

  it('are a user’s rows where time is a counter or absent, and none without a user', async () => {
    const data = await datasetOf('uid,ts\na,1\nb,2\na,3\n')
    const byUser = requestCodes(data, schemaOf({ user: 'uid', time: 'ts' }), ALL(3))
    expect(byUser.by).toBe('user')
    expect(byUser.codes[0]).toBe(byUser.codes[2])
    expect(byUser.codes[0]).not.toBe(byUser.codes[1])
    const none = requestCodes(data, schemaOf({}), ALL(3))
    expect(none).toEqual({ by: null, codes: Int32Array.of(-1, -1, -1) })
  })

  it('take no counter for a day', () => {
    expect(dayRule(Float64Array.of(1, 2, 3))).toBeNull()
    expect(dayRule(Float64Array.of(20260101, 20261399))).toBeNull()
    expect(dayRule(Float64Array.of(20260131, Number.NaN))).not.toBeNull()
  })
})

it('watch times are the column that a threshold cuts', async () => {
  const data = await datasetOf('uid,watch\na,3.5\nb,\na,40\n')
  const watch = watchOf(data, schemaOf({ tasks: [TASK] }), ALL(3))
  expect(watch?.column).toBe('watch')
  expect([...(watch?.values ?? [])]).toEqual([3.5, Number.NaN, 40])
  expect(watchOf(data, schemaOf({ tasks: [{ ...TASK, above: null }] }), ALL(3))).toBeNull()
})

it('a column named after a request is guessed to be one, and is no feature', async () => {
  const data = await datasetOf('user_id,Session-ID,genre,click\na,s1,pop,1\na,s1,rock,0\nb,s2,pop,0\n')
  const { suggested, guesses } = describeDataset(data, [], 0)
  expect(suggested.request).toBe('Session-ID')
  expect(suggested.features.map(({ column }) => column)).not.toContain('Session-ID')
  expect(guesses.find(({ column }) => column === 'Session-ID')?.role).toBe('request')
  const { suggested: none } = describeDataset(await datasetOf('user_id,genre,click\na,pop,1\nb,x,0\n'), [], 0)
  expect(Object.hasOwn(none, 'request')).toBe(false)
})
