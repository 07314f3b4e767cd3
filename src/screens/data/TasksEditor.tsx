import { ActionIcon, Button, Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Schema, Task } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'

/** Labels to predict: a 0/1 column, or a numeric one above a threshold; `requires` makes a chain. */
export function TasksEditor({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const [column, setColumn] = useState<string | null>(null)
  const [above, setAbove] = useState<string | number>('')
  const numeric = info.columns.filter((one) => one.kind === 'numeric').map((one) => one.name)

  function add(): void {
    if (column === null) return
    const threshold = above === '' ? null : Number(above)
    const id = threshold === null ? column : `${column}>${threshold}`
    editSchema({ ...schema, tasks: [...schema.tasks, { id, column, above: threshold, requires: null }] })
    setAbove('')
  }

  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('tasks.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('tasks.text')}
      </Text>
      <Stack gap="xs">
        {schema.tasks.map((task) => (
          <TaskRow key={task.id} task={task} schema={schema} />
        ))}
        {schema.tasks.length === 0 ? <Text size="sm">{t('tasks.none')}</Text> : null}
        <Group align="flex-end" gap="xs">
          <Select
            size="xs"
            label={t('tasks.column')}
            data={numeric}
            value={column}
            onChange={setColumn}
            searchable
            w={220}
          />
          <NumberInput
            size="xs"
            label={t('tasks.above')}
            placeholder={t('tasks.binary')}
            value={above}
            onChange={setAbove}
            w={160}
          />
          <Button size="xs" variant="default" onClick={add} disabled={column === null}>
            {t('tasks.add')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

function TaskRow({ task, schema }: { readonly task: Task; readonly schema: Schema }) {
  const { t } = useTranslation('data')
  const { editSchema } = useActions()
  const others = schema.tasks.filter(({ id }) => id !== task.id).map(({ id }) => id)
  const rule =
    task.above === null
      ? t('tasks.isOne', { column: task.column })
      : t('tasks.isAbove', { column: task.column, above: task.above })
  function remove(): void {
    const tasks = schema.tasks
      .filter(({ id }) => id !== task.id)
      .map((other) => (other.requires === task.id ? { ...other, requires: null } : other))
    editSchema({ ...schema, tasks })
  }
  return (
    <Group gap="md" wrap="nowrap">
      <Text size="sm" fw={600} w={220} truncate>
        {task.id}
      </Text>
      <Text size="sm" c="dimmed" w={260} truncate>
        {rule}
      </Text>
      <Select
        size="xs"
        w={240}
        aria-label={t('tasks.requiresOf', { task: task.id })}
        data={[
          { value: '', label: t('tasks.requiresNone') },
          ...others.map((id) => ({ value: id, label: t('tasks.requires', { task: id }) })),
        ]}
        value={task.requires ?? ''}
        allowDeselect={false}
        onChange={(next) => {
          const requires = next === null || next === '' ? null : next
          editSchema({
            ...schema,
            tasks: schema.tasks.map((other) => (other.id === task.id ? { ...other, requires } : other)),
          })
        }}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('tasks.remove', { task: task.id })}
        onClick={remove}
      >
        <Trash2 size={15} aria-hidden="true" />
      </ActionIcon>
    </Group>
  )
}
