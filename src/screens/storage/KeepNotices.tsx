import { Button, Group, Text } from '@mantine/core'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { KeepNotice } from '../../store/kept.ts'
import { Notice } from '../../ui/Notice.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { useStorageTexts } from '../../ui/use-storage-texts.ts'
import { useFreeable } from './use-freeable.ts'

/** What is to be said about storage, each once, with what can be done about it. */
export function KeepNotices() {
  const t = useStorageTexts()
  const notices = useWorkbench((state) => state.keep.notices)
  const { dismissKeepNotice, showStorage } = useActions()
  const { count } = useFreeable()
  return notices.map((notice) => (
    <Notice
      key={notice}
      tone={notice === 'ask' ? 'blue' : 'orange'}
      role="status"
      mb="md"
      withCloseButton
      closeButtonLabel={t('notice.close')}
      onClose={() => dismissKeepNotice(notice)}
    >
      <Group gap="sm">
        <Text size="sm" flex={1} miw={260}>
          {t(`notice.${notice}`)}
          {(notice === 'tight' || notice === 'full') && count > 0 ? ` ${t('freed', { count })}` : null}
        </Text>
        <Remedy notice={notice} />
        <Button size="compact-sm" variant="default" onClick={() => showStorage(true)}>
          {t('notice.storage')}
        </Button>
      </Group>
    </Notice>
  ))
}

function Remedy({ notice }: { readonly notice: KeepNotice }) {
  const t = useStorageTexts()
  const { persist, freeRoom } = useActions()
  const freeable = useFreeable()
  switch (notice) {
    case 'ask':
      return (
        <Button size="compact-sm" onClick={persist}>
          {t('persist')}
        </Button>
      )
    case 'tight':
    case 'full':
      return freeable.count === 0 ? null : (
        <Button size="compact-sm" onClick={freeRoom}>
          {t('free', { size: sizeText(freeable.bytes) })}
        </Button>
      )
    case 'notPromised':
    case 'off':
      return null
    default:
      return notice satisfies never
  }
}
