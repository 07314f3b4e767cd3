import {
  ActionIcon,
  Button,
  Group,
  Paper,
  Select,
  Stack,
  TagsInput,
  Text,
  Title,
  Tooltip,
} from '@mantine/core'
import type { TFunction } from 'i18next'
import { Crown, Eye, EyeOff, Play, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { GroupName } from '../../charts/GroupName.tsx'
import { runHash } from '../../experiment/hash.ts'
import type { Plan } from '../../experiment/plan.ts'
import type { Run } from '../../run/run.ts'
import { durationText, timeFor } from '../../run/time.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { isPlanned } from '../../store/plans.ts'
import { type PlanKind, runKey } from '../../store/state.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PACE_MS, usePaced } from '../../ui/use-paced.ts'
import { type NamedGroup, namedGroups } from '../compare/view.ts'
import { useMemoryIssues } from './use-memory-issues.ts'

const KINDS: readonly PlanKind[] = ['draft', 'leave-one-out', 'add-one-in', 'controls']

/** Groups × paired seeds, what that costs, and the button that runs it. */
export function PlanColumn() {
  const { t } = useTranslation('lab')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const draft = useWorkbench((state) => state.draft)
  const follows = useWorkbench((state) => state.follows)
  const isReady = useWorkbench((state) => state.backend !== null)
  const preparing = useWorkbench((state) => state.preparing)
  const queue = useWorkbench((state) => state.queue)
  const { planFrom, addGroup, setSeeds, run } = useActions()
  const paced = usePaced(runs, PACE_MS)
  const groups = useMemo(() => namedGroups(plan, paced), [plan, paced])
  const cost = useMemo(() => costOf(groups, plan.seeds, paced), [groups, plan.seeds, paced])
  const left = cost.total - cost.known
  const isIn = useMemo(() => isPlanned(plan, draft), [plan, draft])
  const isRunning = queue.length > 0
  const isQueued = useMemo(() => isAllQueued(plan, queue, runs), [plan, queue, runs])
  const tooLarge = useMemoryIssues()
  const isKind = KINDS.some((kind) => kind === follows)
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb="sm">
        {t('plan.title')}
      </Title>
      <Stack gap="sm">
        <Select
          size="xs"
          label={t('plan.kind')}
          placeholder={t('plan.custom')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`plan.kind.${kind}`) }))}
          value={isKind ? follows : null}
          onChange={(kind) => {
            if (kind !== null) planFrom(kind as PlanKind)
          }}
        />
        <div>
          {groups.map((group, i) => (
            <GroupRow key={group.id} group={group} isBaseline={i === 0} isOnly={groups.length === 1} />
          ))}
          <Button
            size="compact-xs"
            variant="subtle"
            fw={500}
            mt={4}
            leftSection={<Plus size={13} aria-hidden="true" />}
            onClick={addGroup}
            disabled={isIn && follows === null}
          >
            {t(isIn ? (follows === null ? 'plan.isIn' : 'plan.keep') : 'plan.add')}
          </Button>
        </div>
        <TagsInput
          size="xs"
          label={t('plan.seeds')}
          description={plan.seeds.length < 3 ? t('plan.fewSeeds') : t('plan.paired')}
          value={plan.seeds.map(String)}
          onChange={(values) => {
            const seeds = values.map(Number).filter((seed) => Number.isInteger(seed) && seed >= 0)
            if (seeds.length > 0) setSeeds([...new Set(seeds)])
          }}
        />
        <dl className="lab-cost" data-testid="plan-cost">
          <dt>{t('plan.runs')}</dt>
          <dd>{t('plan.cost', { groups: groups.length, seeds: plan.seeds.length, runs: cost.total })}</dd>
          <dt>{t('plan.known')}</dt>
          <dd>{cost.known}</dd>
          <dt>{t('plan.timeLabel')}</dt>
          <dd>{left === 0 ? '–' : timeText(cost.time, t)}</dd>
        </dl>
        {tooLarge.length > 0 ? (
          <Notice tone="orange" title={t('plan.tooLarge')}>
            <Issues issues={tooLarge} />
          </Notice>
        ) : null}
        <Button
          size="sm"
          fullWidth
          leftSection={<Play size={16} aria-hidden="true" />}
          onClick={run}
          disabled={
            !isReady || preparing.kind !== 'prepared' || left === 0 || isQueued || tooLarge.length > 0
          }
        >
          {t(runKeyOf(left, isRunning, isQueued), { count: left })}
        </Button>
        {preparing.kind === 'refused' ? (
          <Text size="sm" c="var(--app-red)">
            {t('plan.blocked')}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  )
}

interface GroupRowProps {
  readonly group: NamedGroup
  readonly isBaseline: boolean
  readonly isOnly: boolean
}

function GroupRow({ group, isBaseline, isOnly }: GroupRowProps) {
  const { t } = useTranslation('lab')
  const isHidden = useWorkbench((state) => state.hiddenGroups.has(group.id))
  const { removeGroup, hideGroup, setBaseline } = useActions()
  const button = (key: string, Icon: typeof Eye, onClick: () => void, disabled = false) => (
    <Tooltip label={t(key, { group: group.name })}>
      <ActionIcon
        size={24}
        variant="subtle"
        color="gray"
        disabled={disabled}
        style={disabled ? { background: 'none' } : {}}
        onClick={onClick}
        aria-label={t(key, { group: group.name })}
      >
        <Icon size={14} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  )
  return (
    <div className="lab-group">
      <Text
        size="sm"
        component="div"
        truncate
        title={group.name}
        style={{ minWidth: 0, opacity: isHidden ? 0.5 : 1 }}
        fw={isBaseline ? 600 : 400}
      >
        <GroupName name={group.name} style={group.style} />
      </Text>
      <Group gap={0} wrap="nowrap">
        {isBaseline ? (
          <Text size="xs" c="dimmed" mr={4}>
            {t('plan.baseline')}
          </Text>
        ) : null}
        {isBaseline ? null : button('plan.makeBaseline', Crown, () => setBaseline(group.id))}
        {isHidden
          ? button('plan.show', EyeOff, () => hideGroup(group.id, false))
          : button('plan.hide', Eye, () => hideGroup(group.id, true))}
        {button('plan.remove', Trash2, () => removeGroup(group.id), isOnly)}
      </Group>
    </div>
  )
}

/** Whether every run of the plan is finished or waits its turn: pressing Run would add nothing. */
function isAllQueued(plan: Plan, queue: readonly string[], runs: ReadonlyMap<string, Run>): boolean {
  const waiting = new Set(queue)
  return plan.groups.every((group) =>
    plan.seeds.every((seed) => {
      const key = runKey(group.id, seed)
      const status = runs.get(key)?.status
      return waiting.has(key) || (status?.kind === 'ended' && status.reason === 'finished')
    }),
  )
}

function runKeyOf(left: number, isRunning: boolean, isQueued: boolean) {
  if (left === 0) return 'plan.nothing' as const
  if (!isRunning) return 'plan.run' as const
  return isQueued ? ('plan.queued' as const) : ('plan.running' as const)
}

function timeText(time: readonly [number, number] | null, t: TFunction<'lab'>): string {
  if (time === null) return t('plan.timeUnknown')
  const [least, most] = [durationText(time[0]), durationText(time[1])]
  return least === most ? t('plan.timeAbout', { most }) : t('plan.time', { least, most })
}

/** Runs of the plan, those already known, and the time of the rest. */
function costOf(groups: readonly NamedGroup[], seeds: readonly number[], runs: ReadonlyMap<string, Run>) {
  const finished = new Set(
    [...runs.values()]
      .filter(({ status }) => status.kind === 'ended' && status.reason === 'finished')
      .map(({ config }) => runHash(config)),
  )
  const wanted = groups.flatMap(({ config }) => seeds.map((seed) => runHash({ ...config, seed })))
  const known = wanted.filter((hash) => finished.has(hash)).length
  return { total: wanted.length, known, time: timeFor(runs.values(), wanted.length - known) }
}
