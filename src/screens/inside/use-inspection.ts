import { useEffect } from 'react'
import type { InspectAnswer, InspectKind, QuestionOf } from '../../core/inspect/question.ts'
import type { Issue } from '../../core/result.ts'
import type { Run } from '../../run/run.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { InspectState } from '../../store/state.ts'

export type InspectAnswerOf<Kind extends InspectKind> = Extract<InspectAnswer, { readonly kind: Kind }>
export interface Inspected<Kind extends InspectKind> {
  readonly answer: InspectAnswerOf<Kind> | null
  readonly isAsking: boolean
  readonly issues: readonly Issue[]
}

/** What a run's trained weights say to a question, asked again whenever it changes; null asks nothing. */
export function useInspection<Kind extends InspectKind>(
  run: Run,
  kind: Kind,
  question: QuestionOf<Kind> | null,
): Inspected<Kind> {
  const { inspect } = useActions()
  const { id, attempt } = run
  useEffect(() => {
    if (question !== null) inspect({ id, attempt }, question)
  }, [inspect, id, attempt, question])
  const state = useWorkbench((all) => all.inspections.get(kind))
  const isOwn = state !== undefined && state.attempt === attempt
  return {
    answer: inspectAnswerFor(state, kind, attempt),
    isAsking: isOwn && state.kind === 'asking',
    issues: isOwn && state.kind === 'refused' ? state.issues : [],
  }
}

/** The answer of a kind about this execution; while a newer one is awaited, the last one. */
export function inspectAnswerFor<Kind extends InspectKind>(
  state: InspectState | undefined,
  kind: Kind,
  attempt: string | null,
): InspectAnswerOf<Kind> | null {
  if (state === undefined || state.attempt !== attempt || state.kind === 'refused') return null
  const answer = state.kind === 'answered' ? state.answer : state.last
  return answer?.kind === kind ? (answer as InspectAnswerOf<Kind>) : null
}
