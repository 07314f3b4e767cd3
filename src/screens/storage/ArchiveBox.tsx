import { Button, Checkbox, FileButton, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { ArchiveReview } from '../../store/kept.ts'
import { Issues } from '../../ui/Issues.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { useStorageTexts } from '../../ui/use-storage-texts.ts'

/** Everything as one file, and such a file taken in once it was reviewed. */
export function ArchiveBox() {
  const t = useStorageTexts()
  const datasets = useWorkbench((state) => state.keep.datasets)
  const isBusy = useWorkbench((state) => state.keep.isBusy)
  const review = useWorkbench((state) => state.keep.review)
  const { exportAll, reviewArchive } = useActions()
  const [withDatasets, setWithDatasets] = useState(false)
  const bytes = (datasets ?? []).reduce((sum, one) => sum + one.bytes, 0)
  return (
    <Stack gap="xs">
      <Title order={3}>{t('everything')}</Title>
      <Text size="sm" c="dimmed">
        {t('everythingText')}
      </Text>
      {bytes === 0 ? null : (
        <Checkbox
          size="sm"
          label={t('withDatasets', { size: sizeText(bytes) })}
          checked={withDatasets}
          onChange={(event) => setWithDatasets(event.currentTarget.checked)}
        />
      )}
      <Group gap="sm">
        <Button size="sm" disabled={isBusy} onClick={() => exportAll(withDatasets)}>
          {t(isBusy ? 'busy' : 'export')}
        </Button>
        <FileButton
          accept=".soundcheck-archive"
          inputProps={{ 'aria-label': t('importInput') }}
          onChange={(file) => {
            if (file !== null) reviewArchive(file)
          }}
        >
          {(props) => (
            <Button size="sm" variant="default" disabled={isBusy} {...props}>
              {t('import')}
            </Button>
          )}
        </FileButton>
      </Group>
      {review === null ? null : <Review review={review} />}
    </Stack>
  )
}

function Review({ review }: { readonly review: ArchiveReview }) {
  const t = useStorageTexts()
  const isQueueEmpty = useWorkbench((state) => state.queue.length === 0)
  const hasRuns = useWorkbench((state) => state.runs.size > 0)
  const { takeArchive, dismissArchive } = useActions()
  const [opens, setOpens] = useState(!hasRuns)
  const { runs, here, datasets, hasComparison, issues } = review
  return (
    <Paper p="sm" radius="md" withBorder data-testid="archive">
      <Stack gap="xs">
        <Text size="sm">
          {t('holds', { runs, datasets: datasets.length })}
          {here === 0 ? null : ` ${t('here', { count: here })}`}
        </Text>
        {issues.length === 0 ? null : <Issues issues={issues} />}
        {hasComparison && isQueueEmpty ? (
          <Checkbox
            size="sm"
            label={t('opens')}
            checked={opens}
            onChange={(event) => setOpens(event.currentTarget.checked)}
          />
        ) : null}
        <Group gap="sm">
          <Button size="compact-sm" onClick={() => takeArchive(opens && hasComparison)}>
            {t('take')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={dismissArchive}>
            {t('dismiss')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
