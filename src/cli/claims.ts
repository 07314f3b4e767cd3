import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { threadsOn } from '../core/threads.ts'
import { merged, parseRecords, type StoryRecord } from '../stories/record.ts'
import { STORIES } from '../stories/stories.ts'
import type { Story } from '../stories/story.ts'
import { claimsPage } from '../stories/table.ts'
import type { CliCommand } from './args.ts'
import { chooseBackend } from './backend-node.ts'
import { measureStory, storyTrainer } from './measure-story.ts'
import { delivered, jsonText, type Outcome, refused, tell, writeWhole } from './output.ts'

type Options = Extract<CliCommand, { readonly command: 'claims' }>

/** Trains stories and says which claims hold. What was measured before is kept where it was not measured again. */
export async function claims(options: Options): Promise<Outcome> {
  const chosen = storiesOf(options)
  const older = recordsOf(options)
  if (!chosen.ok) return refused(chosen.error)
  if (!older.ok) return refused(older.error)
  const backend = await chooseBackend(options.backend)
  const runOf = storyTrainer(options.threads ?? threadsOn(availableParallelism()))
  let records = older.value
  for (const story of chosen.value) {
    const record = await measureStory(story, options.seeds, backend.name, runOf)
    tell({ type: 'measured', ...record })
    records = merged(records, [record])
    // Kept as soon as it is there: all of them take minutes.
    if (options.record !== null) writeWhole(options.record, jsonText(records))
  }
  return delivered(
    claimsPage(records),
    options.out,
    jsonText({ out: options.out, measured: chosen.value.length }),
  )
}

function storiesOf({ stories }: Options): Result<readonly Story[]> {
  const unknown = stories?.find((id) => !STORIES.some((story) => story.id === id))
  if (unknown !== undefined) {
    const known = STORIES.map(({ id }) => id).join(', ')
    return fail([issue('--story', 'cli.story', { story: unknown, options: known })])
  }
  return ok(stories === null ? STORIES : STORIES.filter(({ id }) => stories.includes(id)))
}

function recordsOf({ record }: Options): Result<readonly StoryRecord[]> {
  return record === null || !existsSync(record) ? ok([]) : parseRecords(record, readFileSync(record, 'utf8'))
}
