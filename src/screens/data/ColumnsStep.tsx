import { Checkbox, Paper, Select, Table, Text, Title } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { metricText } from '../../charts/format.ts'
import type { ColumnSummary, DatasetInfo, RoleEvidence, RoleGuess } from '../../core/data/dataset.ts'
import type { FeatureRole } from '../../core/data/schema.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { DerivedEditor } from './DerivedEditor.tsx'
import { FiltersEditor } from './FiltersEditor.tsx'
import { ROLES, type Role, roleOf, SPECIAL, withMark, withRole, withSpecial } from './roles.ts'
import { TasksEditor } from './TasksEditor.tsx'

/** What each column is: guessed, shown with confidence, and changeable. */
export function ColumnsStep({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  return (
    <div className="data-columns">
      <div className="data-side">
        <TasksEditor info={info} />
        <DerivedEditor info={info} />
        <FiltersEditor info={info} />
      </div>
      <Paper p="md" radius="md">
        <Title order={2} mb={4}>
          {t('columns.title')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('columns.text')}
        </Text>
        <Table.ScrollContainer minWidth={860}>
          <Table verticalSpacing={3} horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('columns.column')}</Table.Th>
                <Table.Th>{t('columns.examples')}</Table.Th>
                <Table.Th>{t('columns.kind')}</Table.Th>
                <Table.Th className="app-number">{t('columns.distinct')}</Table.Th>
                <Table.Th className="app-number">{t('columns.missing')}</Table.Th>
                <Table.Th>{t('columns.role')}</Table.Th>
                <Table.Th className="app-number">{t('columns.confidence')}</Table.Th>
                <Table.Th>{t('columns.taskSource')}</Table.Th>
                <Table.Th>{t('columns.unbiased')}</Table.Th>
                <Table.Th>{t('columns.prior')}</Table.Th>
                <Table.Th>{t('columns.more')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {info.columns.map((column) => (
                <ColumnRow key={column.name} column={column} info={info} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </div>
  )
}

function ColumnRow({ column, info }: { readonly column: ColumnSummary; readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const role = roleOf(schema, column.name)
  const guess = info.guesses.find((one) => one.column === column.name)
  const feature = schema.features.find((one) => one.column === column.name)
  const labels = schema.tasks.filter((task) => task.column === column.name).map((task) => task.id)
  const mark = (name: FeatureRole, allowed: boolean) => (
    <Checkbox
      size="xs"
      aria-label={t(`columns.mark.${name}`, { column: column.name })}
      disabled={!allowed}
      checked={feature?.roles.includes(name) === true}
      onChange={(event) => editSchema(withMark(schema, column.name, name, event.currentTarget.checked))}
    />
  )
  return (
    <Table.Tr>
      <Table.Td fw={600}>{column.name}</Table.Td>
      <Table.Td c="dimmed" maw={170}>
        <Text size="xs" truncate>
          {column.examples.join(', ')}
        </Text>
      </Table.Td>
      <Table.Td>{t(`kind.${column.kind}`)}</Table.Td>
      <Table.Td className="app-number">{column.distinct.toLocaleString('en')}</Table.Td>
      <Table.Td className="app-number">
        {column.missing === 0 ? '0' : `${((100 * column.missing) / info.rowCount).toFixed(1)}%`}
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          w={180}
          aria-label={t('columns.roleOf', { column: column.name })}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(next) => {
            if (next !== null) editSchema(withRole(schema, column.name, next as Role))
          }}
        />
      </Table.Td>
      <Table.Td className="app-number">{guess === undefined ? '–' : <Confidence guess={guess} />}</Table.Td>
      <Table.Td c="dimmed" maw={170}>
        <Text size="xs" truncate title={labels.join(', ')}>
          {labels.length === 0 ? '' : t('columns.labels', { tasks: labels.join(', ') })}
        </Text>
      </Table.Td>
      <Table.Td>{mark('unbiased', feature?.source === 'user')}</Table.Td>
      <Table.Td>{mark('prior', feature !== undefined)}</Table.Td>
      <Table.Td>
        <Select
          size="xs"
          w={130}
          aria-label={t('columns.markOf', { column: column.name })}
          disabled={feature === undefined}
          placeholder={t('columns.noMark')}
          clearable
          data={SPECIAL.filter((name) => name !== 'history' || column.kind === 'categorical').map(
            (value) => ({
              value,
              label: t(`columns.special.${value}`),
            }),
          )}
          value={SPECIAL.find((name) => feature?.roles.includes(name)) ?? null}
          onChange={(next) => editSchema(withSpecial(schema, column.name, next))}
        />
      </Table.Td>
    </Table.Tr>
  )
}

const UNSURE = 0.7

/** How sure the guess is; a low one asks to be looked at. */
function Confidence({ guess }: { readonly guess: RoleGuess }) {
  const { t } = useTranslation('data')
  const { confidence, evidence } = guess
  const text = metricText(confidence, 2)
  const why = evidence === undefined ? t('columns.known') : evidenceText(t, evidence)
  const isUnsure = confidence < UNSURE
  return (
    <Text
      span
      size="sm"
      {...(isUnsure ? { c: 'var(--app-orange)', fw: 600 } : {})}
      title={isUnsure ? `${t('columns.unsure')}. ${why}` : why}
    >
      {isUnsure ? '▲ ' : ''}
      {text}
    </Text>
  )
}

/** Of a column that is left out only the name was asked. */
function evidenceText(t: TFunction<'data'>, { name, values, coverage }: RoleEvidence): string {
  return values === null || coverage === null
    ? t('columns.evidenceName', { name: metricText(name, 2) })
    : t('columns.evidence', {
        name: metricText(name, 2),
        values: metricText(values, 2),
        coverage: metricText(coverage, 2),
      })
}
