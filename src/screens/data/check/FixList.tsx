import { ActionIcon, Paper, Text, Title } from '@mantine/core'
import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { withoutFix } from '../../../core/data/fixes.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { doneText } from './words.ts'

/** Fixes in the order in which they are replayed; each can be taken back. */
export function FixList() {
  const { t } = useTranslation('passport')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const { fixes } = schema
  if (fixes === undefined) return null
  return (
    <Paper p="md" radius="md" data-testid="fixes">
      <Title order={2} mb={4}>
        {t('fixes.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('fixes.text')}
      </Text>
      <ol className="data-fixes">
        {fixes.map((fix, i) => {
          const text = doneText(t, fix)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: equal fixes are possible, and their place is what they are
            <li key={i}>
              <Text span size="sm">
                {text}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('fixes.undo', { fix: text })}
                onClick={() => editSchema(withoutFix(schema, i))}
              >
                <Undo2 size={14} aria-hidden="true" />
              </ActionIcon>
            </li>
          )
        })}
      </ol>
    </Paper>
  )
}
