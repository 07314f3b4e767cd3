import { describe, expect, it } from 'vitest'
import type { StoryRecord } from '../../stories/record.ts'
import { STORIES } from '../../stories/stories.ts'
import type { Story } from '../../stories/story.ts'
import { storyRow } from './stories-view.ts'

const story: Story = { ...(STORIES[0] as Story), claim: 'It helps.', found: 'It does not help.' }
const recordOf = (mean: number): StoryRecord => ({
  story: story.id,
  date: '2026-01-01',
  backend: 'wasm',
  seeds: [1, 2, 3],
  checks: story.checks.map(({ label }) => ({ label, mean, half: 0.01, values: [mean, mean, mean] })),
})

describe('a line of the list of claims', () => {
  it('says the claim and its rule before it was measured', () => {
    const row = storyRow(story, undefined)
    expect(row).toMatchObject({ text: 'It helps.', claimed: null, measured: null })
    expect(row.checks[0]).toEqual({ rule: 'AUC, clusters − ids ≥ 0.05', figure: null })
  })

  it('says the claim where it held', () => {
    const row = storyRow(story, recordOf(0.09))
    expect(row).toMatchObject({ text: 'It helps.', claimed: null, measured: { outcome: 'holds' } })
    expect(row.checks[0]?.figure).toBe('+0.0900 ± 0.0100')
  })

  it('says what is true where it did not, and quotes the claim', () => {
    const row = storyRow(story, recordOf(-0.02))
    expect(row).toMatchObject({
      text: 'It does not help.',
      claimed: 'It helps.',
      measured: { outcome: 'fails' },
    })
    expect(row.checks[0]?.figure).toBe('−0.0200 ± 0.0100')
  })

  it('takes no figure from a record of other checks', () => {
    expect(storyRow(story, { ...recordOf(0.09), checks: [] }).measured).toBeNull()
  })
})
