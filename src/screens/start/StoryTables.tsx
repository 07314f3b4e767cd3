import { Badge, Button, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { encodeLink } from '../../experiment/link.ts'
import { useActions } from '../../store/hooks.ts'
import { storyPlan } from '../../stories/plan.ts'
import { RECORDS } from '../../stories/record.ts'
import { STORIES } from '../../stories/stories.ts'
import { type Story, TOPICS, type Topic } from '../../stories/story.ts'
import { type StoryRow, storyRow } from './stories-view.ts'

const SEEDS = [1, 2, 3]
const COLORS = { holds: 'green', open: 'gray', fails: 'orange' } as const

/** All claims, by topic. */
export const StoryTables = () => TOPICS.map((topic) => <TopicTable key={topic} topic={topic} />)

function TopicTable({ topic }: { readonly topic: Topic }) {
  const { t } = useTranslation('app')
  return (
    <Table verticalSpacing={4} mb="sm" className="start-stories">
      <Table.Thead>
        <Table.Tr>
          <Table.Td />
          <Table.Th>{t(`stories.topic.${topic}`)}</Table.Th>
          <Table.Th>{t('stories.rule')}</Table.Th>
          <Table.Th>{t('stories.measured')}</Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {STORIES.filter((story) => story.topic === topic).map((story) => (
          <StoryLine key={story.id} story={story} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function StoryLine({ story }: { readonly story: Story }) {
  const { t } = useTranslation('app')
  const { openLink } = useActions()
  const row = storyRow(story, RECORDS.get(story.id))
  return (
    <Table.Tr>
      <Table.Td>{story.id}</Table.Td>
      <Table.Td>
        <Text size="sm">{row.text}</Text>
        {row.claimed === null ? null : (
          <Text size="xs" c="dimmed">
            {t('stories.claimed', { claim: row.claimed })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {row.checks.map(({ rule }) => (
          <Text key={rule} size="xs">
            {rule}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>
        <LastMeasured row={row} />
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('stories.openOne', { story: story.id })}
          onClick={() => openLink(encodeLink(storyPlan(story, SEEDS)))}
        >
          {t('stories.open')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function LastMeasured({ row }: { readonly row: StoryRow }) {
  const { t } = useTranslation('app')
  if (row.measured === null) {
    return (
      <Text size="xs" c="dimmed">
        {t('stories.never')}
      </Text>
    )
  }
  const { outcome, date, backend, seeds } = row.measured
  return (
    <>
      <Badge size="sm" variant="light" color={COLORS[outcome]}>
        {t(`stories.outcome.${outcome}`)}
      </Badge>
      {row.checks.map(({ rule, figure }) => (
        <Text key={rule} size="xs">
          {figure}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {t('stories.onDay', { date, backend, seeds: seeds.join(', ') })}
      </Text>
    </>
  )
}
