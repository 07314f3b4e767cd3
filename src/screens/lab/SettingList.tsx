import { Button, Collapse, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingTable, SettingValue } from '../../core/setting-spec.ts'
import { translated } from '../../i18n/setting-texts.ts'
import { SettingControl } from '../../ui/SettingControl.tsx'

interface SettingListProps {
  /** Namespace of the table's texts. */
  readonly texts: string
  readonly table: SettingTable
  readonly values: Readonly<Record<string, SettingValue>>
  readonly onChange: (change: Readonly<Record<string, SettingValue>>) => void
}

/** Controls of a settings table; the seldom used ones behind a button. */
export function SettingList({ texts, table, values, onChange }: SettingListProps) {
  const { t, i18n } = useTranslation('lab')
  const [isOpen, setOpen] = useState(false)
  const entries = Object.entries(translated(table, (key) => i18n.t(key, { ns: texts })))
  const control = ([key, spec]: (typeof entries)[number]) => (
    <SettingControl
      key={key}
      spec={spec}
      value={values[key] ?? spec.default}
      onChange={(value) => onChange({ [key]: value })}
    />
  )
  const more = entries.filter(([, spec]) => spec.advanced === true)
  return (
    <Stack gap={10}>
      {entries.filter(([, spec]) => spec.advanced !== true).map(control)}
      {more.length === 0 ? null : (
        <>
          <Button
            size="compact-xs"
            variant="default"
            fw={500}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
          >
            {isOpen ? t('draft.less') : t('draft.more', { count: more.length })}
          </Button>
          <Collapse expanded={isOpen}>
            <Stack gap={10}>{more.map(control)}</Stack>
          </Collapse>
        </>
      )}
    </Stack>
  )
}
