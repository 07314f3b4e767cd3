import { Kbd, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../store/hooks.ts'
import { COMMANDS, type Command, isAvailable } from './commands.ts'

interface PaletteListProps {
  readonly onClose: () => void
  readonly onRun: (command: Command) => void
}

/** All that can be done here and now, with its key, by the words typed. */
export function PaletteList({ onClose, onRun }: PaletteListProps) {
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
