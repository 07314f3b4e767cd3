import { Badge, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import { useWorkbench } from '../../store/hooks.ts'
import './data.css'
import { CheckStep } from './CheckStep.tsx'
import { ColumnsStep } from './ColumnsStep.tsx'
import { blockingCount } from './check/blocking.ts'
import { FileStep } from './FileStep.tsx'
import { JoinsTable } from './JoinsTable.tsx'
import { MappingFile } from './MappingFile.tsx'
import { Recognised } from './Recognised.tsx'
import { SplitStep } from './SplitStep.tsx'

const STEPS = ['file', 'columns', 'check', 'split'] as const
type Step = (typeof STEPS)[number]

/** File → Columns → Check → Split. Each step can be left and resumed. */
export function DataScreen() {
  const { t } = useTranslation('data')
  const [step, setStep] = useState<Step>('file')
  const importing = useWorkbench((state) => state.importing)
  const preparing = useWorkbench((state) => state.preparing)
  const info = useWorkbench((state) => state.datasets.get(state.draft.dataset.id))
  const issues = preparing.kind === 'refused' ? preparing.issues : []
  const passport = useWorkbench((state) => state.passport)
  const errors = blockingCount(issues, passport)
  const status = importing.kind === 'idle' ? 'ready' : importing.kind
  return (
    <Stack gap="sm" data-status={status} data-testid="data-screen">
      <Group gap="md" align="baseline">
        <Title order={1}>{t('title')}</Title>
        <Text size="sm" c="dimmed">
          {t('privacy')}
        </Text>
      </Group>
      <Tabs
        value={step}
        onChange={(next) => setStep(STEPS.find((one) => one === next) ?? 'file')}
        keepMounted={false}
      >
        <div className="data-steps">
          <Tabs.List style={{ flex: 1 }}>
            {STEPS.map((name, i) => (
              <Tabs.Tab
                key={name}
                value={name}
                disabled={name !== 'file' && info === undefined}
                rightSection={
                  name === 'check' && errors > 0 ? (
                    <Badge size="xs" color="red" circle aria-label={t('check.blocking', { count: errors })}>
                      {errors}
                    </Badge>
                  ) : null
                }
              >
                {t(`step.${name}`, { number: i + 1 })}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {info === undefined ? null : <Walk step={step} onStep={setStep} />}
        </div>
        <Tabs.Panel value="file">
          <FileStep>
            {info === undefined ? null : <KnownDataset info={info} />}
            {info?.join === undefined ? null : <JoinsTable join={info.join} />}
          </FileStep>
        </Tabs.Panel>
        {info === undefined ? null : (
          <>
            <Tabs.Panel value="columns">
              <Stack gap="sm">
                <KnownDataset info={info} />
                <MappingFile info={info} />
                <ColumnsStep info={info} />
              </Stack>
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

/** What was recognised; its texts are fetched apart. */
function KnownDataset({ info }: { readonly info: DatasetInfo }) {
  if (info.template === undefined) return null
  return (
    <Suspense fallback={null}>
      <Recognised match={info.template} isTrainable={info.suggested.tasks.length > 0} />
    </Suspense>
  )
}

interface WalkProps {
  readonly step: Step
  readonly onStep: (step: Step) => void
}

/** To the step before and after, always in the same place; after the last one, to the Lab. */
function Walk({ step, onStep }: WalkProps) {
  const { t } = useTranslation('data')
  const at = STEPS.indexOf(step)
  const before = STEPS[at - 1]
  const after = STEPS[at + 1]
  const arrow = <ArrowRight size={14} aria-hidden="true" />
  return (
    <Group gap={6} wrap="nowrap" className="data-walk">
      {before === undefined ? null : (
        <Button
          size="compact-sm"
          h={28}
          variant="default"
          leftSection={<ArrowLeft size={14} aria-hidden="true" />}
          onClick={() => onStep(before)}
        >
          {t('back')}
        </Button>
      )}
      {after === undefined ? (
        <Button size="compact-sm" h={28} component="a" href="#/lab" rightSection={arrow}>
          {t('next.lab')}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          h={28}
          variant={step === 'file' ? 'default' : 'filled'}
          rightSection={arrow}
          onClick={() => onStep(after)}
        >
          {t(`next.${after}`)}
        </Button>
      )}
    </Group>
  )
}
