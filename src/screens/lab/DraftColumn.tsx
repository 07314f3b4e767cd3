import { Accordion, Badge, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { STAGES } from '../../core/module-spec.ts'
import { MODEL_SETTINGS, TRAINING_SETTINGS } from '../../experiment/config.ts'
import { MODULES } from '../../modules/specs.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { ModuleCard } from './ModuleCard.tsx'
import { SettingList } from './SettingList.tsx'

/** The experiment being edited, laid out in the order in which data flows. */
export function DraftColumn() {
  const { t } = useTranslation('lab')
  const model = useWorkbench((state) => state.draft.model)
  const training = useWorkbench((state) => state.draft.training)
  const { editModel, editTraining } = useActions()
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb="sm">
        {t('draft.title')}
      </Title>
      <Stack gap="sm">
        {STAGES.map((stage) => {
          const here = MODULES.filter((spec) => spec.stage === stage)
          return (
            <div key={stage}>
              <Badge size="xs" variant="default" mb={4} style={{ textTransform: 'none' }}>
                {t(`stage.${stage}`)}
              </Badge>
              {here.map((spec) => (
                <ModuleCard key={spec.id} spec={spec} />
              ))}
            </div>
          )
        })}
      </Stack>
      <Accordion mt="md" variant="separated" chevronPosition="left" multiple>
        <Accordion.Item value="model">
          <Accordion.Control>
            <Text size="sm" fw={600}>
              {t('draft.model')}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <SettingList table={MODEL_SETTINGS} values={model} onChange={editModel} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="training">
          <Accordion.Control>
            <Text size="sm" fw={600}>
              {t('draft.training')}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <SettingList table={TRAINING_SETTINGS} values={training} onChange={editTraining} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Paper>
  )
}
