import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'

interface TaskGateChartProps {
  /** Mean gate of each task over its experts. */
  readonly gates: readonly (readonly number[])[]
  readonly tasks: readonly string[]
  /** Whether the last expert of each task is its own. */
  readonly hasOwn: boolean
  readonly provenance: ProvenanceFacts
}

/** How each task mixes the experts of tasks. */
export function TaskGateChart({ gates, tasks, hasOwn, provenance }: TaskGateChartProps) {
  const { t } = useTranslation('scene-routing')
  const count = gates[0]?.length ?? 0
  const columns = Array.from({ length: count }, (_, e) =>
    hasOwn && e === count - 1 ? t('taskGate.own') : t('branch.expert', { number: e + 1 }),
  )
  return (
    <ChartFrame
      chart="task-gates"
      title={t('taskGate.title')}
      finding={t('taskGate.reading')}
      provenance={provenance}
    >
      <HeatTable
        corner={t('taskGate.task')}
        columns={columns.map((name) => ({ key: name, name }))}
        center={null}
        full={1}
        rows={gates.map((gate, task) => ({
          key: tasks[task] ?? String(task),
          name: tasks[task] ?? String(task),
          cells: gate.map((value) => ({ value, text: metricText(value, 2), isThin: false })),
        }))}
      />
    </ChartFrame>
  )
}
