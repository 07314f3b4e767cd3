import { Table } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import '../../charts/charts.css'
import { metricText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import { durationText } from '../../run/time.ts'
import { usePacedRuns, useWorkbench } from '../../store/hooks.ts'
import { QueueActions } from './QueueActions.tsx'
import { type QueueRow, queueRows } from './queue-rows.ts'

/** Every run: what trains, what waits in its order, and what has ended with its reason. Full: with the buttons of its order. */
export function QueueList({ isFull }: { readonly isFull: boolean }) {
  const { t } = useTranslation('queue')
  const plan = useWorkbench((state) => state.plan)
  const queue = useWorkbench((state) => state.queue)
  const runs = usePacedRuns()
  const task = useWorkbench((state) => state.view.task ?? state.draft.schema.tasks[0]?.id ?? '')
  const rows = useMemo(() => queueRows({ plan, runs, queue }, task), [plan, runs, queue, task])
  const waiting = rows.filter(({ place }) => place !== null).length
  if (rows.length === 0) return null
  return (
    <Table verticalSpacing={3}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('group')}</Table.Th>
          <Table.Th className="app-number">{t('seed')}</Table.Th>
          <Table.Th>{t('status')}</Table.Th>
          <Table.Th className="app-number">{t('steps')}</Table.Th>
          <Table.Th className="app-number">{t('time')}</Table.Th>
          <Table.Th className="app-number">{t('auc')}</Table.Th>
          {isFull ? <Table.Th aria-label={t('actions')} /> : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Row key={row.run.id} row={row} waiting={isFull ? waiting : null} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps {
  readonly row: QueueRow
  /** How many runs wait; null where their order is not to be changed. */
  readonly waiting: number | null
}

function Row({ row, waiting }: RowProps) {
  const { t } = useTranslation('queue')
  const { run, name, style, status, step, seconds, auc } = row
  return (
    <Table.Tr data-run-status={run.status.kind}>
      <Table.Td maw={220}>{style === null ? name : <GroupName name={name} style={style} />}</Table.Td>
      <Table.Td className="app-number">{run.config.seed}</Table.Td>
      <Table.Td
        style={{ whiteSpace: 'nowrap' }}
        title={run.status.kind === 'failed' ? run.status.detail : undefined}
      >
        {t(`status.${status}`)}
      </Table.Td>
      <Table.Td className="app-number">
        {run.totalSteps === null ? '–' : `${step} / ${run.totalSteps}`}
      </Table.Td>
      <Table.Td className="app-number">{seconds === null ? '–' : durationText(seconds)}</Table.Td>
      <Table.Td className="app-number">{auc === null ? '–' : metricText(auc)}</Table.Td>
      {waiting === null ? null : (
        <Table.Td className="app-number">
          <QueueActions row={row} waiting={waiting} />
        </Table.Td>
      )}
    </Table.Tr>
  )
}
