import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InsideSubject } from '../view.ts'

interface PartnerSelectProps {
  readonly partners: readonly InsideSubject[]
  /** Id of its group; empty for none. */
  readonly value: string
  readonly onChange: (groupId: string) => void
}

/** A run of another group, to be put beside the one looked at. */
export function PartnerSelect({ partners, value, onChange }: PartnerSelectProps) {
  const { t } = useTranslation('ranking')
  return (
    <NativeSelect
      size="xs"
      aria-label={t('slope.partner')}
      value={value}
      disabled={partners.length === 0}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('slope.noPartner') },
        ...partners.map(({ group }) => ({ value: group.id, label: group.name })),
      ]}
    />
  )
}
