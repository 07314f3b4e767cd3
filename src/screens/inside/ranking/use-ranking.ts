import { useEffect } from 'react'
import type { RankKind, RankQuestion } from '../../../core/ranking/question.ts'
import type { Issue } from '../../../core/result.ts'
import type { Run } from '../../../run/run.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { type AnswerOf, answerFor } from './view.ts'

export interface Asked<Kind extends RankKind> {
  readonly answer: AnswerOf<Kind> | null
  readonly isAsking: boolean
  readonly issues: readonly Issue[]
}

/** What the trainer says to a question, asked again whenever it changes; null asks nothing. Questions are kept by memo. */
export function useRanking<Kind extends RankKind>(
  run: Run,
  partner: Run | null,
  kind: Kind,
  question: (RankQuestion & { readonly kind: Kind }) | null,
): Asked<Kind> {
  const { rank } = useActions()
  useEffect(() => {
    if (question !== null) rank(run, partner, question)
  }, [rank, run, partner, question])
  const state = useWorkbench((all) => all.rankings.get(kind))
  const isOwn = state?.attempt === run.attempt
  return {
    answer: answerFor(state, kind, run.attempt),
    isAsking: isOwn && state?.kind === 'asking',
    issues: isOwn && state?.kind === 'refused' ? state.issues : [],
  }
}
