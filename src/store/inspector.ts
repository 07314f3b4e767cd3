import type { InspectQuestion } from '../core/inspect/question.ts'
import type { Run } from '../run/run.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import type { InspectState } from './state.ts'

export type InspectMessage = Extract<WorkerMessage, { readonly type: 'inspected' | 'uninspected' }>

/** Questions about the trained weights of runs that have ended. */
export interface Inspector {
  inspect(run: Pick<Run, 'id' | 'attempt'>, question: InspectQuestion): void
  receive(message: InspectMessage): void
}

export function createInspector(access: Access, port: TrainerPort): Inspector {
  let questions = 0

  return {
    inspect({ id, attempt }, question) {
      if (attempt === null) throw new Error(`${id} was never trained`)
      const { inspections } = access.get()
      const inspectId = `inspect ${++questions}`
      const last = lastOf(inspections.get(question.kind), attempt)
      const state: InspectState = { kind: 'asking', attempt, inspectId, last }
      access.set({ inspections: new Map(inspections).set(question.kind, state) })
      port.send({ type: 'inspect', inspectId, runId: attempt, question })
    },

    receive(message) {
      const { inspections } = access.get()
      for (const [kind, state] of inspections) {
        if (state.kind !== 'asking' || state.inspectId !== message.inspectId) continue
        const { attempt } = state
        const next: InspectState =
          message.type === 'inspected'
            ? { kind: 'answered', attempt, answer: message.answer }
            : { kind: 'refused', attempt, issues: message.issues }
        access.set({ inspections: new Map(inspections).set(kind, next) })
      }
    },
  }
}

/** The answer on screen about the same execution, to stay until the next one comes. */
function lastOf(state: InspectState | undefined, attempt: string) {
  if (state === undefined || state.attempt !== attempt || state.kind === 'refused') return null
  return state.kind === 'answered' ? state.answer : state.last
}
