import { ActionIcon, AppShell, Button, Group, Progress, Text, VisuallyHidden } from '@mantine/core'
import type { TFunction } from 'i18next'
import { ChevronDown, ChevronUp, HardDrive, Pause, Play, Square, StepForward } from 'lucide-react'
import { memo, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupName, type Naming } from '../experiment/diff.ts'
import type { Plan } from '../experiment/plan.ts'
import { durationText } from '../run/time.ts'
import { useActions, useWorkbench } from '../store/hooks.ts'
import { unfinishedCells } from '../store/unfinished.ts'
import { apart } from '../ui/apart.tsx'
import type { Retry } from '../ui/FetchBoundary.tsx'
import { DialogNotFetched } from '../ui/NotFetched.tsx'
import { useNaming } from '../ui/use-naming.ts'
import { middleOf, type QueueView, queueView, stepOf, type TimeLeft } from './queue-view.ts'

const QueueList = apart(async () => (await import('../screens/queue/QueueList.tsx')).QueueList)
const StoragePanel = apart(
  async () => (await import('../screens/storage/StoragePanel.tsx')).StoragePanel,
  StorageNotFetched,
)

/** Above the rail, which the opened queue would else lie under. */
const BAR = 102

/** What trains, how far it is and how long it will take; pause, step, stop; opened, all runs. The page's title mirrors it. */
export function QueueBar() {
  const { t } = useTranslation('app')
  const naming = useNaming()
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const queue = useWorkbench((state) => state.queue)
  const paused = useWorkbench((state) => state.paused)
  const view = useMemo(() => queueView({ plan, runs, queue, paused }), [plan, runs, queue, paused])
  const isActive = view.status === 'running' || view.status === 'paused'
  const percent = Math.floor(view.share * 100)
  const seconds = middleOf(view.left)
  const title = !isActive
    ? t('name')
    : seconds === null
      ? t('title.running', { percent })
      : t('title.left', { percent, left: durationText(seconds) })
  const [isOpen, setOpen] = useState(false)
  const toggle = useCallback(() => setOpen((open) => !open), [])
  const hasRuns = runs.size > 0
  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <AppShell.Footer data-status={view.status} aria-label={t('queue.label')} zIndex={BAR}>
      {isOpen && hasRuns ? (
        <div className="app-queue" id="queue-list">
          <Suspense>
            <QueueList isFull />
          </Suspense>
        </div>
      ) : null}
      <Group h="100%" px="md" gap="md" wrap="nowrap">
        {view.status === 'idle' ? null : (
          <Progress
            value={percent}
            w={160}
            size={6}
            aria-label={t('queue.progress')}
            color={view.status === 'paused' ? 'orange' : view.status === 'finished' ? 'green' : 'blue'}
          />
        )}
        <Text
          size="sm"
          truncate
          style={{ flex: 1 }}
          c={view.status === 'idle' ? 'dimmed' : 'var(--mantine-color-text)'}
        >
          {wordsOf(view, plan, t, naming)}
        </Text>
        {/* Spoken once for each run that ends, not with every step. */}
        <VisuallyHidden aria-live="polite">
          {view.done === 0 ? '' : t('queue.runs', { done: view.done, total: view.total })}
        </VisuallyHidden>
        <Unfinished />
        {isActive ? <Controls isPaused={view.status === 'paused'} /> : null}
        {hasRuns ? <OpenButton isOpen={isOpen} onToggle={toggle} /> : null}
        <StorageButton />
      </Group>
    </AppShell.Footer>
  )
}

interface OpenButtonProps {
  readonly isOpen: boolean
  readonly onToggle: () => void
}

const OpenButton = memo(({ isOpen, onToggle }: OpenButtonProps) => {
  const { t } = useTranslation('app')
  const label = t(isOpen ? 'queue.close' : 'queue.open')
  const Icon = isOpen ? ChevronDown : ChevronUp
  return (
    <ActionIcon
      variant="default"
      size={26}
      onClick={onToggle}
      aria-expanded={isOpen}
      aria-controls="queue-list"
      aria-label={label}
      title={label}
    >
      <Icon size={14} aria-hidden="true" />
    </ActionIcon>
  )
})

/** What was on its way when the page went is offered, and never trains by itself. */
const Unfinished = memo(() => {
  const { t } = useTranslation('app')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const unfinished = useWorkbench((state) => state.unfinished)
  const keep = useWorkbench((state) => state.keep)
  const isElsewhere = useWorkbench((state) => state.isElsewhere)
  const { resumeUnfinished } = useActions()
  const count = useMemo(
    () => unfinishedCells({ plan, runs, unfinished, keep }).length,
    [plan, runs, unfinished, keep],
  )
  if (isElsewhere) {
    return (
      <Text size="sm" truncate role="status">
        {t('keep.elsewhere')}
      </Text>
    )
  }
  return count === 0 ? null : (
    <Button
      size="compact-sm"
      fw={500}
      leftSection={<Play size={11} aria-hidden="true" />}
      onClick={resumeUnfinished}
    >
      {t('keep.resume', { count })}
    </Button>
  )
})

const StorageButton = memo(() => {
  const { t } = useTranslation('app')
  const { showStorage } = useActions()
  const isShown = useWorkbench((state) => state.keep.isShown)
  return (
    <>
      <ActionIcon
        variant="default"
        size={26}
        onClick={() => showStorage(true)}
        aria-label={t('keep.open')}
        title={t('keep.open')}
      >
        <HardDrive size={14} aria-hidden="true" />
      </ActionIcon>
      {isShown ? (
        <Suspense>
          <StoragePanel />
        </Suspense>
      ) : null}
    </>
  )
})

function StorageNotFetched({ onRetry }: Retry) {
  const { showStorage } = useActions()
  return <DialogNotFetched onRetry={onRetry} onClose={() => showStorage(false)} />
}

const Controls = memo(({ isPaused }: { readonly isPaused: boolean }) => {
  const { t } = useTranslation('app')
  const { pause, resume, step, stopRun, stopAll } = useActions()
  const label = isPaused ? t('queue.resume') : t('queue.pause')
  const Icon = isPaused ? Play : Pause
  return (
    <Group gap={6} wrap="nowrap">
      <ActionIcon
        variant="default"
        size={26}
        onClick={isPaused ? resume : pause}
        aria-label={label}
        title={label}
      >
        <Icon size={14} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={26}
        onClick={step}
        aria-label={t('queue.step.one')}
        title={t('queue.step.one')}
      >
        <StepForward size={14} aria-hidden="true" />
      </ActionIcon>
      <Button
        size="compact-sm"
        variant="default"
        fw={500}
        leftSection={<Square size={11} aria-hidden="true" />}
        onClick={stopRun}
      >
        {t('queue.stopRun')}
      </Button>
      <Button size="compact-sm" variant="default" fw={500} onClick={stopAll}>
        {t('queue.stopAll')}
      </Button>
    </Group>
  )
})

function wordsOf(view: QueueView, plan: Plan, t: TFunction<'app'>, naming: Naming): string {
  if (view.status === 'idle') return t('queue.idle')
  const { current, left } = view
  const parts = [t('queue.runs', { done: view.done, total: view.total })]
  const base = plan.groups[0]
  if (current !== null && base !== undefined) {
    const group = groupName(base.config, current.config, naming)
    parts.push(t('queue.current', { group, seed: current.config.seed }))
    if (current.totalSteps !== null) {
      parts.push(t('queue.step', { step: stepOf(current), total: current.totalSteps }))
    }
    if (current.rowsPerSecond !== null) {
      parts.push(t('queue.speed', { rows: Math.round(current.rowsPerSecond).toLocaleString('en') }))
    }
  }
  if (left !== null) parts.push(leftText(left, t))
  if (view.status === 'paused') parts.push(t('queue.paused'))
  if (view.status === 'finished') parts.push(t('queue.finished'))
  return parts.join(' · ')
}

function leftText(left: TimeLeft, t: TFunction<'app'>): string {
  const most = durationText(left.most)
  if (left.kind === 'thisRun') return t('queue.leftThisRun', { most })
  const least = durationText(left.least)
  return least === most ? t('queue.leftAbout', { most }) : t('queue.left', { least, most })
}
