import { Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ColumnTable } from '../../charts/ColumnTable.tsx'
import { countText } from '../../charts/format.ts'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Prepared } from '../../run/report.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { untoldIssues } from './check/blocking.ts'
import { DatasetLine } from './check/DatasetLine.tsx'
import { FindingsPanel } from './check/FindingsPanel.tsx'
import { FixList } from './check/FixList.tsx'
import { DecileTable } from './DecileTable.tsx'

/** What blocks training, what should merely be known, what mends it, and the columns before anything is trained. */
export function CheckStep({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation(['data', 'passport'])
  const preparing = useWorkbench((state) => state.preparing)
  const passport = useWorkbench((state) => state.passport)
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  const issues = preparing.kind === 'prepared' || preparing.kind === 'refused' ? preparing.issues : []
  const untold = untoldIssues(issues, passport)
  const errors = untold.filter(({ severity }) => severity === 'error')
  const warnings = untold.filter(({ severity }) => severity === 'warning')
  const left = info.issueCount - info.issues.length
  const isBusy = preparing.kind === 'preparing'
  const levelsOf = useMemo(() => new Map(info.columns.map(({ name, distinct }) => [name, distinct])), [info])
  return (
    <Stack gap="sm">
      {passport === null ? null : <DatasetLine facts={passport.facts} prepared={prepared} />}
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
      {isBusy || preparing.kind === 'idle' ? (
        <Text size="sm" c="dimmed">
          {t('check.preparing')}
        </Text>
      ) : null}
      <FixList />
      {passport === null ? (
        <Text size="sm" c="dimmed">
          {t('passport:waiting')}
        </Text>
      ) : (
        <>
          <FindingsPanel passport={passport} busy={isBusy} />
          <ColumnTable columns={passport.columns} levelsOf={levelsOf} />
        </>
      )}
      {prepared === null ? null : (
        <div className="data-pair">
          <DecileTable prepared={prepared} />
          <FieldTable prepared={prepared} />
        </div>
      )}
    </Stack>
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
