import { answered } from '../core/ranking/answer.ts'
import type { RankAnswer, RankKind, Scored } from '../core/ranking/question.ts'
import { fail, issue, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { readsAlike } from '../experiment/hash.ts'
import { unexpected } from './faults.ts'
import { isForeign } from './foreign.ts'
import { createKeptRuns } from './kept-runs.ts'
import type { Library } from './library.ts'
import type { Command } from './protocol.ts'
import type { SessionHost } from './session.ts'

type RankCommand = Extract<Command, { readonly type: 'rank' }>

/** Scores of runs that have ended, and answers made of them: rows stay here, aggregates leave. */
export interface Rankings {
  keep(runId: string, config: ExperimentConfig, scored: Scored): void
  forget(runIds: readonly string[]): void
  /** What is kept of a run; null where nothing is. */
  kept(runId: string): Kept | null
  rank(command: RankCommand): Promise<void>
}

/** Bytes of scores that are kept; the oldest give way. */
const MOST_BYTES = 256 << 20
/** Longest work between two breaths, in milliseconds. */
const WORK = 40

export interface Kept {
  readonly config: ExperimentConfig
  readonly scored: Scored
}

export function createRankings(
  host: Pick<SessionHost, 'post' | 'clock' | 'breathe'>,
  library: Library,
  mostBytes = MOST_BYTES,
): Rankings {
  const runs = createKeptRuns<Kept>(({ scored }) => bytesOf(scored), mostBytes)
  /** The latest question of each kind. */
  const newest = new Map<RankKind, string>()

  /** Null when a newer question overtook this one. */
  async function answerTo({
    rankId,
    runId,
    partnerId,
    question,
  }: RankCommand): Promise<Result<RankAnswer> | null> {
    const run = runs.get(runId)
    const partner = partnerId === null ? null : runs.get(partnerId)
    if (run === undefined || partner === undefined) return fail([issue('run', 'ranking.noScores')])
    if (partner !== null && !readsAlike(run.config, partner.config)) {
      return fail([issue('partner', 'ranking.otherRows')])
    }
    if ('spec' in question && isForeign(question.spec, run.config)) {
      return fail([issue('slice', 'slice.otherUsers')])
    }
    const { dataset, schema, split } = run.config
    const ready = await library.ready(dataset, schema, split)
    if (ready === null) return fail([issue('run', 'ranking.noScores')])
    if (!ready.ok) return ready
    const steps = answered(question, ready.value.encoded, run.scored, partner?.scored ?? null)
    let since = host.clock()
    for (;;) {
      if (newest.get(question.kind) !== rankId) return null
      const step = steps.next()
      if (step.done === true) return step.value
      if (host.clock() - since < WORK) continue
      await host.breathe()
      since = host.clock()
    }
  }

  return {
    keep: (runId, config, scored) => runs.keep(runId, { config, scored }),
    forget: (runIds) => runIds.forEach(runs.forget),

    kept: (runId) => runs.get(runId) ?? null,

    async rank(command) {
      const { rankId, question } = command
      newest.set(question.kind, rankId)
      // Those that came meanwhile may overtake it before any work is done.
      await host.breathe()
      let outcome: Result<RankAnswer> | null
      try {
        outcome = await answerTo(command)
      } catch (error) {
        outcome = fail([unexpected(error)])
      }
      if (outcome === null) host.post({ type: 'unranked', rankId, issues: [] })
      else if (outcome.ok) host.post({ type: 'ranked', rankId, answer: outcome.value })
      else host.post({ type: 'unranked', rankId, issues: outcome.error })
    },
  }
}

const bytesOf = ({ valid, test, clusters }: Scored): number =>
  valid.byteLength + test.byteLength + (clusters?.byteLength ?? 0)
