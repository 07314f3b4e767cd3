import { Badge, Group, Stack, Tabs, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../../store/hooks.ts'
import { CheckStep } from './CheckStep.tsx'
import { ColumnsStep } from './ColumnsStep.tsx'
import { FileStep } from './FileStep.tsx'
import { SplitStep } from './SplitStep.tsx'

const STEPS = ['file', 'columns', 'check', 'split'] as const

/** File → Columns → Check → Split. Each step can be left and resumed. */
export function DataScreen() {
  const { t } = useTranslation('data')
  const [step, setStep] = useState<string | null>('file')
  const importing = useWorkbench((state) => state.importing)
  const preparing = useWorkbench((state) => state.preparing)
  const info = useWorkbench((state) => state.datasets.get(state.draft.dataset.id))
  const errors = preparing.kind === 'refused' ? preparing.issues.length : 0
  const status = importing.kind === 'idle' ? 'ready' : importing.kind
  return (
    <Stack gap="md" data-status={status} data-testid="data-screen">
      <Group justify="space-between" align="baseline">
        <Title order={1}>{t('title')}</Title>
        <Text size="sm" c="dimmed">
          {t('privacy')}
        </Text>
      </Group>
      <Tabs value={step} onChange={setStep} keepMounted={false}>
        <Tabs.List mb="md">
          {STEPS.map((name, i) => (
            <Tabs.Tab
              key={name}
              value={name}
              disabled={name !== 'file' && info === undefined}
              rightSection={
                name === 'check' && errors > 0 ? (
                  <Badge size="xs" color="red" circle>
                    {errors}
                  </Badge>
                ) : null
              }
            >
              {t(`step.${name}`, { number: i + 1 })}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="file">
          <FileStep onNext={() => setStep('columns')} />
        </Tabs.Panel>
        {info === undefined ? null : (
          <>
            <Tabs.Panel value="columns">
              <ColumnsStep info={info} />
            </Tabs.Panel>
            <Tabs.Panel value="check">
              <CheckStep info={info} />
            </Tabs.Panel>
            <Tabs.Panel value="split">
              <SplitStep info={info} />
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </Stack>
  )
}
