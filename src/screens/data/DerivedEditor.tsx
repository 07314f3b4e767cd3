import {
  ActionIcon,
  Button,
  Group,
  Paper,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import type { TFunction } from 'i18next'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Derived } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { cutsFrom, pairsFrom, withDerivedColumn, withoutDerivedColumn } from './derived.ts'

const RULES = ['equal', 'difference', 'lookup'] as const
type Rule = (typeof RULES)[number]

/** Priors made of two columns: equality, a gap in steps, or listed pairs. */
export function DerivedEditor({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('derived.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('derived.text')}
      </Text>
      <Stack gap="xs">
        {(schema.derived ?? []).map((one) => (
          <Group key={one.name} gap="xs" wrap="nowrap">
            <Text size="sm" fw={600}>
              {one.name}
            </Text>
            <Text size="xs" c="dimmed" style={{ flex: 1 }} truncate>
              {describe(one, t)}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('derived.remove', { name: one.name })}
              onClick={() => editSchema(withoutDerivedColumn(schema, one.name))}
            >
              <Trash2 size={15} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ))}
        <NewDerived info={info} />
      </Stack>
    </Paper>
  )
}

function describe({ left, right, rule }: Derived, t: TFunction<'data'>): string {
  switch (rule.kind) {
    case 'equal':
      return t('derived.isEqual', { left, right })
    case 'difference':
      return t('derived.isDifference', { left, right, cuts: rule.cuts.join(', ') })
    case 'lookup':
      return t('derived.isLookup', { left, right, count: rule.pairs.length })
    default:
      return rule satisfies never
  }
}

function NewDerived({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const [name, setName] = useState('')
  const [left, setLeft] = useState<string | null>(null)
  const [right, setRight] = useState<string | null>(null)
  const [kind, setKind] = useState<Rule>('equal')
  const [cuts, setCuts] = useState('1, 3, 6, 11')
  const [pairs, setPairs] = useState('')
  const [otherwise, setOtherwise] = useState('')
  const columns = info.columns.map((column) => column.name)
  const taken = [...columns, ...(schema.derived ?? []).map((one) => one.name)]
  const isTaken = taken.includes(name.trim())
  const rule = ruleOf(kind, cuts, pairs, otherwise)
  const isReady = name.trim() !== '' && !isTaken && left !== null && right !== null && rule !== null
  function add(): void {
    if (!isReady || left === null || right === null || rule === null) return
    editSchema(withDerivedColumn(schema, { name: name.trim(), left, right, rule }))
    setName('')
  }
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        <Select
          size="xs"
          w={130}
          label={t('derived.left')}
          data={columns}
          value={left}
          onChange={setLeft}
          searchable
        />
        <Select
          size="xs"
          w={130}
          label={t('derived.right')}
          data={columns}
          value={right}
          onChange={setRight}
          searchable
        />
        <Select
          size="xs"
          w={200}
          label={t('derived.rule')}
          data={RULES.map((value) => ({ value, label: t(`derived.rule.${value}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(next) => {
            if (next !== null) setKind(next as Rule)
          }}
        />
      </Group>
      {kind === 'difference' && (
        <TextInput
          size="xs"
          label={t('derived.cuts')}
          value={cuts}
          error={rule === null}
          onChange={(event) => setCuts(event.currentTarget.value)}
        />
      )}
      {kind === 'lookup' && (
        <>
          <Textarea
            size="xs"
            autosize
            minRows={2}
            label={t('derived.pairs')}
            placeholder={t('derived.pairsExample')}
            value={pairs}
            error={pairs !== '' && rule === null}
            onChange={(event) => setPairs(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={t('derived.otherwise')}
            value={otherwise}
            onChange={(event) => setOtherwise(event.currentTarget.value)}
          />
        </>
      )}
      <Group gap="xs" align="flex-end">
        <TextInput
          size="xs"
          w={160}
          label={t('derived.name')}
          value={name}
          error={isTaken ? t('derived.taken') : false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={!isReady} onClick={add}>
          {t('derived.add')}
        </Button>
      </Group>
    </Stack>
  )
}

function ruleOf(kind: Rule, cuts: string, pairs: string, otherwise: string): Derived['rule'] | null {
  switch (kind) {
    case 'equal':
      return { kind }
    case 'difference': {
      const read = cutsFrom(cuts)
      return read === null ? null : { kind, cuts: read }
    }
    case 'lookup': {
      const read = pairsFrom(pairs)
      const other = otherwise.trim()
      return read === null ? null : { kind, pairs: read, otherwise: other === '' ? null : other }
    }
    default:
      return kind satisfies never
  }
}
