import type { Outcome } from '../../stories/judge.ts'
import { recordedOutcome, type StoryRecord } from '../../stories/record.ts'
import type { Story } from '../../stories/story.ts'
import { figureText, rangeText } from '../../stories/table.ts'

export interface StoryRow {
  /** What is known to be true: the claim, or what the runs said instead. */
  readonly text: string
  /** The claim, where the runs said something else. */
  readonly claimed: string | null
  readonly checks: readonly { readonly rule: string; readonly figure: string | null }[]
  readonly measured: {
    readonly outcome: Outcome
    readonly date: string
    readonly backend: string
    readonly seeds: readonly number[]
  } | null
}

/** A story as its line of the list. A record of other checks than the story has now is none. */
export function storyRow(story: Story, record: StoryRecord | undefined): StoryRow {
  const outcome = recordedOutcome(story, record)
  const differs = story.found !== undefined && outcome !== null && outcome !== 'holds'
  return {
    text: differs ? story.found : story.claim,
    claimed: differs ? story.claim : null,
    checks: story.checks.map((check, i) => {
      const found = outcome === null ? undefined : record?.checks[i]
      return {
        rule: `${check.label} ${rangeText(check)}`,
        figure: found === undefined ? null : figureText(found),
      }
    }),
    measured: record === undefined || outcome === null ? null : { ...record, outcome },
  }
}
