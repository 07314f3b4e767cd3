import { Alert, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { DecileTable } from './DecileTable.tsx'

/** What blocks training, what should merely be known, and the counts. */
export function CheckStep({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const preparing = useWorkbench((state) => state.preparing)
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  const issues = preparing.kind === 'prepared' || preparing.kind === 'refused' ? preparing.issues : []
  const errors = issues.filter(({ severity }) => severity === 'error')
  const warnings = issues.filter(({ severity }) => severity === 'warning')
  const left = info.issueCount - info.issues.length
  return (
    <Stack gap="md">
      {errors.length > 0 ? (
        <Alert color="red" title={t('check.blocking', { count: errors.length })}>
          <Issues issues={errors} />
        </Alert>
      ) : null}
      {warnings.length > 0 ? (
        <Alert color="orange" title={t('check.warnings', { count: warnings.length })}>
          <Issues issues={warnings} />
        </Alert>
      ) : null}
      {info.issues.length > 0 ? (
        <Alert color="orange" title={t('check.rows', { count: info.issueCount })}>
          <Issues issues={info.issues} />
          {left > 0 ? <Text size="sm">{t('check.more', { count: left })}</Text> : null}
        </Alert>
      ) : null}
      {preparing.kind === 'prepared' && issues.length === 0 && info.issues.length === 0 ? (
        <Alert color="green">{t('check.clean')}</Alert>
      ) : null}
      {preparing.kind === 'preparing' || preparing.kind === 'idle' ? (
        <Text c="dimmed">{t('check.preparing')}</Text>
      ) : null}
      {prepared === null ? null : (
        <>
          <Paper p="md" radius="md">
            <Title order={2} mb="xs">
              {t('check.fields')}
            </Title>
            <Table maw={560} verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('check.field')}</Table.Th>
                  <Table.Th className="app-number">{t('check.vocabulary')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {prepared.fields.map((field) => (
                  <Table.Tr key={field.name}>
                    <Table.Td>{field.name}</Table.Td>
                    <Table.Td className="app-number">{field.vocabSize.toLocaleString('en')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
          <DecileTable prepared={prepared} />
        </>
      )}
    </Stack>
  )
}
