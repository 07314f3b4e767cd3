import {
  Button,
  FileButton,
  Group,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../store/hooks.ts'

/** A link from elsewhere, pasted. */
export function OpenLink() {
  const { t } = useTranslation('app')
  const { openLink, openFile } = useActions()
  const [text, setText] = useState('')
  const at = text.indexOf('#/x/')
  return (
    <Paper p="md" radius="md">
      <Stack
        gap="sm"
        h="100%"
        component="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text !== '') openLink(at < 0 ? text.trim() : text.slice(at).trim())
        }}
      >
        <Title order={2}>{t('start.link')}</Title>
        <Text size="sm">{t('start.linkText')}</Text>
        <Group wrap="nowrap" gap="xs" mt="auto">
          <TextInput
            style={{ flex: 1 }}
            aria-label={t('start.linkLabel')}
            placeholder={t('start.linkExample')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={text === ''}>
            {t('start.linkOpen')}
          </Button>
        </Group>
        <FileButton
          accept=".soundcheck,.png,.svg"
          onChange={(file) => {
            if (file !== null) openFile(file)
          }}
        >
          {(props) => (
            <UnstyledButton {...props} type="button" py={4}>
              <Text size="xs" c="dimmed" td="underline">
                {t('start.linkFile')}
              </Text>
            </UnstyledButton>
          )}
        </FileButton>
      </Stack>
    </Paper>
  )
}
