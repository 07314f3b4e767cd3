import { Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { SplitRule } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Notice } from '../../ui/Notice.tsx'
import { SplitSummary } from './SplitSummary.tsx'

/** How rows are dealt into train, valid and test, and what follows: counts and the counting floor. */
export function SplitStep({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const split = useWorkbench((state) => state.draft.split)
  const schema = useWorkbench((state) => state.draft.schema)
  const preparing = useWorkbench((state) => state.preparing)
  const { editSplit } = useActions()
  const times = info.columns.filter((one) => one.kind === 'numeric').map((one) => one.name)
  const column = 'column' in split ? split.column : (schema.time ?? times[0] ?? '')
  const shares = 'valid' in split ? { valid: split.valid, test: split.test } : { valid: 0.15, test: 0.15 }

  function choose(kind: string | null): void {
    if (kind === 'time') editSplit({ kind, column, ...shares })
    else if (kind === 'user' || kind === 'random') editSplit({ kind, ...shares })
    else if (kind === 'boundaries') {
      const summary = info.columns.find((one) => one.name === column)
      const [min, max] = [summary?.min ?? 0, summary?.max ?? 1]
      editSplit({ kind, column, trainTo: min + 0.7 * (max - min), validTo: min + 0.85 * (max - min) })
    }
  }

  return (
    <Stack gap="sm">
      <Paper p="md" radius="md">
        <Title order={2} mb="xs">
          {t('split.title')}
        </Title>
        <Group align="flex-end" gap="sm">
          <Select
            size="xs"
            w={220}
            label={t('split.rule')}
            data={['time', 'boundaries', 'user', 'random'].map((kind) => ({
              value: kind,
              label: t(`split.kind.${kind}`),
            }))}
            value={split.kind}
            onChange={choose}
            allowDeselect={false}
          />
          {'column' in split ? (
            <Select
              size="xs"
              w={180}
              label={t('split.column')}
              data={times}
              value={split.column}
              searchable
              allowDeselect={false}
              onChange={(next) => {
                if (next !== null) editSplit({ ...split, column: next })
              }}
            />
          ) : null}
          <Amounts split={split} onChange={editSplit} />
        </Group>
        <Text size="sm" mt="xs" c={split.kind === 'random' ? 'var(--app-orange)' : 'dimmed'}>
          {t(`split.about.${split.kind}`)}
        </Text>
      </Paper>
      {preparing.kind === 'prepared' ? <SplitSummary prepared={preparing.prepared} /> : null}
      {preparing.kind === 'preparing' || preparing.kind === 'idle' ? (
        <Text size="sm" c="dimmed">
          {t('check.preparing')}
        </Text>
      ) : null}
      {preparing.kind === 'refused' ? (
        <Notice tone="red" role="alert">
          {t('split.refused')}
        </Notice>
      ) : null}
    </Stack>
  )
}

interface AmountsProps {
  readonly split: SplitRule
  readonly onChange: (split: SplitRule) => void
}

function Amounts({ split, onChange }: AmountsProps) {
  const { t } = useTranslation('data')
  if (split.kind === 'boundaries') {
    const bound = (key: 'trainTo' | 'validTo') => (
      <NumberInput
        size="xs"
        w={180}
        label={t(`split.${key}`)}
        value={split[key]}
        thousandSeparator=""
        onChange={(next) => {
          if (typeof next === 'number') onChange({ ...split, [key]: next })
        }}
      />
    )
    return (
      <>
        {bound('trainTo')}
        {bound('validTo')}
      </>
    )
  }
  const share = (key: 'valid' | 'test') => (
    <NumberInput
      size="xs"
      w={120}
      label={t(`split.${key}`)}
      value={Math.round(split[key] * 100)}
      min={1}
      max={40}
      suffix=" %"
      onChange={(next) => {
        if (typeof next === 'number' && next >= 1 && next <= 40) onChange({ ...split, [key]: next / 100 })
      }}
    />
  )
  return (
    <>
      {share('valid')}
      {share('test')}
    </>
  )
}
