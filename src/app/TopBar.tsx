import { ActionIcon, Group, Text, UnstyledButton } from '@mantine/core'
import { Monitor, Moon, Redo2, Sun, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { worldName } from '../core/data/worlds/settings.ts'
import { OFFERED } from '../core/language.ts'
import type { DatasetRef } from '../experiment/config.ts'
import { ShareButton } from '../screens/share/ShareButton.tsx'
import { useActions, useWorkbench } from '../store/hooks.ts'
import type { Theme } from '../store/state.ts'
import { BackendBadge } from './BackendBadge.tsx'

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' }
const ICONS = { auto: Monitor, light: Sun, dark: Moon } as const

export function TopBar() {
  const { t } = useTranslation('app')
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="md">
      <Group gap="lg" wrap="nowrap" style={{ minWidth: 0 }}>
        <Group gap={8} wrap="nowrap">
          <img src="./icon.svg" alt="" width={22} height={22} />
          <Text fw={700} size="md">
            {t('name')}
          </Text>
        </Group>
        <DatasetName />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <UndoButtons />
        <BackendBadge />
        <LanguageButton />
        <ThemeButton />
        <ShareButton />
      </Group>
    </Group>
  )
}

function DatasetName() {
  const { t } = useTranslation('app')
  const dataset = useWorkbench((state) => state.draft.dataset)
  const info = useWorkbench((state) => state.datasets.get(state.draft.dataset.id))
  const name = nameOf(dataset) ?? t('dataset.sample')
  const rows =
    info === undefined ? t('dataset.absent') : t('dataset.rows', { rows: info.rowCount.toLocaleString('en') })
  return (
    <Text size="sm" truncate>
      {name}
      <Text span size="sm" c="dimmed">
        {` · ${rows}`}
      </Text>
    </Text>
  )
}

/** Null for the built-in sample, whose name is a message. */
function nameOf(dataset: DatasetRef): string | null {
  switch (dataset.kind) {
    case 'builtin':
      return null
    case 'generated':
      return worldName(dataset)
    case 'upload':
      return dataset.name
    default:
      return dataset satisfies never
  }
}

function UndoButtons() {
  const { t } = useTranslation('app')
  const canUndo = useWorkbench((state) => state.past.length > 0)
  const canRedo = useWorkbench((state) => state.future.length > 0)
  const { undo, redo } = useActions()
  const button = (key: string, Icon: typeof Undo2, isOn: boolean, onClick: () => void) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={28}
      disabled={!isOn}
      onClick={onClick}
      aria-label={t(key)}
      title={t(key)}
      style={isOn ? {} : { background: 'none' }}
    >
      <Icon size={16} aria-hidden="true" />
    </ActionIcon>
  )
  return (
    <Group gap={2} wrap="nowrap">
      {button('undo', Undo2, canUndo, undo)}
      {button('redo', Redo2, canRedo, redo)}
    </Group>
  )
}

/** Named in the language that it leads to. */
function LanguageButton() {
  const { t, i18n } = useTranslation('app')
  const { setLanguage } = useActions()
  const next = i18n.language === 'zh-CN' ? 'en' : 'zh-CN'
  return (
    <UnstyledButton
      className="app-language"
      lang={next}
      onClick={() => setLanguage(next)}
      aria-label={`${OFFERED[next]}: ${t('language.change')}`}
      title={t('language.change')}
    >
      {OFFERED[next]}
    </UnstyledButton>
  )
}

function ThemeButton() {
  const { t } = useTranslation('app')
  const theme = useWorkbench((state) => state.theme)
  const { setTheme } = useActions()
  const Icon = ICONS[theme]
  const label = t(`theme.${theme}`)
  return (
    <ActionIcon
      variant="default"
      size={28}
      onClick={() => setTheme(NEXT[theme])}
      aria-label={label}
      title={label}
    >
      <Icon size={15} aria-hidden="true" />
    </ActionIcon>
  )
}
