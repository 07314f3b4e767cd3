import { Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SPLITS, type Split } from '../../core/data/schema.ts'
import type { Prepared } from '../../run/report.ts'

const COLORS: Readonly<Record<Split, string>> = {
  train: 'var(--mantine-color-blue-7)',
  valid: 'var(--mantine-color-teal-7)',
  test: 'var(--mantine-color-grape-7)',
}

/** Rows and positives of each part, and what counting alone reaches on test. */
export function SplitSummary({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  const total = SPLITS.reduce((sum, split) => sum + prepared.rows[split], 0)
  return (
    <Paper p="md" radius="md">
      <Stack gap="sm">
        <div style={{ display: 'flex', gap: 2, height: 30 }}>
          {SPLITS.map((split) => (
            <div
              key={split}
              style={{
                flex: prepared.rows[split] / total,
                minWidth: 90,
                background: COLORS[split],
                color: '#fff',
                borderRadius: 3,
                padding: '5px 8px',
                fontSize: 12,
                whiteSpace: 'nowrap',
                overflow: 'hidden',
              }}
            >
              {t(`part.${split}`)} {prepared.rows[split].toLocaleString('en')}
            </div>
          ))}
        </div>
        <Text size="sm">
          {t('summary.users', {
            users: prepared.users.toLocaleString('en'),
            items: prepared.items.toLocaleString('en'),
            unseen: (100 * prepared.unseenTestUsers).toFixed(1),
          })}
        </Text>
        <Title order={2}>{t('summary.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('summary.text')}
        </Text>
        <Table verticalSpacing={4} data-testid="floors">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('summary.task')}</Table.Th>
              {SPLITS.map((split) => (
                <Table.Th key={split} className="app-number">
                  {t('summary.positives', { split: t(`part.${split}`) })}
                </Table.Th>
              ))}
              <Table.Th className="app-number">{t('summary.floor')}</Table.Th>
              {prepared.oracle === null ? null : (
                <Table.Th className="app-number">{t('summary.ceiling')}</Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {prepared.tasks.map((task) => (
              <Table.Tr key={task.id}>
                <Table.Td>{task.id}</Table.Td>
                {SPLITS.map((split) => (
                  <Table.Td key={split} className="app-number">
                    {`${task.positives[split].toLocaleString('en')} (${((100 * task.positives[split]) / prepared.rows[split]).toFixed(1)}%)`}
                  </Table.Td>
                ))}
                <Table.Td className="app-number">{reference(prepared.floor, task.id)}</Table.Td>
                {prepared.oracle === null ? null : (
                  <Table.Td className="app-number">{reference(prepared.oracle, task.id)}</Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Paper>
  )
}

/** Test AUC over all rows of a reference line, to the fourth digit. */
function reference(metrics: Prepared['floor'], task: string): string {
  const found = metrics.find((one) => one.split === 'test' && one.task === task && one.slice === null)
  return found?.auc === null || found === undefined ? '–' : found.auc.toFixed(4)
}
