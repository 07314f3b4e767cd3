import { ActionIcon, Collapse, Group, Switch, Text } from '@mantine/core'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingTable, SettingValue } from '../../core/setting-spec.ts'
import { moduleObstacles } from '../../experiment/obstacles.ts'
import { issueText } from '../../i18n/i18n.ts'
import { moduleSummary, moduleTitle } from '../../i18n/module-texts.ts'
import type { AnyModule } from '../../modules/specs.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { SettingList } from './SettingList.tsx'

/** One module: its switch, what it does, its settings; why it cannot run where the schema does not feed it. */
export function ModuleCard({ spec }: { readonly spec: AnyModule }) {
  const { t, i18n } = useTranslation('lab')
  const draft = useWorkbench((state) => state.draft)
  const { toggleModule, editModule } = useActions()
  const [isOpen, setOpen] = useState(false)
  const title = moduleTitle(i18n, spec.id)
  const config = draft.modules[spec.id]
  const lacks = moduleObstacles(spec.id, draft)
  const isRequired = 'required' in spec
  const isOn = isRequired || config !== undefined
  const table: SettingTable = spec.settings
  const values: Readonly<Record<string, SettingValue>> = config ?? {}
  const Chevron = isOn && isOpen ? ChevronDown : ChevronRight
  return (
    <div className="lab-module" data-module={spec.id} data-on={isOn}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        {isRequired ? (
          <Text size="sm" fw={600}>
            {title}
          </Text>
        ) : (
          <Switch
            size="sm"
            label={title}
            checked={isOn}
            disabled={lacks.length > 0 && !isOn}
            onChange={(event) => toggleModule(spec.id, event.currentTarget.checked)}
            styles={{ label: { fontWeight: 600 } }}
          />
        )}
        <Group gap={4} wrap="nowrap">
          <span className="lab-stage">{t(`stage.${spec.stage}`)}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            disabled={!isOn}
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOn && isOpen}
            aria-label={t('draft.settings', { module: title })}
            title={t('draft.settings', { module: title })}
            style={isOn ? {} : { background: 'none' }}
          >
            <Chevron size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      </Group>
      <Text size="xs" c="dimmed" mt={3} lh={1.4}>
        {moduleSummary(i18n, spec.id)}
      </Text>
      {lacks.map((obstacle) => (
        <Text key={obstacle.code} size="xs" c="var(--app-orange)" mt={4}>
          {issueText(i18n, obstacle)}
        </Text>
      ))}
      <Collapse expanded={isOn && isOpen}>
        <div style={{ padding: '10px 0 4px' }}>
          <SettingList
            texts={spec.id}
            table={table}
            values={values}
            onChange={(change) => editModule(spec.id, change)}
          />
        </div>
      </Collapse>
    </div>
  )
}
