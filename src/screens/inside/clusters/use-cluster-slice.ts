import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RankQuestion } from '../../../core/ranking/question.ts'
import { readingHash } from '../../../experiment/hash.ts'
import { useActions } from '../../../store/hooks.ts'
import { type Asked, useRanking } from '../ranking/use-ranking.ts'
import type { InsideSubject } from '../view.ts'

interface Picked {
  readonly cluster: number
  readonly name: string
}

/** Asks who the users of a cluster are, and keeps them as a slice that every comparison can look at. */
export function useClusterSlice({ run, group }: InsideSubject): Pick<Asked<'members'>, 'issues'> & {
  pick(cluster: number, name: string): void
  /** Name of the slice that was made last. */
  readonly kept: string | null
} {
  const { t } = useTranslation('clusters')
  const { saveSlice } = useActions()
  const [picked, setPicked] = useState<Picked | null>(null)
  const [kept, setKept] = useState<string | null>(null)
  const question = useMemo<(RankQuestion & { readonly kind: 'members' }) | null>(
    () => (picked === null ? null : { kind: 'members', cluster: picked.cluster }),
    [picked],
  )
  const { answer, issues } = useRanking(run, null, 'members', question)
  useEffect(() => {
    if (picked === null || answer === null || answer.cluster !== picked.cluster) return
    const of = t('transfer.sliceName', { cluster: picked.name, group: group.name, seed: run.config.seed })
    const users = { kind: 'users' as const, of, reading: readingHash(run.config), users: answer.users }
    saveSlice({ name: of, spec: { all: [users] } })
    setKept(of)
    setPicked(null)
  }, [picked, answer, saveSlice, t, group, run])
  return { issues, kept, pick: (cluster, name) => setPicked({ cluster, name }) }
}
