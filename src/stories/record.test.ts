import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isCurrent, merged, parseRecords, RECORDS, recordedOutcome, type StoryRecord } from './record.ts'
import { STORIES } from './stories.ts'
import { claimsPage } from './table.ts'

const records = [...RECORDS.values()]
const storyOf = (id: string) => STORIES.find((story) => story.id === id)

describe('the record that ships', () => {
  it('is of stories and checks as they are, over three seeds or more', () => {
    for (const record of records) {
      const story = storyOf(record.story)
      expect(story !== undefined && isCurrent(story, record), record.story).toBe(true)
      expect(record.seeds.length, record.story).toBeGreaterThanOrEqual(3)
      for (const check of record.checks) expect(check.values).toHaveLength(record.seeds.length)
    }
  })

  it('has every claim that did not hold say what is true instead', () => {
    const silent = STORIES.filter((story) => {
      const outcome = recordedOutcome(story, RECORDS.get(story.id))
      return outcome !== null && outcome !== 'holds' && story.found === undefined
    })
    expect(silent.map(({ id }) => id)).toEqual([])
  })

  it('is what docs/claims.md shows', () => {
    const page = readFileSync(new URL('../../docs/claims.md', import.meta.url), 'utf8')
    expect(page).toBe(claimsPage(records))
  })
})

describe('records', () => {
  const record: StoryRecord = {
    story: 'M1',
    date: '2026-01-01',
    backend: 'cpu',
    seeds: [1, 2, 3],
    checks: [{ label: 'AUC, clusters − ids', mean: 0.1, half: 0.01, values: [0.1, 0.1, 0.1] }],
  }

  it('are read back as they were written, and anything else is refused', () => {
    expect(parseRecords('f', JSON.stringify([record]))).toEqual({ ok: true, value: [record] })
    for (const text of ['', '{}', '[1]', '[{"story":"M1"}]', JSON.stringify([{ ...record, seeds: ['1'] }])]) {
      expect(parseRecords('f', text)).toMatchObject({ ok: false, error: [{ code: 'cli.record' }] })
    }
  })

  it('take the place of older ones of the same story, in the order of the stories', () => {
    const other = { ...record, story: 'M2' }
    const newer = { ...record, date: '2026-02-02' }
    expect(merged([other, record], [newer])).toEqual([newer, other])
  })

  it('of other checks than the story has now say nothing', () => {
    const story = storyOf('M1')
    if (story === undefined) throw new Error('no M1')
    expect(recordedOutcome(story, record)).toBe('holds')
    expect(recordedOutcome(story, { ...record, checks: [] })).toBeNull()
    expect(recordedOutcome(story, undefined)).toBeNull()
  })

  it('make a page whose rows have as many cells as the head', () => {
    const rows = claimsPage([record])
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(new Set(rows.map((line) => line.split('|').length)).size).toBe(1)
    expect(rows.some((line) => line.includes('+0.1000 ± 0.0100 holds'))).toBe(true)
  })
})
