import { Button, Code, Group, List, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkBackend } from '../../experiment/link-fields.ts'
import type { Plan } from '../../experiment/plan.ts'
import type { ResultLink } from '../../run/result-link.ts'
import { type Shareable, staysHere, type Wish } from '../../store/sharing.ts'
import type { UploadWord } from '../../store/uploads.ts'
import { doneText } from '../data/check/words.ts'

type Part = Wish extends { readonly without: ReadonlySet<infer P> } ? P : never

interface LinkInsideProps {
  readonly plan: Plan
  /** Of the plan's dataset; null where it is no upload. */
  readonly upload: UploadWord | null
  readonly backend: LinkBackend | null
  readonly slice: string | null
  /** Null in a recipe link. */
  readonly shareable: Shareable | null
  readonly results: ResultLink | null
  readonly carried: Readonly<Record<string, unknown>> | null
  readonly note: string | null
  readonly without: Wish['without']
  onWithout(part: Part, isOut: boolean): void
  onDropNote(): void
}

/** What a link holds and what it never holds; everything that can be taken out has a button. */
export function LinkInside(props: LinkInsideProps) {
  const { plan, upload, backend, slice, shareable, results } = props
  const { t } = useTranslation('share')
  const [showsAll, setShowsAll] = useState(false)
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3}>{t('inside')}</Title>
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          {t(showsAll ? 'inside.less' : 'inside.all')}
        </Button>
      </Group>
      <List size="sm">
        <List.Item>{t('inside.groups', { groups: plan.groups.length, seeds: plan.seeds.length })}</List.Item>
        <List.Item>{t('inside.schema')}</List.Item>
        <Fixes plan={plan} />
        {backend === null ? null : (
          <List.Item>{t('inside.backend', { backend: t(`backend.${backend}`) })}</List.Item>
        )}
        <List.Item>{t(upload === null ? 'inside.sample' : `inside.upload.${upload}`)}</List.Item>
        {shareable === null ? null : (
          <List.Item>
            {t('inside.results', {
              runs: shareable.claims.fates.flat().filter((fate) => fate === 'finished').length,
              cells: shareable.claims.cells.length,
            })}
          </List.Item>
        )}
        {results === null || results.dropped.length === 0 ? null : (
          <List.Item>
            {t('inside.dropped', { parts: results.dropped.map((part) => t(`part.${part}`)).join(', ') })}
          </List.Item>
        )}
      </List>
      {showsAll ? <Everything {...props} /> : null}
      <Title order={3}>{t('outside')}</Title>
      <Text size="sm">
        {t(shareable === null ? 'outside.text' : 'outside.results')}
        {upload !== null && shareable !== null ? ` ${t('outside.scenes')}` : ''}
      </Text>
      {staysHere(slice, plan) ? <Text size="sm">{t('outside.slice')}</Text> : null}
    </Stack>
  )
}

/** The mends that go along, with the columns, tasks and scenes that they name. */
function Fixes({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const { t: words } = useTranslation('passport')
  const fixes = plan.groups.flatMap(({ config }) => config.schema.fixes ?? [])
  const texts = [...new Set(fixes.map((fix) => doneText(words, fix)))]
  if (texts.length === 0) return null
  return <List.Item data-testid="fixes-inside">{t('inside.fixes', { fixes: texts.join(' · ') })}</List.Item>
}

function Everything(props: LinkInsideProps) {
  const { shareable, results, carried, note, without, onWithout, onDropNote } = props
  const { t } = useTranslation('share')
  const parts: readonly { readonly part: Part; readonly text: string }[] = [
    ...(shareable === null || shareable.claims.curves === null
      ? []
      : [{ part: 'curves' as const, text: t('part.curves.text', { count: results?.points ?? 0 }) }]),
    ...(shareable === null || shareable.claims.deciles === null
      ? []
      : [{ part: 'deciles' as const, text: t('part.deciles.text') }]),
    ...(carried === null ? [] : [{ part: 'carried' as const, text: t('part.carried.text') }]),
  ]
  return (
    <Stack gap={6} data-testid="everything">
      {shareable === null ? null : (
        <Text size="sm">{t('part.numbers', { list: shareable.claims.cells.map(cellText).join(' · ') })}</Text>
      )}
      {parts.map(({ part, text }) => (
        <Row
          key={part}
          text={without.has(part) ? t('part.out', { part: t(`part.${part}`) }) : text}
          button={t(without.has(part) ? 'part.back' : 'part.remove')}
          label={t(without.has(part) ? 'part.backOf' : 'part.removeOf', { part: t(`part.${part}`) })}
          onClick={() => onWithout(part, !without.has(part))}
        />
      ))}
      {note === null ? null : (
        <Row
          text={t('part.note.text')}
          button={t('part.remove')}
          label={t('part.removeOf', { part: t('part.note') })}
          onClick={onDropNote}
        />
      )}
      {carried === null || without.has('carried') ? null : (
        <Code block>{JSON.stringify(carried, null, 1)}</Code>
      )}
    </Stack>
  )
}

const cellText = ({ task, slice, metric }: Shareable['claims']['cells'][number]): string =>
  [task, slice, metric.toUpperCase()].filter((word) => word !== null).join(' ')

interface RowProps {
  readonly text: string
  readonly button: string
  readonly label: string
  onClick(): void
}

function Row({ text, button, label, onClick }: RowProps) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{text}</Text>
      <Button variant="default" size="compact-xs" aria-label={label} onClick={onClick}>
        {button}
      </Button>
    </Group>
  )
}
