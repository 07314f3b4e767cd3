import { Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import { SPLITS } from '../../core/data/schema.ts'
import type { Prepared } from '../../run/report.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
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
    <Stack gap="sm">
      {prepared === null ? null : <Counts prepared={prepared} />}
      {errors.length > 0 ? (
        <Notice tone="red" title={t('check.blocking', { count: errors.length })}>
          <Issues issues={errors} />
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="orange" title={t('check.warnings', { count: warnings.length })}>
          <Issues issues={warnings} />
        </Notice>
      ) : null}
      {info.issues.length > 0 ? (
        <Notice tone="orange" title={t('check.rows', { count: info.issueCount })}>
          <Issues issues={info.issues} />
          {left > 0 ? <Text size="sm">{t('check.more', { count: left })}</Text> : null}
        </Notice>
      ) : null}
      {preparing.kind === 'prepared' && issues.length === 0 && info.issues.length === 0 ? (
        <Notice tone="green">{t('check.clean')}</Notice>
      ) : null}
      {preparing.kind === 'preparing' || preparing.kind === 'idle' ? (
        <Text size="sm" c="dimmed">
          {t('check.preparing')}
        </Text>
      ) : null}
      {prepared === null ? null : (
        <div className="data-pair">
          <DecileTable prepared={prepared} />
          <FieldTable prepared={prepared} />
        </div>
      )}
    </Stack>
  )
}

function Counts({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  const rows = SPLITS.reduce((sum, split) => sum + prepared.rows[split], 0)
  const facts = [
    { key: 'rows', name: t('counts.rows'), text: countText(rows) },
    { key: 'users', name: t('counts.users'), text: countText(prepared.users) },
    { key: 'items', name: t('counts.items'), text: countText(prepared.items) },
    ...(prepared.scenes.length > 1
      ? [{ key: 'scenes', name: t('counts.scenes'), text: String(prepared.scenes.length) }]
      : []),
    ...prepared.tasks.map((task) => {
      const positives = SPLITS.reduce((sum, split) => sum + task.positives[split], 0)
      const share = rows === 0 ? 0 : (100 * positives) / rows
      return { key: `task ${task.id}`, name: task.id, text: `${share.toFixed(1)} %` }
    }),
  ]
  return (
    <Paper px="md" py="sm" radius="md">
      <dl className="data-facts">
        {facts.map(({ key, name, text }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}

function FieldTable({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('check.fields')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('check.fieldsText')}
      </Text>
      <Table verticalSpacing={3}>
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
              <Table.Td className="app-number">{countText(field.vocabSize)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
