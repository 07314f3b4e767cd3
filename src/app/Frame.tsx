import { AppShell } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { DrawnShare } from '../charts/drawn.ts'
import { PictureLink } from '../charts/picture-link.ts'
import { StartScreen } from '../screens/start/StartScreen.tsx'
import { useActions, useWorkbench, useWorkbenchState } from '../store/hooks.ts'
import { apart, later } from '../ui/apart.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Placeholder } from '../ui/Placeholder.tsx'
import { addressOf } from './address.ts'
import { DropTarget } from './DropTarget.tsx'
import { Palette } from './Palette.tsx'
import { QueueBar } from './QueueBar.tsx'
import { Rail } from './Rail.tsx'
import { ReviewCard } from './review-card.ts'
import { TopBar } from './TopBar.tsx'

const DataScreen = apart(async () => (await import('../screens/data/DataScreen.tsx')).DataScreen)
const LabScreen = apart(async () => (await import('../screens/lab/LabScreen.tsx')).LabScreen)
const CompareScreen = apart(async () => (await import('../screens/compare/CompareScreen.tsx')).CompareScreen)
const InsideScreen = apart(async () => (await import('../screens/inside/InsideScreen.tsx')).InsideScreen)
const KeepNotices = apart(async () => (await import('../screens/storage/KeepNotices.tsx')).KeepNotices)
const Issues = apart(async () => (await import('../ui/Issues.tsx')).Issues)
const UpdateNotice = later(async () => (await import('./UpdateNotice.tsx')).UpdateNotice)

/** Rail, top bar, queue bar, and the screen of the route; an opened link is reviewed before anything else. */
export function Frame() {
  const { t } = useTranslation('app')
  const link = useWorkbench((state) => state.link)
  const hasKeepNotice = useWorkbench((state) => state.keep.notices.length > 0)
  const getState = useWorkbenchState()
  const actions = useActions()
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 140, breakpoint: 'xs' }}
      footer={{ height: 40 }}
      padding="md"
    >
      <button type="button" className="app-skip" onClick={() => document.getElementById('main')?.focus()}>
        {t('skip')}
      </button>
      <AppShell.Header>
        <TopBar />
      </AppShell.Header>
      <AppShell.Navbar p="xs" className="app-nav">
        <Rail />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ background: 'var(--app-canvas)', outline: 'none' }}>
        <div className="app-main">
          <Suspense>
            <UpdateNotice />
          </Suspense>
          <Problem />
          {hasKeepNotice ? (
            <Suspense>
              <KeepNotices />
            </Suspense>
          ) : null}
          {link.kind === 'none' ? (
            <PictureLink value={() => addressOf(getState(), actions)}>
              <Screens />
            </PictureLink>
          ) : (
            <Suspense fallback={<Placeholder />}>
              <ReviewCard link={link} />
            </Suspense>
          )}
        </div>
      </AppShell.Main>
      <QueueBar />
      <DropTarget />
      <Palette />
    </AppShell>
  )
}

function Screens() {
  const [location] = useLocation()
  const draw = useWorkbench((state) => state.datasets.get(state.draft.dataset.id)?.source?.draw ?? null)
  // What Start shows was recorded, of another dataset.
  const share = draw === null || location === '/' ? null : draw.users.drawn / draw.users.of
  return (
    <DrawnShare value={share}>
      <Suspense fallback={<Placeholder />}>
        <Switch>
          <Route path="/" component={StartScreen} />
          <Route path="/data" component={DataScreen} />
          <Route path="/lab" component={LabScreen} />
          <Route path="/compare" component={CompareScreen} />
          <Route path="/inside">
            <Redirect to="/inside/clusters" replace />
          </Route>
          <Route path="/inside/:tab" component={InsideScreen} />
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </Suspense>
    </DrawnShare>
  )
}

/** What kept a run from starting, or a dataset that is asked for. */
function Problem() {
  const { t } = useTranslation('app')
  const problem = useWorkbench((state) => state.problem)
  const failure = useWorkbench((state) => state.backendFailure)
  const { dismissProblem } = useActions()
  return (
    <>
      {failure === null ? null : (
        <Notice
          tone="red"
          role="alert"
          mb="md"
          title={t('backend.failed', { backend: t(`backend.name.${failure.backend}`) })}
        >
          {failure.detail}
        </Notice>
      )}
      {problem === null ? null : (
        // Around the notice: its title comes with its text, and both are announced together.
        <Suspense>
          <Notice
            tone="orange"
            mb="md"
            title={t('problem.title')}
            withCloseButton
            closeButtonLabel={t('problem.close')}
            onClose={dismissProblem}
          >
            <Issues issues={problem} />
          </Notice>
        </Suspense>
      )}
    </>
  )
}
