import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RankQuestion } from '../../../core/ranking/question.ts'
import type { Issue } from '../../../core/result.ts'
import { readingHash } from '../../../experiment/hash.ts'
import type { SlicePick } from '../../../modules/panel-props.ts'
import { useActions } from '../../../store/hooks.ts'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { predicateText } from '../../compare/slices/words.ts'
import { useRanking } from '../ranking/use-ranking.ts'
import { canBeAsked } from '../ranking/view.ts'
import type { ChosenSubject } from '../view.ts'
import { isAnswerTo } from './view.ts'

export interface SlicePicking {
  pick(pick: SlicePick): void
  /** Whether users can be told apart: the run has ended, and its kept weights are looked at. */
  readonly canPickUsers: boolean
  readonly isAsking: boolean
  readonly issues: readonly Issue[]
  /** Name of the slice that was made last. */
  readonly kept: string | null
}

type Users = Extract<SlicePick, { readonly kind: 'users' }>
type Members = RankQuestion & { readonly kind: 'members' }

/**
 * Makes what is picked in a chart the slice that every screen looks at. A scene is a standing slice; who the users of a
 * cluster or of a lasso are is asked of the trainer, and kept under the name of the run that told them apart.
 */
export function useSlicePick({ run, group, step }: ChosenSubject): SlicePicking {
  const t = usePickTexts()
  const { t: words } = useTranslation('slices')
  const { saveSlice, setView } = useActions()
  const [last, setPicked] = useState<(Users & { readonly attempt: string | null }) | null>(null)
  // Another run numbers other clusters: what was picked in this one is not asked of it.
  const picked = last?.attempt === run.attempt ? last : null
  const [kept, setKept] = useState<string | null>(null)
  const question = useMemo<Members | null>(
    () =>
      picked === null
        ? null
        : { kind: 'members', clusters: picked.clusters.map(({ id }) => id), drawn: picked.drawn },
    [picked],
  )
  const { answer, isAsking, issues } = useRanking(run, null, 'members', question)
  useEffect(() => {
    if (picked === null || question === null || answer === null || !isAnswerTo(answer, question)) return
    const { clusters, drawn } = picked
    const who = [
      ...clusters.map(({ name }) => name),
      ...(drawn.length === 0 ? [] : [t('drawn', { count: drawn.length })]),
    ].join(t('plus'))
    const of = t('users', { who, group: group.name, seed: run.config.seed })
    const users = { kind: 'users' as const, of, reading: readingHash(run.config), users: answer.users }
    saveSlice({ name: of, spec: { all: [users] } })
    setKept(of)
    setPicked(null)
  }, [picked, question, answer, saveSlice, t, group, run])
  return {
    pick(wanted) {
      switch (wanted.kind) {
        case 'scene':
          setView({ slice: `scene=${wanted.scene}` })
          return setKept(wanted.scene)
        case 'values': {
          const name = predicateText(words, wanted)
          saveSlice({ name, spec: { all: [wanted] } })
          return setKept(name)
        }
        case 'users':
          setKept(null)
          return setPicked({ ...wanted, attempt: run.attempt })
        default:
          return wanted satisfies never
      }
    },
    canPickUsers: canBeAsked(run) && step === null,
    isAsking: picked !== null && isAsking,
    // A question that was put on another screen, or about another run, is refused there alone.
    issues: picked === null ? [] : issues,
    kept,
  }
}
