import { List, Stack, Text } from '@mantine/core'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { TemplateMatch } from '../../core/data/templates/apply.ts'
import { templateOf } from '../../core/data/templates/templates.ts'
import { languageOf } from '../../core/language.ts'
import { templateTexts } from '../../i18n/template-texts.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'

interface RecognisedProps {
  readonly match: TemplateMatch
  /** Whether there is a task to train for. */
  readonly isTrainable: boolean
}

/** Which published dataset this is, what its labels mean, and what of its usual reading these rows do not allow. */
export function Recognised({ match, isTrainable }: RecognisedProps) {
  const { t, i18n } = useTranslation('data')
  const texts = use(templateTexts(languageOf(i18n.language)))
  const { id, source, meanings } = templateOf(match.id)
  return (
    <Notice tone="blue" title={t('known.title', { name: texts[`${id}.name`] })} data-testid="recognised">
      <Stack gap="xs">
        <Text size="sm">
          {texts[`${id}.about`]} {isTrainable ? t('known.mapped') : null}
        </Text>
        <List size="sm" spacing={4}>
          {meanings.map((meaning) => (
            <List.Item key={meaning}>{texts[`${id}.${meaning}`]}</List.Item>
          ))}
        </List>
        {match.notes.length === 0 ? null : (
          <div>
            <Text size="sm" fw={600}>
              {t('known.notes')}
            </Text>
            <Issues issues={match.notes} />
          </div>
        )}
        <Text size="xs" c="dimmed">
          {t('known.source')}: {source.title}, {source.address}
          {source.licence === null ? null : `, ${t('known.licence', { licence: source.licence })}`}
        </Text>
      </Stack>
    </Notice>
  )
}
