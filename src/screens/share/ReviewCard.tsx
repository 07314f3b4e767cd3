import { Button, Checkbox, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import '../../charts/charts.css'
import { GroupName } from '../../charts/GroupName.tsx'
import { worldName } from '../../core/data/worlds/settings.ts'
import { groupName } from '../../experiment/diff.ts'
import type { Plan } from '../../experiment/plan.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { LinkState } from '../../store/state.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useNaming } from '../../ui/use-naming.ts'

/** An opened link: what it would do, before anything is done. It never starts training by itself. */
export function ReviewCard({ link }: { readonly link: Exclude<LinkState, { kind: 'none' }> }) {
  const { t } = useTranslation('share')
  const [, navigate] = useLocation()
  const { acceptLink, dismissLink } = useActions()
  const [takesBackend, setTakesBackend] = useState(false)
  function dismiss(): void {
    dismissLink()
    navigate('/')
  }
  if (link.kind === 'broken') {
    return (
      <Paper p="lg" radius="md" maw={820} mx="auto" mt="xl">
        <Stack gap="sm">
          <Title order={1}>{t('review.broken')}</Title>
          <Notice tone="red">
            <Issues issues={link.issues} />
          </Notice>
          <Group>
            <Button onClick={dismiss}>{t('review.home')}</Button>
          </Group>
        </Stack>
      </Paper>
    )
  }
  return (
    <Paper p="lg" radius="md" maw={820} mx="auto" mt="xl" data-testid="review-card">
      <Stack gap="sm">
        <Title order={1}>{t('review.title')}</Title>
        <Text size="sm">
          {t('review.text', {
            groups: link.plan.groups.length,
            seeds: link.plan.seeds.length,
            runs: link.plan.groups.length * link.plan.seeds.length,
          })}
        </Text>
        <DatasetMatch plan={link.plan} />
        {link.notices.length > 0 ? (
          <Notice tone="orange" title={t('review.notices')}>
            <Issues issues={link.notices} />
          </Notice>
        ) : null}
        <GroupsTable plan={link.plan} />
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
          {t('review.characters', { count: link.characters })}
        </Text>
        <Group>
          <Button
            onClick={() => {
              acceptLink(takesBackend)
              navigate('/lab')
            }}
          >
            {t('review.accept')}
          </Button>
          <Button variant="default" onClick={dismiss}>
            {t('review.dismiss')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

function DatasetMatch({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const dataset = plan.groups[0]?.config.dataset
  const isHere = useWorkbench((state) => dataset !== undefined && state.datasets.has(dataset.id))
  if (dataset === undefined) return null
  if (dataset.kind === 'builtin') return <Notice tone="green">{t('review.sample')}</Notice>
  if (dataset.kind === 'generated') {
    return <Notice tone="green">{t('review.world', { name: worldName(dataset) })}</Notice>
  }
  const params = { name: dataset.name, fingerprint: dataset.id.slice(0, 12) }
  return (
    <Notice tone={isHere ? 'green' : 'orange'}>{t(isHere ? 'review.here' : 'review.missing', params)}</Notice>
  )
}

function GroupsTable({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const naming = useNaming()
  const base = plan.groups[0]
  const rows = useMemo(
    () =>
      base === undefined
        ? []
        : plan.groups.map((group) => ({ group, name: groupName(base.config, group.config, naming) })),
    [plan.groups, base, naming],
  )
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('review.group')}</Table.Th>
          <Table.Th>{t('review.seeds')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ group, name }, i) => (
          <Table.Tr key={group.id}>
            <Table.Td>
              <GroupName name={i === 0 ? t('review.baseline', { group: name }) : name} style={group.style} />
            </Table.Td>
            <Table.Td>{plan.seeds.join(', ')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
