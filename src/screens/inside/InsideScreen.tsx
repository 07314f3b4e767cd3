import { Stack, Title } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'wouter'
import { useActions, usePacedRuns, useWorkbench } from '../../store/hooks.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { type NamedGroup, namedGroups } from '../compare/view.ts'
import { ClustersTab } from './clusters/ClustersTab.tsx'
import { LossesTab } from './losses/LossesTab.tsx'
import { ModulePanel } from './ModulePanel.tsx'
import { PriorsTab } from './priors/PriorsTab.tsx'
import { RankingTab } from './ranking/RankingTab.tsx'
import { ScenesTab } from './ScenesTab.tsx'
import { SubjectBar } from './SubjectBar.tsx'
import type { SlicedTab } from './slices/SliceSubject.tsx'
import { UsersTab } from './users/UsersTab.tsx'
import { type ChosenSubject, insideSubject, isHeldBack, runsToFetch } from './view.ts'

const TABS = ['clusters', 'losses', 'priors', 'scenes', 'ranking', 'users'] as const
type Tab = (typeof TABS)[number]
/** Whether a chart of the tab takes a slice. */
const isSliced = (tab: Tab): tab is SlicedTab => tab === 'priors' || tab === 'ranking' || tab === 'users'

/** What happens inside one run: one subject, one tab for each question. */
export function InsideScreen() {
  const { t } = useTranslation('inside')
  const params = useParams<{ tab?: string }>()
  const tab = TABS.find((one) => one === params.tab) ?? 'clusters'
  const plan = useWorkbench((state) => state.plan)
  const runs = usePacedRuns()
  const view = useWorkbench((state) => state.view)
  const naming = useNaming()
  const groups = useMemo(() => namedGroups(plan, runs, naming), [plan, runs, naming])
  const subject = useMemo(() => insideSubject(groups, view), [groups, view])
  const isFetching = useReadings(groups, subject)
  return (
    <Stack gap="md">
      <div style={{ display: 'flex', gap: 20, alignItems: 'center', flexWrap: 'wrap' }}>
        <Title order={1}>{t('title')}</Title>
        <nav className="sc-tabs" aria-label={t('tabs')}>
          {TABS.map((one) => (
            <Link key={one} href={`/inside/${one}`} aria-current={one === tab ? 'page' : undefined}>
              {t(`tab.${one}`)}
            </Link>
          ))}
        </nav>
      </div>
      {subject === null ? (
        <Empty />
      ) : isFetching ? (
        <p role="status" className="sc-figure" style={{ margin: 0 }}>
          {t('apart.fetching')}
        </p>
      ) : (
        <>
          <SubjectBar groups={groups} subject={subject} sliced={isSliced(tab) ? tab : null} />
          <p style={{ margin: 0, color: 'var(--sc-dim)' }}>{t(`look.${tab}`)}</p>
          {subject.latest.apart?.isLost === true && <p style={{ margin: 0 }}>{t('apart.lost')}</p>}
          <TabContent tab={tab} groups={groups} subject={subject} />
        </>
      )}
    </Stack>
  )
}

/** Asks for what the runs recorded inside where it is kept apart; whether the look inside waits for it. */
function useReadings(groups: readonly NamedGroup[], subject: ChosenSubject | null): boolean {
  const { fetchReadings } = useActions()
  const ids = useMemo(() => runsToFetch(groups), [groups])
  useEffect(() => {
    if (ids.length > 0) fetchReadings(ids)
  }, [ids, fetchReadings])
  const [wasShown, setWasShown] = useState(false)
  const isHeld = subject !== null && isHeldBack(groups, subject, wasShown)
  if (subject !== null && !isHeld && !wasShown) setWasShown(true)
  return isHeld
}

interface TabContentProps {
  readonly tab: Tab
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

function TabContent({ tab, groups, subject }: TabContentProps) {
  switch (tab) {
    case 'clusters':
      return <ClustersTab groups={groups} subject={subject} />
    case 'losses':
      return <LossesTab groups={groups} subject={subject} />
    case 'priors':
      return <PriorsTab groups={groups} subject={subject} />
    case 'scenes':
      return <ScenesTab groups={groups} subject={subject} />
    case 'ranking':
      return (
        <Stack gap="md">
          <RankingTab groups={groups} subject={subject} />
          <ModulePanel id="debias" groups={groups} subject={subject} />
          <ModulePanel id="coarse-rank" groups={groups} subject={subject} />
        </Stack>
      )
    case 'users':
      return <UsersTab key={readingOf(subject)} groups={groups} subject={subject} />
    default:
      return tab satisfies never
  }
}

/** What a run reads: a user and a row are the same in every run of it. */
const readingOf = ({ run: { config } }: ChosenSubject): string =>
  JSON.stringify([config.dataset, config.schema, config.split])

function Empty() {
  const { t } = useTranslation('inside')
  return (
    <div className="sc-figure" style={{ alignItems: 'center', padding: '56px 24px', gap: 14 }}>
      <p style={{ margin: 0, fontSize: 15 }}>{t('empty.text')}</p>
      <Link href="/lab" className="sc-tool" style={{ padding: '5px 14px', textDecoration: 'none' }}>
        {t('empty.lab')}
      </Link>
    </div>
  )
}
