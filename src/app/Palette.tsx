import { Kbd, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions, useWorkbench, useWorkbenchState } from '../store/hooks.ts'
import { COMMANDS, type Command, commandOf, isAvailable, type Pressed } from './commands.ts'

const TEXTS = 'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"]'
const CONTROLS = 'button, a, summary, [role="switch"], [role="tab"], [role="slider"], [role="option"]'

/** Listens for the keys that work everywhere; ⌘K, Ctrl K or `?` lists all that can be done, with its key. */
export function Palette() {
  const [isOpen, setOpen] = useState(false)
  const [, navigate] = useLocation()
  const actions = useActions()
  const getState = useWorkbenchState()

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || isOpen || event.repeat) return
      const found = commandOf(pressed(event))
      if (found === null) return
      const state = getState()
      if (found !== 'palette' && !isAvailable(found, state)) return
      event.preventDefault()
      if (found === 'palette') setOpen(true)
      else found.run({ state, actions, navigate })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [isOpen, actions, getState, navigate])

  return isOpen ? (
    <List
      onClose={() => setOpen(false)}
      onRun={(command) => {
        setOpen(false)
        command.run({ state: getState(), actions, navigate })
      }}
    />
  ) : null
}

function pressed(event: KeyboardEvent): Pressed {
  const { key, ctrlKey, metaKey, altKey, target } = event
  const at = target instanceof Element ? target : null
  const on = at?.closest(TEXTS) ? 'text' : at?.closest(CONTROLS) ? 'control' : 'page'
  return { key, ctrlKey, metaKey, altKey, on }
}

interface ListProps {
  readonly onClose: () => void
  readonly onRun: (command: Command) => void
}

function List({ onClose, onRun }: ListProps) {
  const { t } = useTranslation('keys')
  const [typed, setTyped] = useState('')
  const state = useWorkbench((whole) => whole)
  const nameOf = ({ id }: Command): string => t(`command.${id}`)
  const shown = COMMANDS.filter(
    (command) =>
      isAvailable(command, state) && nameOf(command).toLowerCase().includes(typed.trim().toLowerCase()),
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const first = shown[0]
          if (first !== undefined) onRun(first)
        }}
      >
        <TextInput
          data-autofocus
          aria-label={t('search')}
          placeholder={t('search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      <Stack gap={0} mt="xs" component="ul" style={{ listStyle: 'none', padding: 0 }}>
        {shown.map((command) => (
          <li key={command.id}>
            <UnstyledButton className="app-command" onClick={() => onRun(command)}>
              {nameOf(command)}
              {command.key === null ? null : <Kbd size="xs">{keyText(command.key, t('space'))}</Kbd>}
            </UnstyledButton>
          </li>
        ))}
      </Stack>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('none')}
        </Text>
      ) : null}
    </Modal>
  )
}

/** `⇧Z` for a capital: it is typed with Shift. */
function keyText(key: string, space: string): string {
  if (key === ' ') return space
  return key !== key.toLowerCase() ? `⇧${key}` : key.toUpperCase()
}
