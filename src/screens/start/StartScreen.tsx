import { Button, FileButton, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { FileUp } from 'lucide-react'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { ACCEPTED_FILES } from '../../ui/accepted-files.ts'
import { apart } from '../../ui/apart.tsx'
import './start.css'
import { FirstComparison } from './FirstComparison.tsx'
import { ModuleFlow } from './ModuleFlow.tsx'
import { OpenLink } from './OpenLink.tsx'
import { Stories } from './Stories.tsx'

const Continue = apart(async () => (await import('./Continue.tsx')).Continue)

/** What it is, one button to the first comparison, and the other doors. */
export function StartScreen() {
  const { t } = useTranslation('app')
  const isBack = useWorkbench(({ runs, unfinished, keep }) => {
    return runs.size > 0 || unfinished.size > 0 || (keep.datasets?.length ?? 0) > 0
  })
  return (
    <Stack gap="md" maw={1140} mx="auto" pt="sm" pb="lg">
      <Stack gap={6}>
        <Title order={1}>{t('start.title')}</Title>
        <Text size="md" c="dimmed" maw={820}>
          {t('start.text')}
        </Text>
      </Stack>
      {isBack ? (
        <Suspense>
          <Continue />
        </Suspense>
      ) : null}
      <FirstComparison />
      <ModuleFlow />
      <Stories />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <OwnFile />
        <OpenLink />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('start.promises')}
      </Text>
    </Stack>
  )
}

function OwnFile() {
  const { t } = useTranslation('app')
  const [, navigate] = useLocation()
  const { importFiles } = useActions()
  return (
    <Paper p="md" radius="md">
      <Stack gap="sm" align="flex-start" h="100%">
        <Title order={2}>{t('start.own')}</Title>
        <Text size="sm">{t('start.ownText')}</Text>
        <Group gap="sm" mt="auto">
          <FileButton
            multiple
            accept={ACCEPTED_FILES}
            onChange={(files) => {
              if (files.length === 0) return
              importFiles(files)
              navigate('/data')
            }}
          >
            {(props) => (
              <Button
                size="sm"
                variant="default"
                leftSection={<FileUp size={15} aria-hidden="true" />}
                {...props}
              >
                {t('start.choose')}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed">
            {t('start.ownDrop')}
          </Text>
        </Group>
      </Stack>
    </Paper>
  )
}
