import type { EncodedDataset } from '../core/data/encoded.ts'
import { canonicalJson } from '../core/hash.ts'
import { answerOf } from '../core/ranking/answer.ts'
import type { Scored, SweepAnswer } from '../core/ranking/question.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import type { ReadCsv } from '../ingest/read-csv.ts'
import { type Preparation, prepare } from '../run/prepare.ts'
import { judge } from '../stories/judge.ts'
import { groupConfig } from '../stories/plan.ts'
import type { Told } from '../stories/readings.ts'
import type { StoryRecord } from '../stories/record.ts'
import type { Story } from '../stories/story.ts'
import { tell } from './output.ts'
import { readWorld } from './read-data.ts'
import { trainRun } from './train-run.ts'

/** A story over paired seeds; each run comes from `runOf`. */
export async function measureStory(
  story: Story,
  seeds: readonly number[],
  backend: string,
  runOf: (config: ExperimentConfig) => Promise<Told>,
): Promise<StoryRecord> {
  const runs: ReadonlyMap<string, Told>[] = []
  for (const seed of seeds) {
    const own = new Map<string, Told>()
    for (const group of story.groups) own.set(group.id, await runOf({ ...groupConfig(story, group), seed }))
    runs.push(own)
  }
  // How steps ran, without the sizes of each model's program.
  const ways = new Set(
    runs.flatMap((own) => [...own.values()].map(({ how }) => (how ?? backend).replace(/ \(.*\)/, ''))),
  )
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
export function storyTrainer(threads: number): (config: ExperimentConfig) => Promise<Told> {
  const runs = new Map<string, Told>()
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
    const known = runs.get(key)
    if (known !== undefined) return known
    const { encoded } = await prepared(config)
    const kept: Scored[] = []
    const trained = await trainRun(
      config,
      encoded,
      threads,
      () => undefined,
      (scored) => kept.push(scored),
    )
    const run: Told = { ...trained, sweep: () => sweepOf(encoded, kept[0]) }
    const { reason, step } = trained.status
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

/** Places of a request that are shown. */
const PLACES = 5

/** The sweep of the exposure penalty over the first task's score. */
function sweepOf(encoded: EncodedDataset, scored: Scored | undefined): SweepAnswer | null {
  if (scored === undefined) return null
  const weights = encoded.tasks.map((_, t) => (t === 0 ? 1 : 0))
  const fusion = { weights, form: 'product', lambda: 0, places: PLACES } as const
  const answer = answerOf({ kind: 'sweep', fusion }, encoded, scored, null)
  return answer.ok && answer.value.kind === 'sweep' ? answer.value : null
}
