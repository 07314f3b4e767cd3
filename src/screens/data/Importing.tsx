import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { READ_SETTINGS } from '../../core/data/read-settings.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { EncodingSelect, UserSelect } from './ReadingChoices.tsx'

/** How far the import under way is, with a stop. */
export function Reading() {
  const { t } = useTranslation('data')
  const importing = useWorkbench((state) => state.importing)
  const { stopImport } = useActions()
  if (importing.kind !== 'reading') return null
  const { name, bytes, totalBytes, rows, isCounting } = importing
  const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0
  const text = rows === 0 ? 'file.begun' : isCounting ? 'file.counting' : 'file.reading'
  return (
    <Paper p="md" radius="md">
      <Group wrap="nowrap">
        <Stack gap={4} style={{ flex: 1 }}>
          <Text size="sm">
            {t(text, {
              name,
              rows: countText(rows),
              total: countText(rounded(share > 0 ? rows / share : rows)),
              read: sizeText(bytes),
              size: sizeText(totalBytes),
            })}
          </Text>
          <Progress value={100 * share} aria-label={t('file.progress')} />
        </Stack>
        <Button variant="default" onClick={stopImport}>
          {t('file.stop')}
        </Button>
      </Group>
    </Paper>
  )
}

/** Two significant digits: an estimate. */
const rounded = (count: number): number => Number(count.toPrecision(2))

/** What was wrong with the last file, and ways to read it all the same while it is at hand. */
export function Rejected() {
  const { t } = useTranslation('data')
  const importing = useWorkbench((state) => state.importing)
  const { dismissRejection, readAgain } = useActions()
  if (importing.kind !== 'rejected') return null
  const { name, issues, settings } = importing
  const noUser = issues.find(({ code }) => code === 'csv.noUserColumn')
  return (
    <Notice
      tone="red"
      title={t('file.rejected', { name })}
      withCloseButton
      closeButtonLabel={t('file.dismiss')}
      onClose={dismissRejection}
    >
      <Stack gap="xs">
        {issues.length === 0 ? t('file.stopped') : <Issues issues={issues} />}
        {settings === null ? null : (
          <Group align="end">
            {noUser === undefined ? (
              <EncodingSelect
                value={settings.encoding}
                onChange={(encoding) => readAgain(null, { ...settings, encoding })}
              />
            ) : (
              <>
                <UserSelect
                  columns={String(noUser.params.columns).split('\n')}
                  value={null}
                  onChange={(user) => {
                    const amount = { kind: 'draw', seed: 1, user } as const
                    readAgain(null, { ...READ_SETTINGS, encoding: settings.encoding, amount })
                  }}
                />
                <Button
                  variant="default"
                  onClick={() => readAgain(null, { ...settings, amount: { kind: 'all' } })}
                >
                  {t('reading.readAll')}
                </Button>
              </>
            )}
          </Group>
        )}
      </Stack>
    </Notice>
  )
}
