import { Button, Checkbox, Code, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import '../../charts/charts.css'
import { countText } from '../../charts/format.ts'
import { isPresent } from '../../store/datasets.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { LinkState } from '../../store/state.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ClaimedTable } from './ClaimedTable.tsx'
import { DatasetMatch } from './DatasetMatch.tsx'
import { GroupsTable } from './GroupsTable.tsx'
import { Needs } from './Needs.tsx'

type Reviewed = Extract<LinkState, { readonly kind: 'review' }>

/** An opened link: what it claims and what it would do, before anything is done. It never starts training by itself. */
export function ReviewCard({ link }: { readonly link: Exclude<LinkState, { kind: 'none' }> }) {
  const { t } = useTranslation('share')
  const [, navigate] = useLocation()
  const { dismissLink } = useActions()
  function dismiss(): void {
    dismissLink()
    navigate('/')
  }
  return (
    <Paper
      p="lg"
      radius="md"
      maw={920}
      mx="auto"
      mt="xl"
      {...(link.kind === 'review' ? { 'data-testid': 'review-card' } : {})}
    >
      {link.kind === 'review' ? (
        <Review link={link} onDismiss={dismiss} />
      ) : (
        <Stack gap="sm">
          <Title order={1}>{t('review.broken')}</Title>
          <Notice tone="red">
            <Issues issues={link.issues} />
          </Notice>
          <Group>
            <Button onClick={dismiss}>{t('review.home')}</Button>
          </Group>
        </Stack>
      )}
    </Paper>
  )
}

function Review({ link, onDismiss }: { readonly link: Reviewed; readonly onDismiss: () => void }) {
  const { t } = useTranslation('share')
  const { plan, claimed, note, notices, extra } = link
  const [groups, seeds] = [plan.groups.length, plan.seeds.length]
  return (
    <Stack gap="sm">
      <Title order={1}>{t(claimed === null ? 'review.title' : 'review.results')}</Title>
      <Text size="sm">
        {t(claimed === null ? 'review.text' : 'review.claimed', { groups, seeds, runs: groups * seeds })}
      </Text>
      {note === null ? null : (
        <Text
          size="sm"
          component="blockquote"
          m={0}
          pl="sm"
          style={{ borderLeft: '3px solid var(--sc-line)' }}
        >
          {note}
        </Text>
      )}
      <DatasetMatch plan={plan} from={link.from} />
      {notices.length > 0 ? (
        <Notice tone="orange" title={t('review.notices')}>
          <Issues issues={notices} />
        </Notice>
      ) : null}
      {claimed === null ? (
        <GroupsTable plan={plan} />
      ) : (
        <ClaimedTable plan={plan} claimed={claimed} view={link.view} />
      )}
      <Needs link={link} />
      {extra === null ? null : (
        <details>
          <summary>{t('review.extra', { count: Object.keys(extra).length })}</summary>
          <Code block>{JSON.stringify(extra, null, 1)}</Code>
        </details>
      )}
      <Choices link={link} onDismiss={onDismiss} />
    </Stack>
  )
}

/** What can be done with the link; each takes one click. */
function Choices({ link, onDismiss }: { readonly link: Reviewed; readonly onDismiss: () => void }) {
  const { t } = useTranslation('share')
  const [, navigate] = useLocation()
  const { acceptLink, tryLink } = useActions()
  const [takesBackend, setTakesBackend] = useState(false)
  const datasets = useWorkbench((state) => state.datasets)
  const own = useWorkbench((state) => state.draft.dataset)
  const dataset = link.plan.groups[0]?.config.dataset
  const canTry = dataset !== undefined && !isPresent(datasets, dataset) && isPresent(datasets, own)
  const hasResults = link.claimed !== null
  return (
    <>
      {link.backend === null ? null : (
        <Checkbox
          size="sm"
          checked={takesBackend}
          onChange={(event) => setTakesBackend(event.currentTarget.checked)}
          label={t('review.backend', { backend: t(`backend.${link.backend}`) })}
          description={t('review.backendText')}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('review.characters', { count: countText(link.hash.length) })}
      </Text>
      <Group>
        <Button
          onClick={() => {
            acceptLink(takesBackend)
            navigate(hasResults ? '/compare' : '/lab')
          }}
        >
          {t(hasResults ? 'review.acceptResults' : 'review.accept')}
        </Button>
        {canTry ? (
          <Button
            variant="default"
            onClick={() => {
              tryLink()
              navigate('/lab')
            }}
          >
            {t('claimed.try')}
          </Button>
        ) : null}
        <Button variant="default" onClick={onDismiss}>
          {t('review.dismiss')}
        </Button>
      </Group>
    </>
  )
}
