import { Button, Menu, Text } from '@mantine/core'
import { Check, ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../store/hooks.ts'
import type { BackendName } from '../worker/protocol.ts'

const TONES: Readonly<Record<BackendName, string>> = {
  webgpu: 'green',
  wasm: 'blue',
  cpu: 'orange',
  webgl: 'orange',
}

/** Which backend trains, why, and a menu to choose another by hand. */
export function BackendBadge() {
  const { t } = useTranslation('app')
  const backend = useWorkbench((state) => state.backend)
  const { selectBackend } = useActions()
  if (backend === null) {
    return (
      <Button size="compact-sm" variant="default" fw={500} disabled data-backend="none">
        {t('backend.starting')}
      </Button>
    )
  }
  const own = t(`backend.name.${backend.name}`)
  const name = backend.name === 'wasm' ? t('backend.threads', { name: own, count: backend.threads }) : own
  const isByHand = backend.reason === 'byHand'
  const choose = (name: BackendName | null) => () => selectBackend(name)
  const mark = (isChosen: boolean) =>
    isChosen ? <Check size={14} aria-hidden="true" /> : <span style={{ width: 14 }} />
  return (
    <Menu position="bottom-end" width={320} shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          h={28}
          variant="default"
          fw={500}
          data-backend={backend.name}
          leftSection={<span className="app-dot" data-tone={TONES[backend.name]} />}
          rightSection={<ChevronDown size={13} aria-hidden="true" />}
          aria-label={t('backend.menu', { backend: name })}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Text size="xs" px="sm" py="xs">
          {t(`backend.reason.${backend.reason}`)}
          {backend.detail === '' ? null : ` ${backend.detail}`}
        </Text>
        <Menu.Divider />
        <Menu.Label>{t('backend.byHand')}</Menu.Label>
        <Menu.Item leftSection={mark(!isByHand)} onClick={choose(null)}>
          {t('backend.automatic')}
        </Menu.Item>
        {backend.available.map((other) => (
          <Menu.Item
            key={other}
            leftSection={mark(isByHand && backend.name === other)}
            onClick={choose(other)}
          >
            {t(`backend.name.${other}`)}
            <Text size="xs" c="dimmed">
              {t(`backend.about.${other}`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
