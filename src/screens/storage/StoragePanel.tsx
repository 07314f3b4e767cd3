import { ActionIcon, Button, Group, Modal, Progress, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { sizeText } from '../../ui/size-text.ts'
import { useStorageTexts } from '../../ui/use-storage-texts.ts'
import { ArchiveBox } from './ArchiveBox.tsx'
import { useFreeable } from './use-freeable.ts'

/** What lies on this device and how large it is, what can be given back, and everything as one file. */
export function StoragePanel() {
  const t = useStorageTexts()
  const { showStorage } = useActions()
  const status = useWorkbench((state) => state.keep.status)
  return (
    <Modal
      opened
      onClose={() => showStorage(false)}
      title={t('title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="md" data-testid="storage" data-status={status}>
        <Text size="sm" c="dimmed">
          {t(status === 'off' ? 'notice.off' : status === 'opening' ? 'opening' : 'where')}
        </Text>
        <Room />
        <Sizes />
        <Persistence />
        <ArchiveBox />
      </Stack>
    </Modal>
  )
}

function Room() {
  const t = useStorageTexts()
  const room = useWorkbench((state) => state.keep.room)
  if (room === null) return null
  return (
    <Stack gap={4}>
      <Text size="sm">{t('used', { used: sizeText(room.used), quota: sizeText(room.quota) })}</Text>
      <Progress value={(100 * room.used) / room.quota} size={6} aria-label={t('usedLabel')} />
    </Stack>
  )
}

function Sizes() {
  const t = useStorageTexts()
  const keep = useWorkbench((state) => state.keep)
  const { dropDataset, freeRoom } = useActions()
  const freeable = useFreeable()
  const checkpoints = keep.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('what')}</Table.Th>
          <Table.Th className="app-number">{t('count')}</Table.Th>
          <Table.Th className="app-number">{t('size')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{t('act')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Row name={t('runs')} count={keep.runs.count} bytes={keep.runs.bytes} />
        <Row name={t('checkpoints')} count={keep.checkpoints.length} bytes={checkpoints}>
          {freeable.count === 0 ? null : (
            <>
              <Text size="xs" c="dimmed" mb={2}>
                {t('freed', { count: freeable.count })}
              </Text>
              <Button size="compact-xs" variant="default" onClick={freeRoom}>
                {t('free', { size: sizeText(freeable.bytes) })}
              </Button>
            </>
          )}
        </Row>
        {(keep.datasets ?? []).map(({ info, bytes }) => (
          <Row key={info.id} name={info.name} count={info.rowCount} bytes={bytes}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              onClick={() => dropDataset(info.id)}
              aria-label={t('remove', { name: info.name })}
              title={t('remove', { name: info.name })}
            >
              <Trash2 size={13} aria-hidden="true" />
            </ActionIcon>
          </Row>
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps {
  readonly name: string
  readonly count: number
  readonly bytes: number
  readonly children?: ReactNode
}

function Row({ name, count, bytes, children }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td className="app-number">{count.toLocaleString('en')}</Table.Td>
      <Table.Td className="app-number">{sizeText(bytes)}</Table.Td>
      <Table.Td className="app-number" h={34}>
        {children}
      </Table.Td>
    </Table.Tr>
  )
}

function Persistence() {
  const t = useStorageTexts()
  const isPersistent = useWorkbench((state) => state.keep.isPersistent)
  const { persist } = useActions()
  if (isPersistent === null) return null
  return (
    <Group gap="sm">
      <Text size="sm" flex={1}>
        {t(isPersistent ? 'persistent' : 'clearable')}
      </Text>
      {isPersistent ? null : (
        <Button size="compact-sm" variant="default" onClick={persist}>
          {t('persist')}
        </Button>
      )}
    </Group>
  )
}
