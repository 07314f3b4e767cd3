import { MultiSelect, NativeSelect, NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isByIndex, type SlicePredicate } from '../../../core/metrics/slice-spec.ts'
import { type ConditionKind, conditionKinds, freshCondition, type SliceColumn } from './columns.ts'
import { predicateText } from './words.ts'

interface ConditionRowProps {
  readonly predicate: SlicePredicate
  readonly scenes: readonly string[]
  readonly columns: readonly SliceColumn[]
  edit(predicate: SlicePredicate): void
  remove(): void
}

/** One condition of a slice. */
export function ConditionRow(props: ConditionRowProps) {
  const { predicate, scenes, columns, edit, remove } = props
  const { t } = useTranslation('slices')
  return (
    <div className="sc-condition">
      {isByIndex(predicate) ? (
        <span>{predicateText(t, predicate)}</span>
      ) : (
        <>
          <NativeSelect
            size="xs"
            aria-label={t('edit.kind')}
            value={predicate.kind}
            onChange={(event) =>
              edit(freshCondition(event.currentTarget.value as ConditionKind, scenes, columns))
            }
            data={conditionKinds(scenes, columns).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          />
          <Arguments {...props} />
        </>
      )}
      <button type="button" className="sc-tool" onClick={remove}>
        {t('edit.removeCondition')}
      </button>
    </div>
  )
}

const DECILES = Array.from({ length: 10 }, (_, i) => ({ value: String(i + 1), label: `D${i + 1}` }))

function Arguments({ predicate, scenes, columns, edit }: ConditionRowProps) {
  const { t } = useTranslation('slices')
  switch (predicate.kind) {
    case 'scene':
      return (
        <NativeSelect
          size="xs"
          aria-label={t('edit.scene')}
          value={predicate.scene}
          onChange={(event) => edit({ ...predicate, scene: event.currentTarget.value })}
          data={[...scenes]}
        />
      )
    case 'activity':
      return (['from', 'to'] as const).map((end) => (
        <NativeSelect
          key={end}
          size="xs"
          aria-label={t(`edit.${end}`)}
          value={String(predicate[end])}
          onChange={(event) => edit({ ...predicate, [end]: Number(event.currentTarget.value) })}
          data={DECILES}
        />
      ))
    case 'values':
      return (
        <>
          <ColumnSelect
            column={predicate.column}
            columns={columns}
            choose={(column) => edit({ ...predicate, column, values: [] })}
          />
          <MultiSelect
            size="xs"
            style={{ minWidth: 200 }}
            aria-label={t('edit.values')}
            data={[
              ...new Set([
                ...(columns.find(({ name }) => name === predicate.column)?.values ?? []),
                ...predicate.values,
              ]),
            ]}
            value={[...predicate.values]}
            searchable
            onChange={(values) => edit({ ...predicate, values })}
          />
        </>
      )
    case 'range':
      return (
        <>
          <ColumnSelect
            column={predicate.column}
            columns={columns.filter(({ isNumeric }) => isNumeric)}
            choose={(column) => edit({ ...predicate, column })}
          />
          {(['least', 'most'] as const).map((end) => (
            <NumberInput
              key={end}
              size="xs"
              w={110}
              aria-label={t(`edit.${end}`)}
              placeholder={t(`edit.${end}`)}
              value={predicate[end] ?? ''}
              onChange={(value) => edit({ ...predicate, [end]: typeof value === 'number' ? value : null })}
            />
          ))}
        </>
      )
    case 'unseen':
    case 'users':
    case 'rows':
      return null
    default:
      return predicate satisfies never
  }
}

interface ColumnSelectProps {
  readonly column: string
  readonly columns: readonly SliceColumn[]
  choose(column: string): void
}

function ColumnSelect({ column, columns, choose }: ColumnSelectProps) {
  const { t } = useTranslation('slices')
  return (
    <NativeSelect
      size="xs"
      aria-label={t('edit.column')}
      value={column}
      onChange={(event) => choose(event.currentTarget.value)}
      data={columns.map(({ name }) => name)}
    />
  )
}
