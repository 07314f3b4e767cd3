import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { save } from '../../charts/save.ts'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import type { Draw } from '../../core/data/draw.ts'
import { ROW_FIXES, rowIssuesCsv } from '../../core/data/row-issues.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { EncodingSelect, UserSelect } from './ReadingChoices.tsx'

const SHOWN = 5

/** How the file of a dataset was read, and ways to read it otherwise while it is at hand. */
export function HowRead({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const settings = useWorkbench((state) => state.readings.get(info.id))
  const { readAgain } = useActions()
  if (info.source === undefined) return null
  const { draw, encoding, format } = info.source
  return (
    <Paper p="md" radius="md" data-testid="how-read">
      <Title order={2} mb="xs">
        {t('reading.title', { name: info.name })}
      </Title>
      <Stack gap="xs">
        <Text size="sm">
          {draw === null ? t('reading.all', { rows: countText(info.rowCount) }) : <Drawn draw={draw} />}
        </Text>
        {info.issues.length === 0 ? null : <Faults info={info} />}
        {settings === undefined ? (
          <Text size="sm" c="dimmed">
            {t('reading.gone')}
          </Text>
        ) : (
          <Group align="end">
            {format === 'parquet' ? null : (
              <EncodingSelect
                value={settings.encoding}
                recognised={encoding}
                onChange={(next) => readAgain(info.id, { ...settings, encoding: next })}
              />
            )}
            {draw === null ? null : (
              <>
                <UserSelect
                  columns={info.columns.map(({ name }) => name)}
                  value={draw.user}
                  onChange={(user) =>
                    readAgain(info.id, { ...settings, amount: { kind: 'draw', seed: draw.seed, user } })
                  }
                />
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => readAgain(info.id, { ...settings, amount: { kind: 'all' } })}
                >
                  {t('reading.readAll')}
                </Button>
                <Text size="xs" c="dimmed">
                  {t('reading.memory', { size: sizeText(draw.rows.of * info.columns.length * 8) })}
                </Text>
              </>
            )}
            {settings.amount.kind === 'all' ? (
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  readAgain(info.id, { ...settings, amount: { kind: 'draw', seed: 1, user: null } })
                }
              >
                {t('reading.drawAgain')}
              </Button>
            ) : null}
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

/** The first of what was found on reading; the rest is in Check. */
function Faults({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const listed = info.rows?.listed ?? []
  const download = (): void => {
    const csv = rowIssuesCsv(listed, (rule) => t(`reading.fix.${ROW_FIXES[rule]}`))
    save(`${info.name}-rows.csv`, new Blob([csv], { type: 'text/csv' }))
  }
  return (
    <Notice tone="orange" title={t('reading.faults', { count: info.issueCount })}>
      <Issues issues={info.issues.slice(0, SHOWN)} />
      {listed.length === 0 ? null : (
        <Button size="compact-sm" variant="default" mt="xs" onClick={download}>
          {t('reading.download', { count: listed.length })}
        </Button>
      )}
      {info.issueCount > SHOWN ? <Text size="sm">{t('reading.inCheck')}</Text> : null}
    </Notice>
  )
}

function Drawn({ draw }: { readonly draw: Draw }) {
  const { t } = useTranslation('data')
  return t('reading.draw', {
    drawn: countText(draw.users.drawn),
    of: countText(draw.users.of),
    percent: ((100 * draw.users.drawn) / draw.users.of).toFixed(1),
    rows: countText(draw.rows.drawn),
    total: countText(draw.rows.of),
    user: draw.user,
    seed: draw.seed,
  })
}
