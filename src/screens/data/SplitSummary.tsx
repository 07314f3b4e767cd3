import { Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '../../charts/palette.css'
import { countText, metricText } from '../../charts/format.ts'
import { SPLITS, type Split } from '../../core/data/schema.ts'
import type { Prepared } from '../../run/report.ts'
import { metricsOf } from '../compare/view.ts'

const COLORS: Readonly<Record<Split, string>> = {
  train: 'var(--sc-group-0)',
  valid: 'var(--sc-group-2)',
  test: 'var(--sc-group-3)',
}
/** Below this many positives of a class in test, an AUC says little. */
const FEW = 30

/** Rows and positives of each part, and what counting alone reaches on test. */
export function SplitSummary({ prepared }: { readonly prepared: Prepared }) {
  return (
    <>
      <Parts prepared={prepared} />
      <References prepared={prepared} />
    </>
  )
}

/** The bar of rows, and a table of rows and positives under it. */
function Parts({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  const total = SPLITS.reduce((sum, split) => sum + prepared.rows[split], 0)
  return (
    <Paper p="md" radius="md">
      <Stack gap="xs">
        <div className="data-bar" aria-hidden="true">
          {SPLITS.map((split) => (
            <div key={split} style={{ flexGrow: prepared.rows[split] / total, background: COLORS[split] }} />
          ))}
        </div>
        <Table.ScrollContainer minWidth={0}>
          <Table verticalSpacing={3} data-testid="parts">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('summary.part')}</Table.Th>
                <Table.Th className="app-number">{t('counts.rows')}</Table.Th>
                <Table.Th className="app-number">{t('summary.share')}</Table.Th>
                {prepared.tasks.map((task) => (
                  <Table.Th key={task.id} className="app-number">
                    {t('summary.positives', { task: task.id })}
                  </Table.Th>
                ))}
                {prepared.scenes.length > 1
                  ? prepared.scenes.map((scene) => (
                      <Table.Th key={scene.name} className="app-number">
                        {t('summary.scene', { scene: scene.name })}
                      </Table.Th>
                    ))
                  : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {SPLITS.map((split) => (
                <PartRow key={split} split={split} total={total} prepared={prepared} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Text size="sm" c="dimmed">
          {t('summary.users', {
            users: countText(prepared.users),
            items: countText(prepared.items),
            unseen: (100 * prepared.unseenTestUsers).toFixed(1),
          })}
        </Text>
      </Stack>
    </Paper>
  )
}

interface PartRowProps {
  readonly split: Split
  readonly total: number
  readonly prepared: Prepared
}

function PartRow({ split, total, prepared }: PartRowProps) {
  const { t } = useTranslation('data')
  const rows = prepared.rows[split]
  const share = (part: number, whole: number) =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
  return (
    <Table.Tr>
      <Table.Td>
        <span className="data-part">
          <span className="data-key" style={{ background: COLORS[split] }} />
          {t(`part.${split}`)}
        </span>
      </Table.Td>
      <Table.Td className="app-number">{countText(rows)}</Table.Td>
      <Table.Td className="app-number">{share(rows, total)}</Table.Td>
      {prepared.tasks.map((task) => {
        const count = task.positives[split]
        const isFew = split === 'test' && count < FEW
        return (
          <Table.Td key={task.id} className="app-number" {...(isFew ? { c: 'var(--app-orange)' } : {})}>
            {isFew ? t('summary.few') : ''}
            {countText(count)}
            <Text span size="sm" c="dimmed">
              {` · ${share(count, rows)}`}
            </Text>
          </Table.Td>
        )
      })}
      {prepared.scenes.length > 1
        ? prepared.scenes.map((scene) => (
            <Table.Td key={scene.name} className="app-number">
              {countText(scene.rows[split])}
            </Table.Td>
          ))
        : null}
    </Table.Tr>
  )
}

/** The first numbers, before any training: the counting floor, and the ceiling of a generated world. */
function References({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('summary.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('summary.text')}
      </Text>
      <Table verticalSpacing={3} maw={640} data-testid="floors">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('summary.task')}</Table.Th>
            <Table.Th className="app-number">{t('summary.floor')}</Table.Th>
            {prepared.oracle === null ? null : (
              <Table.Th className="app-number">{t('summary.ceiling')}</Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {prepared.tasks.map((task) => (
            <Table.Tr key={task.id}>
              <Table.Td>{task.id}</Table.Td>
              <Table.Td className="app-number" fw={600}>
                {aucText(prepared.floor, task.id)}
              </Table.Td>
              {prepared.oracle === null ? null : (
                <Table.Td className="app-number">{aucText(prepared.oracle, task.id)}</Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

/** Test AUC over all rows of a reference line, to the fourth digit. */
function aucText(metrics: Prepared['floor'], task: string): string {
  const auc = metricsOf(metrics, 'test', task, null)?.auc ?? null
  return auc === null ? '–' : metricText(auc)
}
