import { NativeSelect } from '@mantine/core'
import { Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RankQuestion } from '../../../core/ranking/question.ts'
import type { PanelProps } from '../../../modules/panel-props.ts'
import { TransferChart } from '../../../modules/panels.ts'
import { FetchBoundary } from '../../../ui/FetchBoundary.tsx'
import { Issues } from '../../../ui/Issues.tsx'
import { NotFetched } from '../../../ui/NotFetched.tsx'
import { Placeholder } from '../../../ui/Placeholder.tsx'
import type { NamedGroup } from '../../compare/view.ts'
import { useRanking } from '../ranking/use-ranking.ts'
import { canBeAsked } from '../ranking/view.ts'
import { type InsideSubject, peersOf } from '../view.ts'
import { runsWithout } from './view.ts'

interface TransferLedgerProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
  readonly onSlice: PanelProps<'user-clusters'>['onSlice']
}

/** Asks what low-activity users of each cluster gained against a run without clusters, and shows it. */
export function TransferLedger({ groups, subject, onSlice }: TransferLedgerProps) {
  const { t } = useTranslation('clusters')
  const { run } = subject
  const peers = useMemo(() => peersOf(groups), [groups])
  const without = useMemo(() => runsWithout(groups, subject), [groups, subject])
  const [groupId, setGroup] = useState('')
  const partner = without.find(({ group }) => group.id === groupId) ?? without[0] ?? null
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const [wanted, setTask] = useState('')
  const task = tasks.includes(wanted) ? wanted : (tasks[0] ?? '')
  const isReady = canBeAsked(run) && partner !== null
  const question = useMemo<(RankQuestion & { readonly kind: 'transfer' }) | null>(
    () => (isReady ? { kind: 'transfer', task } : null),
    [isReady, task],
  )
  const { answer, issues } = useRanking(run, partner?.run ?? null, 'transfer', question)
  const missing = !canBeAsked(run)
    ? t('transfer.notEnded')
    : partner === null
      ? t('transfer.noPartner')
      : issues.length > 0
        ? t('transfer.refused')
        : t('transfer.asking')
  return (
    <>
      {issues.length > 0 && <Issues issues={issues} />}
      <FetchBoundary absent={(retry) => <NotFetched onRetry={retry} />}>
        <Suspense fallback={<Placeholder />}>
          <TransferChart
            run={run}
            peers={peers}
            answer={isReady ? answer : null}
            empty={isReady && answer !== null ? null : missing}
            otherSeed={partner?.run.config.seed ?? null}
            onSlice={onSlice}
            controls={
              <>
                <NativeSelect
                  size="xs"
                  aria-label={t('transfer.task')}
                  value={task}
                  onChange={(event) => setTask(event.currentTarget.value)}
                  data={tasks}
                />
                <NativeSelect
                  size="xs"
                  aria-label={t('transfer.against')}
                  value={partner?.group.id ?? ''}
                  onChange={(event) => setGroup(event.currentTarget.value)}
                  data={without.map(({ group }) => ({ value: group.id, label: group.name }))}
                />
              </>
            }
          />
        </Suspense>
      </FetchBoundary>
    </>
  )
}
