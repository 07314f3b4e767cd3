import { Button, Collapse, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { STORY_COUNT } from '../../stories/count.ts'
import { apart } from '../../ui/apart.tsx'

const StoryTables = apart(async () => (await import('./StoryTables.tsx')).StoryTables)

/** Claims about the modules, what was last measured of each, and a button that opens it as a plan. */
export function Stories() {
  const { t } = useTranslation('app')
  const [isOpen, setOpen] = useState(false)
  return (
    <Paper p="md" radius="md" data-testid="stories">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={4}>
            <Title order={2}>{t('stories.title')}</Title>
            <Text size="sm" c="dimmed" maw={820}>
              {t('stories.text')}
            </Text>
          </Stack>
          <Button variant="default" size="sm" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {isOpen ? t('stories.hide') : t('stories.show', { count: STORY_COUNT })}
          </Button>
        </Group>
        <Collapse expanded={isOpen}>
          {isOpen ? (
            <Suspense>
              <StoryTables />
            </Suspense>
          ) : null}
        </Collapse>
      </Stack>
    </Paper>
  )
}
