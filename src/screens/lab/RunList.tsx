import { Paper, Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { GroupName } from '../../charts/GroupName.tsx'
import { keyText } from '../../core/metrics/series.ts'
import type { Run } from '../../run/run.ts'
import { useWorkbench } from '../../store/hooks.ts'
import type { NamedGroup } from '../compare/view.ts'

/** Every run with its state, steps and validation AUC. */
export function RunList({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('lab')
  const task = useWorkbench((state) => state.view.task ?? state.draft.schema.tasks[0]?.id ?? '')
  const runs = groups.flatMap((group) => group.runs.map((run) => ({ group, run })))
  if (runs.length === 0) return null
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb="xs">
        {t('runs.title')}
      </Title>
      <Table verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('runs.group')}</Table.Th>
            <Table.Th className="app-number">{t('runs.seed')}</Table.Th>
            <Table.Th>{t('runs.status')}</Table.Th>
            <Table.Th className="app-number">{t('runs.steps')}</Table.Th>
            <Table.Th className="app-number">{t('runs.auc')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(({ group, run }) => (
            <Table.Tr key={run.id} data-run-status={run.status.kind}>
              <Table.Td maw={220}>
                <GroupName name={group.name} style={group.style} />
              </Table.Td>
              <Table.Td className="app-number">{run.config.seed}</Table.Td>
              <Table.Td>{t(statusKey(run))}</Table.Td>
              <Table.Td className="app-number">{stepsText(run)}</Table.Td>
              <Table.Td className="app-number">{lastAuc(run, task)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

const statusKey = ({ status }: Run): string =>
  status.kind === 'ended' ? `status.${status.reason}` : `status.${status.kind}`

function stepsText({ status, totalSteps }: Run): string {
  const step = 'step' in status ? status.step : 0
  return totalSteps === null ? '–' : `${step} / ${totalSteps}`
}

function lastAuc(run: Run, task: string): string {
  const series = run.series.get(keyText({ split: 'valid', metric: 'auc', of: task, slice: null }))
  const value = series === undefined ? undefined : series.values[series.length - 1]
  return value === undefined ? '–' : value.toFixed(4)
}
