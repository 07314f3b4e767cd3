import type { RankQuestion } from '../core/ranking/question.ts'
import type { Run } from '../run/run.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import type { HeldRuns } from './runs.ts'
import type { RankState } from './state.ts'

export type RankMessage = Extract<WorkerMessage, { readonly type: 'ranked' | 'unranked' }>

/** Questions about the ranking of runs that have ended. */
export interface Ranker {
  rank(run: Run, partner: Run | null, question: RankQuestion): void
  receive(message: RankMessage): void
  /** Tells the trainer which executions no run is of any more. */
  forget(before: HeldRuns, now: HeldRuns): void
}

export function createRanker(access: Access, port: TrainerPort): Ranker {
  let questions = 0

  return {
    rank(run, partner, question) {
      const { attempt } = run
      if (attempt === null) throw new Error(`${run.id} was never trained`)
      const { rankings } = access.get()
      const rankId = `rank ${++questions}`
      const state: RankState = {
        kind: 'asking',
        attempt,
        partner: partner?.attempt ?? null,
        rankId,
        last: lastOf(rankings.get(question.kind), attempt),
      }
      access.set({ rankings: new Map(rankings).set(question.kind, state) })
      port.send({ type: 'rank', rankId, runId: attempt, partnerId: state.partner, question })
    },

    receive(message) {
      const { rankings } = access.get()
      for (const [kind, state] of rankings) {
        if (state.kind !== 'asking' || state.rankId !== message.rankId) continue
        const { attempt, partner } = state
        const next: RankState =
          message.type === 'ranked'
            ? { kind: 'answered', attempt, partner, answer: message.answer }
            : { kind: 'refused', attempt, partner, issues: message.issues }
        access.set({ rankings: new Map(rankings).set(kind, next) })
      }
    },

    forget(before, now) {
      if (before.runs === now.runs && before.bin === now.bin && before.replaced === now.replaced) return
      const known = attemptsOf(now)
      const runIds = [...attemptsOf(before)].filter((attempt) => !known.has(attempt))
      if (runIds.length > 0) port.send({ type: 'forget', runIds })
    },
  }
}

/** The answer on screen about the same execution, to stay until the next one comes. */
function lastOf(state: RankState | undefined, attempt: string) {
  if (state === undefined || state.attempt !== attempt || state.kind === 'refused') return null
  return state.kind === 'answered' ? state.answer : state.last
}

const attemptsOf = ({ runs, bin, replaced }: HeldRuns): ReadonlySet<string> =>
  new Set(
    [...runs.values(), ...bin.flat(), ...replaced.values()].flatMap(({ attempt }) =>
      attempt === null ? [] : [attempt],
    ),
  )
