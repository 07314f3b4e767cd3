import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { isActive } from '../../store/runs.ts'
import { unfinishedCells } from '../../store/unfinished.ts'
import { sizeText } from '../../ui/size-text.ts'
import { useStorageTexts } from '../../ui/use-storage-texts.ts'

/** What a returning person can go on with: the last comparison, what was on its way, and the datasets that are here. */
export function Continue() {
  const t = useStorageTexts()
  return (
    <Paper p="md" radius="md" data-testid="continue">
      <Stack gap="xs">
        <Title order={2}>{t('continue.title')}</Title>
        <Comparison />
        <Unfinished />
        <Datasets />
      </Stack>
    </Paper>
  )
}

function Comparison() {
  const t = useStorageTexts()
  const runs = useWorkbench((state) => state.runs)
  const count = useMemo(() => [...runs.values()].filter((run) => !isActive(run)).length, [runs])
  return count === 0 ? null : (
    <Group gap="sm">
      <Text size="sm" flex={1} miw={240}>
        {t('continue.comparison')}
        <Text span size="sm" c="dimmed">{` · ${t('continue.runs', { count })}`}</Text>
      </Text>
      <Button size="compact-sm" variant="default" component="a" href="#/compare">
        {t('continue.open')}
      </Button>
    </Group>
  )
}

function Unfinished() {
  const t = useStorageTexts()
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const unfinished = useWorkbench((state) => state.unfinished)
  const keep = useWorkbench((state) => state.keep)
  const { resumeUnfinished, dropUnfinished } = useActions()
  const cells = useMemo(
    () => unfinishedCells({ plan, runs, unfinished, keep }),
    [plan, runs, unfinished, keep],
  )
  const step = cells.map(({ hash }) => unfinished.get(hash)?.checkpoint ?? null).find((at) => at !== null)
  if (cells.length === 0) return null
  return (
    <Group gap="sm">
      <Text size="sm" flex={1} miw={240}>
        {t('continue.unfinished')}
        <Text span size="sm" c="dimmed">
          {` · ${step === undefined ? t('continue.anew') : t('continue.from', { step })}`}
        </Text>
      </Text>
      <Button size="compact-sm" onClick={resumeUnfinished}>
        {t('resume', { count: cells.length })}
      </Button>
      <Button size="compact-sm" variant="default" onClick={dropUnfinished}>
        {t('drop')}
      </Button>
    </Group>
  )
}

function Datasets() {
  const t = useStorageTexts()
  const kept = useWorkbench((state) => state.keep.datasets)
  const { takeDataset } = useActions()
  if (kept === null || kept.length === 0) return null
  return (
    <Group gap="sm">
      <Text size="sm" flex={1} miw={240}>
        {t('continue.datasets')}
        <Text span size="sm" c="dimmed">
          {` · ${kept.map(({ info, bytes }) => `${info.name} (${sizeText(bytes)})`).join(', ')}`}
        </Text>
      </Text>
      {kept.slice(0, 3).map(({ info }) => (
        <Button key={info.id} size="compact-sm" variant="default" onClick={() => takeDataset(info.id)}>
          {t('continue.use', { name: info.name })}
        </Button>
      ))}
    </Group>
  )
}
