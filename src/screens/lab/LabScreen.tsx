import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import './lab.css'
import { DraftColumn } from './DraftColumn.tsx'
import { LiveColumn } from './LiveColumn.tsx'
import { PlanColumn } from './PlanColumn.tsx'

/** The draft by stage, the curves as they grow, and the plan to run. */
export function LabScreen() {
  const { t } = useTranslation('lab')
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="md" align="baseline">
          <Title order={1}>{t('title')}</Title>
          <Text size="sm" c="dimmed">
            {t('text')}
          </Text>
        </Group>
        <TaskSelect />
      </Group>
      <div className="lab">
        <div className="lab-draft">
          <DraftColumn />
        </div>
        <div className="lab-live">
          <LiveColumn />
        </div>
        <div className="lab-plan">
          <PlanColumn />
        </div>
      </div>
    </Stack>
  )
}

/** The task of the curves and of the table of runs. */
function TaskSelect() {
  const { t } = useTranslation('lab')
  const tasks = useWorkbench((state) => state.draft.schema.tasks)
  const task = useWorkbench((state) => state.view.task)
  const { setView } = useActions()
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="xs" c="dimmed">
        {t('live.task')}
      </Text>
      <Select
        size="xs"
        w={170}
        aria-label={t('live.task')}
        data={tasks.map(({ id }) => id)}
        value={task ?? tasks[0]?.id ?? null}
        allowDeselect={false}
        onChange={(next) => setView({ task: next })}
      />
    </Group>
  )
}
