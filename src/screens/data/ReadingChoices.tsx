import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DatasetSource } from '../../core/data/dataset.ts'
import { ENCODINGS, type Encoding } from '../../core/data/read-settings.ts'

/** As people write them. */
const NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  gb18030: 'GB18030',
  'windows-1252': 'Windows-1252',
}
const AUTO = 'auto'

/** The encoding of a text as people write it, or the other format; empty where several were read. */
export const readAs = ({ format, encoding }: Pick<DatasetSource, 'format' | 'encoding'>): string =>
  format === 'parquet' ? 'Parquet' : (NAMES[encoding as Encoding] ?? '')

interface EncodingSelectProps {
  /** Null: recognised. */
  readonly value: Encoding | null
  /** What it was recognised as. */
  readonly recognised?: string | null
  readonly onChange: (encoding: Encoding | null) => void
}

export function EncodingSelect({ value, recognised = null, onChange }: EncodingSelectProps) {
  const { t } = useTranslation('data')
  const known = ENCODINGS.find((encoding) => encoding === recognised)
  const auto = t('reading.recognise')
  return (
    <Select
      size="xs"
      w={210}
      label={t('reading.encoding')}
      data={[
        { value: AUTO, label: known === undefined || value !== null ? auto : `${NAMES[known]} · ${auto}` },
        ...ENCODINGS.map((encoding) => ({ value: encoding, label: NAMES[encoding] })),
      ]}
      value={value ?? AUTO}
      allowDeselect={false}
      onChange={(next) => onChange(ENCODINGS.find((encoding) => encoding === next) ?? null)}
    />
  )
}

interface UserSelectProps {
  readonly columns: readonly string[]
  readonly value: string | null
  readonly onChange: (column: string) => void
}

/** The column whose values are drawn. */
export function UserSelect({ columns, value, onChange }: UserSelectProps) {
  const { t } = useTranslation('data')
  return (
    <Select
      size="xs"
      w={210}
      searchable
      label={t('reading.user')}
      data={[...columns]}
      value={value}
      allowDeselect={false}
      onChange={(next) => {
        if (next !== null) onChange(next)
      }}
    />
  )
}
