import { Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import './lab.css'
import { DraftColumn } from './DraftColumn.tsx'
import { LiveColumn } from './LiveColumn.tsx'
import { PlanColumn } from './PlanColumn.tsx'

/** The draft by stage, the curves as they grow, and the plan to run. */
export function LabScreen() {
  const { t } = useTranslation('lab')
  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <Title order={1}>{t('title')}</Title>
        <Text size="sm" c="dimmed">
          {t('text')}
        </Text>
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
