import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { metricText } from '../../../charts/format.ts'
import type { Issue } from '../../../core/result.ts'
import { readingHash } from '../../../experiment/hash.ts'
import { useActions } from '../../../store/hooks.ts'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { predicateText } from '../../compare/slices/words.ts'
import { useRanking } from '../ranking/use-ranking.ts'
import { canBeAsked } from '../ranking/view.ts'
import { useInspection } from '../use-inspection.ts'
import type { ChosenSubject } from '../view.ts'
import { type AskedPick, questionsOf, type ScreenPick, toldOf } from './told.ts'

export interface SlicePicking {
  pick(pick: ScreenPick): void
  /** Whether users and rows can be told apart: the run has ended, and its kept weights are looked at. */
  readonly canTellRows: boolean
  readonly isAsking: boolean
  readonly issues: readonly Issue[]
  /** The slice that was made last, with what is to be said of it. */
  readonly kept: { readonly name: string; readonly note: string | null } | null
}

/**
 * Makes what is picked in a chart the slice that every screen looks at. A scene is a standing slice; who the users of a
 * cluster or of a lasso are, and which rows lie in a part of a chart, is asked of the trainer, and kept under the name of
 * the run that told them apart.
 */
export function useSlicePick({ run, group, step }: ChosenSubject): SlicePicking {
  const t = usePickTexts()
  const { t: words } = useTranslation('slices')
  const { saveSlice, setView } = useActions()
  const [last, setPicked] = useState<{ readonly of: AskedPick; readonly attempt: string | null } | null>(null)
  // Another run numbers other clusters: what was picked in this one is not asked of it.
  const picked = last?.attempt === run.attempt ? last.of : null
  const [kept, setKept] = useState<SlicePicking['kept']>(null)
  const questions = useMemo(() => questionsOf(picked), [picked])
  const asked = {
    members: useRanking(run, null, 'members', questions.members),
    region: useRanking(run, null, 'region', questions.region),
    gate: useInspection(run, 'gate', questions.gate),
  }
  const told = toldOf(questions, {
    members: asked.members.answer,
    region: asked.region.answer,
    gate: asked.gate.answer,
  })
  useEffect(() => {
    if (picked === null || told === null) return
    const reading = readingHash(run.config)
    setPicked(null)
    if (told.kind === 'gate' && told.rows === null) {
      setView({ slice: `scene=${told.scene}` })
      return setKept({
        name: told.scene,
        note: t('oneGate', { scene: told.scene, gate: metricText(told.mean, 2) }),
      })
    }
    const by = { group: group.name, seed: run.config.seed }
    const who = whoOf(picked, told.kind === 'gate' ? metricText(told.mean, 3) : '')
    // A part of a slice that the same run told apart has its name at the end already.
    const of = who.endsWith(t('users', { who: '', ...by })) ? who : t('users', { who, ...by })
    const isSaved = saveSlice({
      name: of,
      spec: {
        all: [
          told.kind === 'members'
            ? { kind: 'users', of, reading, users: told.users }
            : { kind: 'rows', of, reading, rows: told.rows ?? [] },
        ],
      },
    })
    if (isSaved) setKept({ name: of, note: null })

    function whoOf(pick: AskedPick, mean: string): string {
      if (pick.kind === 'region') return pick.name
      if (pick.kind === 'gate') return t('gate', { branch: pick.name, scene: pick.scene, mean })
      const { clusters, drawn } = pick
      return [
        ...clusters.map(({ name }) => name),
        ...(drawn.length === 0 ? [] : [t('drawn', { count: drawn.length })]),
      ].join(t('plus'))
    }
  }, [picked, told, saveSlice, setView, t, group, run])
  const open = Object.entries(asked).flatMap(([kind, one]) =>
    questions[kind as keyof typeof asked] === null ? [] : [one],
  )
  return {
    pick(wanted) {
      switch (wanted.kind) {
        case 'scene':
          setView({ slice: `scene=${wanted.scene}` })
          return setKept({ name: wanted.scene, note: null })
        case 'values': {
          const name = predicateText(words, wanted)
          saveSlice({ name, spec: { all: [wanted] } })
          return setKept({ name, note: null })
        }
        case 'user': {
          const { name } = wanted
          const users = {
            kind: 'users' as const,
            of: name,
            reading: readingHash(run.config),
            users: [wanted.user],
          }
          const isSaved = saveSlice({ name, spec: { all: [users] } })
          return setKept(isSaved ? { name, note: null } : null)
        }
        case 'users':
        case 'region':
        case 'gate':
          setKept(null)
          return setPicked({ of: wanted, attempt: run.attempt })
        default:
          return wanted satisfies never
      }
    },
    canTellRows: canBeAsked(run) && step === null,
    // A question that was put on another screen, or about another run, is refused there alone.
    isAsking: open.some(({ isAsking }) => isAsking),
    issues: open.flatMap(({ issues }) => issues),
    kept,
  }
}
