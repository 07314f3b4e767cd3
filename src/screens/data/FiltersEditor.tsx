import { ActionIcon, Group, MultiSelect, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Filter } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'

/** Keep rows with some values of a column, for example the five large scenes. */
export function FiltersEditor({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const filterable = info.columns.filter((one) => one.distinct <= 20).map((one) => one.name)
  const free = filterable.filter((name) => !schema.filters.some((one) => one.column === name))
  const edit = (filters: readonly Filter[]): void => editSchema({ ...schema, filters })
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('filters.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('filters.text')}
      </Text>
      <Stack gap="xs">
        {schema.filters.map((filter) => (
          <Group key={filter.column} gap="xs" wrap="nowrap" align="flex-end">
            <MultiSelect
              size="xs"
              style={{ flex: 1 }}
              label={t('filters.keep', { column: filter.column })}
              data={valuesOf(info, filter)}
              value={[...filter.values]}
              onChange={(values) =>
                edit(schema.filters.map((one) => (one === filter ? { ...one, values } : one)))
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('filters.remove', { column: filter.column })}
              onClick={() => edit(schema.filters.filter((one) => one !== filter))}
            >
              <Trash2 size={15} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ))}
        <Select
          size="xs"
          w={220}
          aria-label={t('filters.add')}
          placeholder={t('filters.add')}
          data={free}
          value={null}
          searchable
          onChange={(column) => {
            if (column === null) return
            const top = info.columns.find((one) => one.name === column)?.top ?? []
            edit([...schema.filters, { column, values: top.map(({ value }) => value) }])
          }}
        />
      </Stack>
    </Paper>
  )
}

/** Values with their rows; those that a link names and the file lacks are listed too. */
function valuesOf(info: DatasetInfo, filter: Filter) {
  const top = info.columns.find((one) => one.name === filter.column)?.top ?? []
  const listed = top.map(({ value, rows }) => ({ value, label: `${value} (${rows.toLocaleString('en')})` }))
  const missing = filter.values.filter((value) => !top.some((one) => one.value === value))
  return [...listed, ...missing.map((value) => ({ value, label: `${value} (0)` }))]
}
