import {
  Alert,
  Button,
  FileButton,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions, useWorkbench } from '../../store/hooks.ts'

/** What it is, one button to the first comparison, and the other doors. */
export function StartScreen() {
  const { t } = useTranslation('app')
  const [, navigate] = useLocation()
  const { useSample: takeSample, run, importFile } = useActions()
  const hasRuns = useWorkbench((state) => state.runs.size > 0)
  const isReady = useWorkbench((state) => state.backend !== null && state.datasets.has('sample'))

  function compareNow(): void {
    takeSample()
    run()
    navigate('/compare')
  }

  return (
    <Stack gap="lg" maw={1080} mx="auto" pt="lg">
      <Stack gap={6}>
        <Title order={1}>{t('start.title')}</Title>
        <Text size="md" c="dimmed" maw={760}>
          {t('start.text')}
        </Text>
      </Stack>
      <Paper p="lg" radius="md">
        <Stack gap="sm">
          <Title order={2}>{t('start.first')}</Title>
          <Text size="sm">{t('start.firstText')}</Text>
          <Text size="sm" c="dimmed">
            {t('start.honest')}
          </Text>
          <Group mt="xs">
            <Button size="md" onClick={compareNow} disabled={!isReady} loading={!isReady}>
              {t('start.compare')}
            </Button>
            <Button size="md" variant="default" component="a" href="#/lab">
              {t('start.change')}
            </Button>
            {hasRuns ? (
              <Button size="md" variant="subtle" component="a" href="#/compare">
                {t('start.continue')}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </Paper>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Paper p="lg" radius="md">
          <Stack gap="sm" align="flex-start">
            <Title order={2}>{t('start.own')}</Title>
            <Text size="sm">{t('start.ownText')}</Text>
            <FileButton
              accept=".csv,.gz,.tsv,text/csv"
              onChange={(file) => {
                if (file === null) return
                importFile(file)
                navigate('/data')
              }}
            >
              {(props) => (
                <Button variant="default" {...props}>
                  {t('start.choose')}
                </Button>
              )}
            </FileButton>
          </Stack>
        </Paper>
        <OpenLink />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('start.promises')}
      </Text>
    </Stack>
  )
}

function OpenLink() {
  const { t } = useTranslation('app')
  const { openLink } = useActions()
  const [text, setText] = useState('')
  const at = text.indexOf('#/x/')
  return (
    <Paper p="lg" radius="md">
      <Stack gap="sm">
        <Title order={2}>{t('start.link')}</Title>
        <Text size="sm">{t('start.linkText')}</Text>
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            aria-label={t('start.linkLabel')}
            placeholder="https://…/#/x/1.…"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={text === ''}
            onClick={() => openLink(at < 0 ? text : text.slice(at).trim())}
          >
            {t('start.linkOpen')}
          </Button>
        </Group>
        <Alert variant="light" p="xs">
          {t('start.linkNote')}
        </Alert>
      </Stack>
    </Paper>
  )
}
