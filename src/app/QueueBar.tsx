import { ActionIcon, AppShell, Button, Group, Progress, Text } from '@mantine/core'
import { Pause, Play, Square } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { groupName } from '../experiment/diff.ts'
import { durationText } from '../run/time.ts'
import { useActions, useWorkbench } from '../store/hooks.ts'
import { queueView } from './queue-view.ts'

/** What trains, how far it is and how long it will take; pause, stop. The page's title mirrors it. */
export function QueueBar() {
  const { t } = useTranslation('app')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const queue = useWorkbench((state) => state.queue)
  const paused = useWorkbench((state) => state.paused)
  const view = useMemo(() => queueView({ plan, runs, queue, paused }), [plan, runs, queue, paused])
  const { pause, resume, stopRun, stopAll } = useActions()
  const isActive = view.status === 'running' || view.status === 'paused'
  const percent = Math.floor(view.share * 100)
  const title = isActive ? t('title.running', { percent }) : t('name')
  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <AppShell.Footer data-status={view.status}>
      <Group h="100%" px="md" gap="md" wrap="nowrap">
        <Progress
          value={percent}
          w={160}
          size="sm"
          aria-label={t('queue.progress')}
          color={view.status === 'paused' ? 'orange' : view.status === 'finished' ? 'green' : 'blue'}
        />
        <Text size="sm" truncate style={{ flex: 1 }} aria-live="polite">
          <Words />
        </Text>
        {isActive ? (
          <Group gap="xs" wrap="nowrap">
            <ActionIcon
              variant="default"
              onClick={view.status === 'paused' ? resume : pause}
              aria-label={view.status === 'paused' ? t('queue.resume') : t('queue.pause')}
            >
              {view.status === 'paused' ? (
                <Play size={15} aria-hidden="true" />
              ) : (
                <Pause size={15} aria-hidden="true" />
              )}
            </ActionIcon>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Square size={12} aria-hidden="true" />}
              onClick={stopRun}
            >
              {t('queue.stopRun')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={stopAll}>
              {t('queue.stopAll')}
            </Button>
          </Group>
        ) : null}
      </Group>
    </AppShell.Footer>
  )

  function Words() {
    if (view.status === 'idle') return t('queue.idle')
    const parts = [t('queue.runs', { done: view.done, total: view.total })]
    const { current } = view
    const base = plan.groups[0]
    if (current !== null && base !== undefined) {
      const step =
        current.status.kind === 'running' || current.status.kind === 'paused' ? current.status.step : 0
      parts.push(
        t('queue.current', { group: groupName(base.config, current.config), seed: current.config.seed }),
      )
      if (current.totalSteps !== null) parts.push(t('queue.step', { step, total: current.totalSteps }))
      if (current.rowsPerSecond !== null) {
        parts.push(t('queue.speed', { rows: Math.round(current.rowsPerSecond).toLocaleString('en') }))
      }
    }
    if (view.left !== null) {
      parts.push(t('queue.left', { least: durationText(view.left[0]), most: durationText(view.left[1]) }))
    }
    if (view.status === 'finished') parts.push(t('queue.finished'))
    return parts.join(' · ')
  }
}
