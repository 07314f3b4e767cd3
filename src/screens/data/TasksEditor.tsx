import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Schema, Task } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { freeTaskId, withoutTask, withRenamedTask } from './tasks.ts'

/** Labels to predict: a 0/1 column, or a numeric one above a threshold; `requires` makes a chain. */
export function TasksEditor({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('tasks.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('tasks.text')}
      </Text>
      <Stack gap={6}>
        {schema.tasks.map((task) => (
          <TaskRow key={task.id} task={task} schema={schema} />
        ))}
        {schema.tasks.length === 0 ? <Text size="sm">{t('tasks.none')}</Text> : null}
        <AddTask info={info} schema={schema} />
      </Stack>
    </Paper>
  )
}

function AddTask({ info, schema }: { readonly info: DatasetInfo; readonly schema: Schema }) {
  const { t } = useTranslation('data')
  const { editSchema } = useActions()
  const [column, setColumn] = useState<string | null>(null)
  const [above, setAbove] = useState<string | number>('')
  const numeric = info.columns.filter((one) => one.kind === 'numeric').map((one) => one.name)
  function add(): void {
    if (column === null) return
    const threshold = above === '' ? null : Number(above)
    const id = freeTaskId(schema, threshold === null ? column : `${column}>${threshold}`)
    editSchema({ ...schema, tasks: [...schema.tasks, { id, column, above: threshold, requires: null }] })
    setAbove('')
  }
  return (
    <Group align="flex-end" gap="xs" pt={4}>
      <Select
        size="xs"
        label={t('tasks.column')}
        placeholder={t('tasks.choose')}
        data={numeric}
        value={column}
        onChange={setColumn}
        searchable
        w={160}
      />
      <NumberInput
        size="xs"
        label={t('tasks.above')}
        placeholder={t('tasks.binary')}
        value={above}
        onChange={setAbove}
        w={140}
      />
      <Button size="xs" variant="default" onClick={add} disabled={column === null}>
        {t('tasks.add')}
      </Button>
    </Group>
  )
}

function TaskRow({ task, schema }: { readonly task: Task; readonly schema: Schema }) {
  const { t } = useTranslation('data')
  const { editSchema } = useActions()
  const [typed, setTyped] = useState<string | null>(null)
  const others = schema.tasks.filter(({ id }) => id !== task.id).map(({ id }) => id)
  const rule =
    task.above === null
      ? t('tasks.isOne', { column: task.column })
      : t('tasks.isAbove', { column: task.column, above: task.above })
  const name = typed?.trim() ?? task.id
  const isFree = name !== '' && !others.includes(name)
  function rename(): void {
    if (isFree && name !== task.id) editSchema(withRenamedTask(schema, task.id, name))
    setTyped(null)
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        size="xs"
        style={{ flex: '1 1 110px' }}
        aria-label={t('tasks.name', { task: task.id })}
        value={typed ?? task.id}
        error={!isFree}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={rename}
        onKeyDown={(event) => {
          if (event.key === 'Enter') rename()
        }}
      />
      <Text size="xs" c="dimmed" style={{ flex: '1 1 120px' }} truncate title={rule}>
        {rule}
      </Text>
      <Select
        size="xs"
        style={{ flex: '1 1 150px' }}
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
        size={26}
        aria-label={t('tasks.remove', { task: task.id })}
        title={t('tasks.remove', { task: task.id })}
        onClick={() => editSchema(withoutTask(schema, task.id))}
      >
        <Trash2 size={14} aria-hidden="true" />
      </ActionIcon>
    </Group>
  )
}
