import { fail, issue, ok, type Result } from '../core/result.ts'
import { type Outcome, outcomeOf, storyOutcome } from './judge.ts'
import measured from './measured.json' with { type: 'json' }
import { STORIES } from './stories.ts'
import type { Story } from './story.ts'

/** What a story's checks gave when they were last measured. */
export interface StoryRecord {
  readonly story: string
  /** Day, `2026-11-25`. */
  readonly date: string
  /** `wasm, compiled`: the backend and how steps ran. */
  readonly backend: string
  readonly seeds: readonly number[]
  /** In the order of the story's checks. */
  readonly checks: readonly {
    readonly label: string
    readonly mean: number
    readonly half: number | null
    readonly values: readonly number[]
  }[]
}

const SHIPPED: readonly StoryRecord[] = measured

/** The record that ships, by story. */
export const RECORDS: ReadonlyMap<string, StoryRecord> = new Map(
  SHIPPED.map((record) => [record.story, record]),
)

/** Records from a file that an earlier measurement left. */
export function parseRecords(path: string, text: string): Result<readonly StoryRecord[]> {
  const refused = (detail: string) => fail([issue('--record', 'cli.record', { path, detail })])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error))
  }
  if (!Array.isArray(value)) return refused('a list is expected')
  const at = value.findIndex((entry) => !isStory(entry))
  return at < 0 ? ok(value.filter(isStory)) : refused(`entry ${at} is none`)
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object'

const isCheck = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.label === 'string' &&
  typeof value.mean === 'number' &&
  (value.half === null || typeof value.half === 'number') &&
  isNumbers(value.values)

const isStory = (value: unknown): value is StoryRecord =>
  isObject(value) &&
  typeof value.story === 'string' &&
  typeof value.date === 'string' &&
  typeof value.backend === 'string' &&
  isNumbers(value.seeds) &&
  Array.isArray(value.checks) &&
  value.checks.every(isCheck)

/** Whether a record is of the story's checks as they are now. */
export const isCurrent = (story: Story, record: StoryRecord): boolean =>
  record.checks.length === story.checks.length &&
  story.checks.every(({ label }, i) => label === record.checks[i]?.label)

/** The worst outcome of a story's checks; null where it was not measured as it is now. */
export function recordedOutcome(story: Story, record: StoryRecord | undefined): Outcome | null {
  if (record === undefined || !isCurrent(story, record)) return null
  return storyOutcome(
    story.checks.map((check, i) => {
      const { mean, half } = record.checks[i] as StoryRecord['checks'][number]
      return outcomeOf(check, mean, half)
    }),
  )
}

/** Older records with newer ones in their place, in the order of the stories. */
export function merged(older: readonly StoryRecord[], newer: readonly StoryRecord[]): readonly StoryRecord[] {
  const all = new Map([...older, ...newer].map((record) => [record.story, record]))
  return STORIES.flatMap(({ id }) => {
    const record = all.get(id)
    return record === undefined ? [] : [record]
  })
}
