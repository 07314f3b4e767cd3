import { Button, Paper, Stack, TagsInput, Text, Title } from '@mantine/core'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { LEAST_SEEDS } from '../../run/table.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { dueCells, isSpent, nextCells } from '../../store/seeds.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { AblateButton } from './AblateButton.tsx'
import { LeftOutNotice } from './LeftOutNotice.tsx'
import { PlanFacts } from './PlanFacts.tsx'
import { PlanGroups } from './PlanGroups.tsx'
import { PlanKindEditor } from './PlanKindEditor.tsx'
import { detectableOf, dueOf } from './plan-view.ts'
import { StopRules } from './StopRules.tsx'
import { useMemoryIssues } from './use-memory-issues.ts'
import { useNamedGroups, usePlanCost, useSpreads } from './use-plan.ts'

/** Groups × paired seeds, what that costs, and the buttons that run it. */
export function PlanColumn() {
  const { t } = useTranslation('plan')
  const plan = useWorkbench((state) => state.plan)
  const isReady = useWorkbench((state) => state.backend !== null)
  const preparing = useWorkbench((state) => state.preparing)
  const tooLarge = useMemoryIssues()
  const groups = useNamedGroups()
  const configs = useMemo(() => plan.groups.map(({ config }) => config), [plan.groups])
  const spreads = useSpreads(groups)
  const stopsEarly = plan.stopsEarly === true
  const cost = usePlanCost(configs, plan.seeds, stopsEarly ? LEAST_SEEDS : plan.seeds.length)
  const detectable = useMemo(
    () => detectableOf(spreads, { groups: groups.length, seeds: plan.seeds.length, stopsEarly }),
    [spreads, groups.length, plan.seeds.length, stopsEarly],
  )
  const canRun = isReady && preparing.kind === 'prepared' && tooLarge.length === 0
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb="sm">
        {t('title')}
      </Title>
      <Stack gap="sm">
        <AblateButton isReady={canRun} spreads={spreads} />
        <PlanKindEditor />
        <PlanGroups groups={groups} />
        <Seeds />
        <StopRules />
        <PlanFacts
          groups={groups.length}
          seeds={plan.seeds.length}
          cost={cost}
          detectable={detectable}
          first={stopsEarly ? LEAST_SEEDS : null}
        />
        {tooLarge.length > 0 ? (
          <Notice tone="orange" title={t('tooLarge')}>
            <Issues issues={tooLarge} />
          </Notice>
        ) : null}
        <LeftOutNotice groups={groups} />
        <RunButton canRun={canRun} />
        {preparing.kind === 'refused' ? (
          <Text size="sm" c="var(--app-red)">
            {t('blocked')}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  )
}

function Seeds() {
  const { t } = useTranslation('plan')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const { setSeeds } = useActions()
  const isFixed = useMemo(() => isSpent(plan, runs), [plan, runs])
  return (
    <TagsInput
      size="xs"
      label={t('seeds')}
      description={t(plan.seeds.length < LEAST_SEEDS ? 'seeds.few' : 'seeds.paired')}
      disabled={isFixed}
      value={plan.seeds.map(String)}
      onChange={(values) => {
        const seeds = values.map(Number).filter((seed) => Number.isInteger(seed) && seed >= 0)
        if (seeds.length > 0) setSeeds([...new Set(seeds)])
      }}
    />
  )
}

function RunButton({ canRun }: { readonly canRun: boolean }) {
  const { t } = useTranslation('plan')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const draft = useWorkbench((state) => state.draft)
  const view = useWorkbench((state) => state.view)
  const isRunning = useWorkbench((state) => state.queue.length > 0)
  const { run } = useActions()
  const due = useMemo(() => {
    const first = dueOf(dueCells({ plan, runs }), runs)
    return first.left > 0 ? first : dueOf(nextCells({ plan, runs, draft, view }), runs)
  }, [plan, runs, draft, view])
  const isQueued = due.left > 0 && due.queued === due.left
  const key = due.left === 0 ? 'nothing' : !isRunning ? 'run' : isQueued ? 'queued' : 'running'
  return (
    <Button
      size="sm"
      fullWidth
      leftSection={<Play size={16} aria-hidden="true" />}
      onClick={run}
      disabled={!canRun || due.left === 0 || isQueued}
    >
      {t(`go.${key}`, { count: due.left })}
    </Button>
  )
}
