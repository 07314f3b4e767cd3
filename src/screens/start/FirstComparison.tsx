import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import '../../charts/charts.css'
import { countText, metricText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { metricsOf, namedGroups } from '../compare/view.ts'

/** The sample, the plan as it stands, and the button that trains it. */
export function FirstComparison() {
  const { t } = useTranslation('app')
  const [, navigate] = useLocation()
  const { takeSample, run } = useActions()
  const hasRuns = useWorkbench((state) => state.runs.size > 0)
  const isReady = useWorkbench((state) => state.backend !== null && state.datasets.has('sample'))

  function compareNow(): void {
    takeSample()
    run()
    navigate('/compare')
  }

  return (
    <Paper radius="md" className="start-first">
      <Stack gap="sm" p="lg">
        <Title order={2}>{t('start.first')}</Title>
        <Text size="sm">{t('start.firstText')}</Text>
        <Text size="sm" c="dimmed">
          {t('start.honest')}
        </Text>
        <Group mt="auto" pt="xs" gap="sm">
          <Button
            size="md"
            leftSection={<Play size={16} aria-hidden="true" />}
            onClick={compareNow}
            disabled={!isReady}
          >
            {t('start.compare')}
          </Button>
          <Button size="md" variant="default" component="a" href={hasRuns ? '#/compare' : '#/lab'}>
            {t(hasRuns ? 'start.continue' : 'start.change')}
          </Button>
        </Group>
      </Stack>
      <Facts />
    </Paper>
  )
}

/** What would be trained, and what is known before: only what this page has counted. */
function Facts() {
  const { t } = useTranslation('app')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const sample = useWorkbench((state) => state.datasets.get('sample'))
  const isSample = useWorkbench((state) => state.draft.dataset.kind === 'builtin')
  const task = useWorkbench((state) => state.draft.schema.tasks[0]?.id ?? '')
  const preparing = useWorkbench((state) => state.preparing)
  const naming = useNaming()
  const groups = useMemo(() => namedGroups(plan, runs, naming), [plan, runs, naming])
  const prepared = preparing.kind === 'prepared' && isSample ? preparing.prepared : null
  const floor = metricsOf(prepared?.floor, 'test', task, null)?.auc ?? null
  const oracle = metricsOf(prepared?.oracle, 'test', task, null)?.auc ?? null
  return (
    <div className="start-facts">
      <Stack gap={6} mb="md">
        <Text size="xs" c="dimmed">
          {t('start.groups')}
        </Text>
        {isSample
          ? groups.map((group, i) => (
              <Text key={group.id} component="div" size="sm" truncate>
                <GroupName
                  name={i === 0 ? t('start.baseline', { group: group.name }) : group.name}
                  style={group.style}
                />
              </Text>
            ))
          : t('start.groupsUsual')}
      </Stack>
      <dl>
        <dt>{t('start.rows')}</dt>
        <dd>{sample === undefined ? '–' : countText(sample.rowCount)}</dd>
        <dt>{t('start.seeds')}</dt>
        <dd>{plan.seeds.join(', ')}</dd>
        <dt>{t('start.floor', { task })}</dt>
        <dd>{floor === null ? '–' : metricText(floor)}</dd>
        <dt>{t('start.ceiling')}</dt>
        <dd>{oracle === null ? '–' : metricText(oracle)}</dd>
      </dl>
    </div>
  )
}
