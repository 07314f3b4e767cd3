import { Button, CopyButton, Group, List, Modal, Stack, Text, Textarea, Title } from '@mantine/core'
import { Share2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isCustom } from '../../core/metrics/slice-spec.ts'
import { encodeLink } from '../../experiment/link.ts'
import { useWorkbench } from '../../store/hooks.ts'

/** The plan as a link: how long it is, and what is inside. */
export function ShareButton() {
  const { t } = useTranslation('share')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        size="compact-sm"
        h={28}
        variant="default"
        fw={500}
        leftSection={<Share2 size={14} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('button')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {isOpen ? <ShareDialog /> : null}
      </Modal>
    </>
  )
}

function ShareDialog() {
  const { t } = useTranslation('share')
  const plan = useWorkbench((state) => state.plan)
  const view = useWorkbench((state) => state.view)
  const wish = useWorkbench((state) => state.wish)
  const backend = wish === 'webgpu' || wish === 'wasm' ? wish : null
  const isOwn = isCustom(view.slice)
  const link = useMemo(() => {
    const { task, metric } = view
    // A slice that a person made stays here: it may name users.
    const slice = isOwn ? null : view.slice
    const address = location.href.replace(/#.*$/s, '')
    return `${address}${encodeLink(plan, { task, slice, metric }, backend)}`
  }, [plan, view, backend, isOwn])
  const isUpload = plan.groups[0]?.config.dataset.kind === 'upload'
  return (
    <Stack gap="sm">
      <Text size="sm">{t('text')}</Text>
      <Textarea
        readOnly
        autosize
        minRows={2}
        maxRows={6}
        value={link}
        aria-label={t('link')}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" data-testid="link-size">
          {t('size', { count: link.length })} {t(sizeKey(link.length))}
        </Text>
        <CopyButton value={link}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t('copied') : t('copy')}</Button>}
        </CopyButton>
      </Group>
      <Title order={3}>{t('inside')}</Title>
      <List size="sm">
        <List.Item>{t('inside.groups', { groups: plan.groups.length, seeds: plan.seeds.length })}</List.Item>
        <List.Item>{t('inside.schema')}</List.Item>
        {backend === null ? null : (
          <List.Item>{t('inside.backend', { backend: t(`backend.${backend}`) })}</List.Item>
        )}
        <List.Item>{isUpload ? t('inside.upload') : t('inside.sample')}</List.Item>
      </List>
      <Title order={3}>{t('outside')}</Title>
      <Text size="sm">{t('outside.text')}</Text>
      {isOwn ? <Text size="sm">{t('outside.slice')}</Text> : null}
    </Stack>
  )
}

function sizeKey(length: number): string {
  if (length <= 2000) return 'size.everywhere'
  return length <= 4000 ? 'size.most' : 'size.some'
}
