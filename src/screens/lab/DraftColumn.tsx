import { Collapse, Paper, Title, UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { STAGES } from '../../core/module-spec.ts'
import type { SettingTable, SettingValue } from '../../core/setting-spec.ts'
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
  const inOrder = STAGES.flatMap((stage) => MODULES.filter((spec) => spec.stage === stage))
  return (
    <Paper radius="md">
      <Title order={2} px={12} py={10}>
        {t('draft.title')}
      </Title>
      {inOrder.map((spec) => (
        <ModuleCard key={spec.id} spec={spec} />
      ))}
      <Fold
        texts="model"
        title={t('draft.model')}
        table={MODEL_SETTINGS}
        values={model}
        onChange={editModel}
      />
      <Fold
        texts="training"
        title={t('draft.training')}
        table={TRAINING_SETTINGS}
        values={training}
        onChange={editTraining}
      />
    </Paper>
  )
}

interface FoldProps {
  readonly texts: string
  readonly title: string
  readonly table: SettingTable
  readonly values: Readonly<Record<string, SettingValue>>
  readonly onChange: (change: Readonly<Record<string, SettingValue>>) => void
}

function Fold({ texts, title, table, values, onChange }: FoldProps) {
  const [isOpen, setOpen] = useState(false)
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <UnstyledButton className="lab-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={15} aria-hidden="true" />
        {title}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <div style={{ padding: '2px 12px 12px' }}>
          <SettingList texts={texts} table={table} values={values} onChange={onChange} />
        </div>
      </Collapse>
    </>
  )
}
