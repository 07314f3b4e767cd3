import { Button, FileButton, Group, Paper, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import { Upload } from 'lucide-react'
import type { PropsWithChildren } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { ACCEPTED_FILES } from '../../ui/accepted-files.ts'
import { HowRead } from './HowRead.tsx'
import { Reading, Rejected } from './Importing.tsx'
import { WorldForm } from './WorldForm.tsx'

/** Choose or drop files, or take the sample; progress, a stop, what was wrong with the last one, and what is told of this one. */
export function FileStep({ children }: PropsWithChildren) {
  const { t } = useTranslation('data')
  const importing = useWorkbench((state) => state.importing)
  const dataset = useWorkbench((state) => state.draft.dataset)
  const info = useWorkbench((state) => state.datasets.get(state.draft.dataset.id))
  const { importFiles, takeSample, downloadCsv } = useActions()
  return (
    <Stack gap="sm">
      <Paper p="xl" radius="md" className="data-drop">
        <Stack align="center" gap="sm">
          <Upload size={28} aria-hidden="true" />
          <Text fw={600}>{t('file.drop')}</Text>
          <Text size="sm" c="dimmed">
            {t('file.formats')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('file.several')}
          </Text>
          <Group>
            <FileButton
              multiple
              accept={ACCEPTED_FILES}
              onChange={importFiles}
              inputProps={{ 'aria-label': t('file.input') }}
            >
              {(props) => <Button {...props}>{t('file.choose')}</Button>}
            </FileButton>
            <Button variant="default" onClick={takeSample}>
              {t('file.sample')}
            </Button>
            {dataset.kind === 'upload' ? null : (
              <Button variant="subtle" onClick={() => downloadCsv(dataset)}>
                {t(dataset.kind === 'builtin' ? 'file.download' : 'file.downloadWorld')}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
      {children}
      {importing.kind === 'reading' ? <Reading /> : null}
      {importing.kind === 'rejected' ? <Rejected /> : null}
      {info === undefined || dataset.kind !== 'upload' ? null : <HowRead info={info} />}
      <WorldForm />
      <Datasets />
    </Stack>
  )
}

function Datasets() {
  const { t } = useTranslation('data')
  const datasets = useWorkbench((state) => state.datasets)
  const draft = useWorkbench((state) => state.draft.dataset.id)
  const { takeDataset } = useActions()
  const current = datasets.get(draft)
  const listed = [...new Set(datasets.values())]
  if (listed.length === 0) return <Text c="dimmed">{t('file.none')}</Text>
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb="xs">
        {t('file.here')}
      </Title>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('file.name')}</Table.Th>
            <Table.Th className="app-number">{t('file.rows')}</Table.Th>
            <Table.Th className="app-number">{t('file.columns')}</Table.Th>
            <Table.Th>{t('file.hash')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('file.use')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {listed.map((info) => (
            <Table.Tr key={info.id}>
              <Table.Td>{info.name}</Table.Td>
              <Table.Td className="app-number">{info.rowCount.toLocaleString('en')}</Table.Td>
              <Table.Td className="app-number">{info.columns.length}</Table.Td>
              <Table.Td>
                <code>{info.id.slice(0, 12)}</code>
              </Table.Td>
              <Table.Td className="app-number" h={38}>
                {info === current ? (
                  <Text size="sm" c="var(--app-green)" fw={500}>
                    {t('file.inUse')}
                  </Text>
                ) : (
                  <Button size="compact-sm" variant="default" onClick={() => takeDataset(info.id)}>
                    {t('file.use')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
