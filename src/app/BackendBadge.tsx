import { Badge, Menu, Text, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../store/hooks.ts'
import type { BackendName } from '../worker/protocol.ts'

/** Which backend trains, why, and a menu to choose another by hand. */
export function BackendBadge() {
  const { t } = useTranslation('app')
  const backend = useWorkbench((state) => state.backend)
  const { selectBackend } = useActions()
  if (backend === null) {
    return (
      <Badge color="gray" variant="light" data-backend="none">
        {t('backend.starting')}
      </Badge>
    )
  }
  const choose = (name: BackendName | null) => () => selectBackend(name)
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <UnstyledButton aria-label={t('backend.menu', { backend: t(`backend.name.${backend.name}`) })}>
          <Badge
            variant="light"
            color={backend.name === 'webgpu' ? 'green' : backend.name === 'wasm' ? 'blue' : 'orange'}
            style={{ cursor: 'pointer', textTransform: 'none' }}
            data-backend={backend.name}
          >
            {t(`backend.name.${backend.name}`)}
          </Badge>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text size="sm" px="sm" py="xs">
          {t(`backend.reason.${backend.reason}`)}
          {backend.detail === '' ? null : ` ${backend.detail}`}
        </Text>
        <Menu.Divider />
        <Menu.Label>{t('backend.byHand')}</Menu.Label>
        <Menu.Item onClick={choose(null)}>{t('backend.automatic')}</Menu.Item>
        {backend.available.map((name) => (
          <Menu.Item key={name} onClick={choose(name)}>
            {t(`backend.name.${name}`)}
            <Text size="xs" c="dimmed">
              {t(`backend.about.${name}`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
