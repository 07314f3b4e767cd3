import { existsSync, readFileSync } from 'node:fs'
import { canonicalJson } from '../core/hash.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import type { ReadCsv } from '../ingest/read-csv.ts'
import { type Preparation, prepare } from '../run/prepare.ts'
import type { Run } from '../run/run.ts'
import { judge } from '../stories/judge.ts'
import { groupConfig } from '../stories/plan.ts'
import { merged, parseRecords, type StoryRecord } from '../stories/record.ts'
import { STORIES } from '../stories/stories.ts'
import type { Story } from '../stories/story.ts'
import { claimsPage } from '../stories/table.ts'
import type { CliCommand } from './args.ts'
import { chooseBackend } from './backend-node.ts'
import { delivered, jsonText, type Outcome, refused, tell, writeWhole } from './output.ts'
import { readWorld } from './read-data.ts'
import { trainRun } from './train-run.ts'

type Options = Extract<CliCommand, { readonly command: 'claims' }>

/** Trains stories and says which claims hold. What was measured before is kept where it was not measured again. */
export async function claims(options: Options): Promise<Outcome> {
  const chosen = storiesOf(options)
  const older = recordsOf(options)
  if (!chosen.ok) return refused(chosen.error)
  if (!older.ok) return refused(older.error)
  const backend = await chooseBackend(options.backend)
  const runOf = trainer(options.threads)
  let records = older.value
  for (const story of chosen.value) {
    const record = await measure(story, options.seeds, backend.name, runOf)
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

async function measure(
  story: Story,
  seeds: readonly number[],
  backend: string,
  runOf: (config: ExperimentConfig) => Promise<Run>,
): Promise<StoryRecord> {
  const runs: ReadonlyMap<string, Run>[] = []
  for (const seed of seeds) {
    const own = new Map<string, Run>()
    for (const group of story.groups) own.set(group.id, await runOf({ ...groupConfig(story, group), seed }))
    runs.push(own)
  }
  const ways = new Set(runs.flatMap((own) => [...own.values()].map(({ how }) => how ?? backend)))
  return {
    story: story.id,
    date: new Date().toISOString().slice(0, 10),
    backend: [...ways].sort().join(' and '),
    seeds,
    checks: story.checks.map((check) => {
      const measured = judge(check, runs)
      if (measured === null) throw new Error(`story ${story.id}: a run has no value of “${check.label}”`)
      const { mean, half, values } = measured
      return { label: check.label, mean, half, values }
    }),
  }
}

/** Trains each config once, whatever stories ask for it. */
function trainer(threads: number | null): (config: ExperimentConfig) => Promise<Run> {
  const runs = new Map<string, Run>()
  const data = new Map<string, ReadCsv>()
  const preparations = new Map<string, Preparation>()

  async function prepared({ dataset, schema, split }: ExperimentConfig): Promise<Preparation> {
    if (dataset.kind !== 'generated') throw new Error('a story is about a generated world')
    const key = canonicalJson([dataset.id, schema, split])
    const kept = preparations.get(key)
    if (kept !== undefined) return kept
    const read = data.get(dataset.id) ?? (await readWorld(dataset))
    data.set(dataset.id, read)
    const preparation = prepare(read.dataset, schema, split)
    if (!preparation.ok) throw new Error(`a story's world is refused: ${JSON.stringify(preparation.error)}`)
    preparations.set(key, preparation.value)
    return preparation.value
  }

  return async (config) => {
    const key = runHash(config)
    const kept = runs.get(key)
    if (kept !== undefined) return kept
    const { encoded } = await prepared(config)
    const run = await trainRun(config, encoded, threads, () => undefined)
    const { reason, step } = run.status
    if (reason !== 'finished') throw new Error(`story ${config.name}: a run ${reason}`)
    tell({
      type: 'trained',
      story: config.name,
      group: configHash(config),
      seed: config.seed,
      steps: step,
      seconds: run.seconds,
    })
    runs.set(key, run)
    return run
  }
}
