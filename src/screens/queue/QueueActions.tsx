import { ActionIcon, Group } from '@mantine/core'
import { ArrowDown, ArrowDownToLine, ArrowUp, Square, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../store/hooks.ts'
import type { QueueRow } from './queue-rows.ts'

interface QueueActionsProps {
  readonly row: QueueRow
  /** How many runs wait. */
  readonly waiting: number
}

/** A waiting run goes up, down, last or off the queue, by button or by arrows, End and Delete; one that trains is stopped. */
export function QueueActions({ row, waiting }: QueueActionsProps) {
  const { t } = useTranslation('queue')
  const { moveRun, dropRun, stopRun } = useActions()
  const { run, name, place } = row
  const of = { group: name, seed: run.config.seed }
  const button = (label: string, Icon: typeof Square, onClick: () => void, isOff = false) => (
    <ActionIcon
      size={24}
      variant="subtle"
      color="gray"
      // Not disabled: a run that reaches an end of the queue keeps the focus.
      aria-disabled={isOff}
      style={isOff ? { opacity: 0.35 } : {}}
      onClick={onClick}
      aria-label={label}
      title={label}
    >
      <Icon size={13} aria-hidden="true" />
    </ActionIcon>
  )
  if (run.status.kind === 'running' || run.status.kind === 'paused') {
    return button(t('stop', of), Square, stopRun)
  }
  if (place === null) return null
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => moveRun(run.id, -1),
    ArrowDown: () => moveRun(run.id, 1),
    End: () => moveRun(run.id, waiting),
    Delete: () => dropRun(run.id),
  }
  function onKeyDown(event: KeyboardEvent): void {
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  return (
    <Group
      gap={0}
      wrap="nowrap"
      justify="flex-end"
      role="toolbar"
      aria-label={t('actionsOf', of)}
      onKeyDown={onKeyDown}
    >
      {button(t('up', of), ArrowUp, () => moveRun(run.id, -1), place === 0)}
      {button(t('down', of), ArrowDown, () => moveRun(run.id, 1), place === waiting - 1)}
      {button(t('last', of), ArrowDownToLine, () => moveRun(run.id, waiting), place === waiting - 1)}
      {button(t('drop', of), X, () => dropRun(run.id))}
    </Group>
  )
}
